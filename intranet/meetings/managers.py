"""Who sees which meetings, agenda items and decisions."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import Scope, scope_of
from intranet.meetings.enums import TOOK_PLACE, MeetingKind, MeetingState

if TYPE_CHECKING:
    from intranet.meetings.models import AgendaItem, Decision, Meeting  # noqa: F401

# Meetings are the office's and the leaders' (domain.md §3.7): narrower than Scope.sees_all.
SEES_ALL = (Role.OFFICE_CLERK, Role.LEADER)


def sees_every_meeting(scope: Scope) -> bool:
    return scope.has(*SEES_ALL)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """The office and the leaders see all; an invited unit from the first notice on."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        if sees_every_meeting(scope):
            return self
        invited = self.model._base_manager.filter(invitations__unit__in=scope.tree_ids).values("pk")
        return self.filter(notified_at__isnull=False, pk__in=invited)

    def of_year(self, year: int) -> MeetingQuerySet:
        return self.filter(month__gte=datetime.date(year, 1, 1), month__lte=datetime.date(year, 12, 1))

    def monthly_held(self, month: datetime.date) -> MeetingQuerySet:
        """The monthly meetings of a month that took place."""
        return self.filter(kind=MeetingKind.MONTHLY, month=month.replace(day=1), state__in=TOOK_PLACE)

    def for_list(self) -> MeetingQuerySet:
        return self.select_related("chair")


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: User | AnonymousUser) -> AgendaItemQuerySet:
        """Whoever sees the meeting sees what it is about."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        if sees_every_meeting(scope):
            return self
        invited = self.model._base_manager.filter(meeting__invitations__unit__in=scope.tree_ids).values("pk")
        return self.filter(meeting__notified_at__isnull=False, pk__in=invited)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User | AnonymousUser) -> DecisionQuerySet:
        """The office and the leaders at once; from the issue of the minutes on the invited units, and the units
        that a decision names, though they were not invited."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        if sees_every_meeting(scope):
            return self
        units = scope.tree_ids
        base = self.model._base_manager
        named = base.filter(assisting_units__in=units).values("pk")
        invited = base.filter(meeting__invitations__unit__in=units).values("pk")
        return self.filter(Q(lead_unit__in=units) | Q(pk__in=named) | Q(pk__in=invited), meeting__state=MeetingState.ISSUED)

    def for_list(self) -> DecisionQuerySet:
        return self.select_related("meeting", "lead_unit", "task").prefetch_related("assisting_units")
