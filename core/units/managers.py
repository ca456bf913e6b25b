"""QuerySets of units and people."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Q

from core.units.enums import UnitKind

if TYPE_CHECKING:
    from core.units.models import RoleAssignment, Unit, User  # noqa: F401


class UnitQuerySet(models.QuerySet["Unit"]):
    def active(self) -> UnitQuerySet:
        return self.filter(is_active=True)

    def within(self, unit: Unit) -> UnitQuerySet:
        """The unit and everything below it in the tree."""
        return self.filter(path__startswith=unit.path)

    def streets(self) -> UnitQuerySet:
        return self.filter(kind=UnitKind.STREET_OFFICE)

    def communities(self) -> UnitQuerySet:
        return self.filter(kind=UnitKind.COMMUNITY)

    def handling(self) -> UnitQuerySet:
        """Units a case may be dispatched to: member units, street offices and their centres and squads."""
        kinds = (UnitKind.MEMBER_UNIT, UnitKind.STREET_OFFICE, UnitKind.STREET_CENTRE, UnitKind.ENFORCEMENT_SQUAD)
        return self.active().filter(kind__in=kinds)


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def current(self, on: datetime.date) -> RoleAssignmentQuerySet:
        """Assignments in force on a day; an open end means until further notice."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        running = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        return self.filter(started, running)


class PersonManager(UserManager["User"]):
    """UserManager under its own name, so that migrations name this project's class."""
