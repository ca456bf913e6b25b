"""Who sees which months, figures, case lists and appeals (domain.md §3.9.2: a unit sees its own scores)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from core.append_only import AppendOnlyQuerySet, LedgerError
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import Scope, scope_of
from intranet.assessment.enums import FIXED_STATES, SHOWN_STATES, SubjectKind

if TYPE_CHECKING:
    from intranet.assessment.models import Appeal, MonthlyAssessment  # noqa: F401

# Who sees every score before it is public. The centres' posts see every case but not every score.
OVERSEERS = frozenset({Role.ASSESSOR, Role.OFFICE_CLERK, Role.LEADER})
Person = User | AnonymousUser


def oversees(scope: Scope) -> bool:
    """Whether a person sees the scores of all units at all times."""
    return scope.has(*OVERSEERS)


class MonthQuerySet(models.QuerySet["MonthlyAssessment"]):
    def visible_to(self, user: Person) -> MonthQuerySet:
        """Overseers see every month; others those that were shown to the units."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        return self if oversees(scope) else self.filter(state__in=SHOWN_STATES)

    def current(self) -> MonthQuerySet:
        """One row for each month: the version that holds, or that is to replace it."""
        newer = self.model._base_manager.filter(month=models.OuterRef("month"), revision__gt=models.OuterRef("revision"))
        return self.filter(~models.Exists(newer))

    def frozen(self) -> MonthQuerySet:
        return self.filter(state="frozen")


class FigureQuerySet(AppendOnlyQuerySet[Any]):
    """Figures of subjects: results and scores."""

    def visible_to(self, user: Person) -> FigureQuerySet:
        """All to overseers, and to everybody once the month's bulletin is public; else a unit's and an area's own."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        if oversees(scope):
            return self
        own = Q(subject_kind=SubjectKind.UNIT, unit__in=scope.tree_ids) | Q(subject_kind=SubjectKind.STREET, unit__in=scope.area_ids)
        shown = Q(month__state__in=SHOWN_STATES)
        return self.filter(shown & (own | Q(month__bulletin_at__isnull=False)))

    def discard(self, month: MonthlyAssessment, *, before_run: int) -> int:
        """Take away what an earlier computing of an unfrozen month left. LedgerError for a frozen one."""
        return _discard(self, month, before_run)


class CountedQuerySet(AppendOnlyQuerySet[Any]):
    """The case lists behind the figures."""

    def discard(self, month: MonthlyAssessment, *, before_run: int) -> int:
        return _discard(self, month, before_run)


def _discard(rows: models.QuerySet[Any], month: MonthlyAssessment, before_run: int) -> int:
    if month.state in FIXED_STATES:
        raise LedgerError("figures of a frozen month are never removed")
    return int(rows.filter(month=month, run__lt=before_run)._raw_delete(rows.db) or 0)  # type: ignore[attr-defined]


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Person) -> AppealQuerySet:
        """The unit that appeals, the office's posts and the leaders."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        return self if oversees(scope) else self.filter(unit__in=scope.tree_ids)

    def open(self) -> AppealQuerySet:
        return self.filter(state="submitted")
