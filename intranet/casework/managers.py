"""Who sees which cases, and the queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from core.units.models import User
from core.units.selectors import Scope, scope_of
from intranet.casework.enums import OPEN_STATES

if TYPE_CHECKING:
    from intranet.casework.models import Case  # noqa: F401


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User | AnonymousUser) -> CaseQuerySet:
        """The one rule (domain.md §3.9.2–3): posts of the centres, office and leaders see all; a unit sees
        what is dispatched to it or below it; a street, its centre or a community also sees its area, except
        confidential cases, of whose existence only the handling units may know; whoever reported a case sees it."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        if scope.sees_all:
            return self
        return self.filter(self._reach(scope))

    def _reach(self, scope: Scope) -> Q:
        units, places = scope.tree_ids, scope.area_ids
        area = Q(confidential=False) & (Q(street__in=places) | Q(community__in=places))
        # A subquery, not a join: a case that two of the units assist must not stand twice in the list.
        assisted = Q(pk__in=self.model._base_manager.filter(assists__unit__in=units).values("pk"))
        return Q(lead_unit__in=units) | area | Q(reporter=scope.user_id) | assisted

    def open(self) -> CaseQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def for_list(self) -> CaseQuerySet:
        """With all that a list row shows, so that the number of queries does not grow with the rows."""
        return self.select_related("lead_unit", "street", "community", "minor__major", "complaint")
