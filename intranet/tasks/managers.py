"""Who sees which tasks and supervisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.tasks.enums import OPEN_SUPERVISIONS, OPEN_TASKS

if TYPE_CHECKING:
    from intranet.tasks.models import Supervision, Task  # noqa: F401

# Who sees every task: narrower than Scope.sees_all, which also covers the posts of the two centres.
SEES_EVERY_TASK = frozenset({Role.OFFICE_CLERK, Role.LEADER, Role.ASSESSOR})


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User | AnonymousUser) -> TaskQuerySet:
        """The one rule: office, leaders and assessors see all; a unit and those above it see what it leads or
        assists, from the moment it is issued. A draft is nobody else's business."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        if scope.has(*SEES_EVERY_TASK):
            return self
        units = scope.tree_ids
        # A subquery, not a join: a task that two of the units assist must not stand twice in the list.
        assisted = Q(pk__in=self.model._base_manager.filter(assists__unit__in=units).values("pk"))
        return self.filter(Q(lead_unit__in=units) | assisted, issued_at__isnull=False)

    def open(self) -> TaskQuerySet:
        return self.filter(state__in=OPEN_TASKS)

    def for_list(self) -> TaskQuerySet:
        """With all that a list row shows."""
        return self.select_related("lead_unit").prefetch_related("assists__unit")


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, user: User | AnonymousUser) -> SupervisionQuerySet:
        """Office, leaders and assessors see all; the supervised unit and those above it from the dispatch on."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        if scope.has(*SEES_EVERY_TASK):
            return self
        return self.filter(unit__in=scope.tree_ids, dispatched_at__isnull=False)

    def open(self) -> SupervisionQuerySet:
        return self.filter(state__in=OPEN_SUPERVISIONS)

    def of(self, kind: str, pk: int) -> SupervisionQuerySet:
        """The supervisions of one record."""
        return self.filter(parent_kind=kind, parent_id=pk)

    def for_list(self) -> SupervisionQuerySet:
        return self.select_related("unit")
