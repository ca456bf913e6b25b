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
AT_ONCE = 500


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

    def current_among(self, visible: MonthQuerySet) -> MonthQuerySet:
        """One row for each month: the newest version among those that may be seen."""
        newer = visible.order_by().filter(month=models.OuterRef("month"), revision__gt=models.OuterRef("revision"))
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


class CountedQuerySet(AppendOnlyQuerySet[Any]):
    """The case lists behind the figures."""

    def held(self, month: MonthlyAssessment) -> CountedQuerySet:
        """The rows of the computing that holds."""
        return self.filter(month=month, run=month.run)

    def discard_run(self, month: MonthlyAssessment, *, keep: int) -> None:
        """Take away what other computings of an unfrozen month left, figures included. LedgerError for a frozen one."""
        if month.state in FIXED_STATES:
            raise LedgerError("figures of a frozen month are never removed")
        kept = {keep, max(month.claimed, keep)}
        for related in ("counted", "results", "scores"):
            rows = getattr(month, related).exclude(run__in=kept).order_by()
            while numbers := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
                piece = rows.model._base_manager.filter(pk__in=numbers)
                piece._raw_delete(piece.db)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Person) -> AppealQuerySet:
        """The unit that appeals, the office's posts and the leaders."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        return self if oversees(scope) else self.filter(unit__in=scope.tree_ids)

    def open(self) -> AppealQuerySet:
        return self.filter(state="submitted")
