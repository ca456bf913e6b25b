"""At which units a right over an appeal is held, and who may not answer it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from core.units.actors import Actor
from core.units.enums import Role
from core.units.models import Unit, User
from core.units.selectors import scope_of
from intranet.assessment.managers import oversees

SPEAKERS = frozenset({Role.LIAISON, Role.UNIT_HEAD})
ASSESSORS = frozenset({Role.ASSESSOR})
FREEZERS = frozenset({Role.ASSESSOR, Role.LEADER})
SET_MAKERS = frozenset({Role.ASSESSOR, Role.OFFICE_CLERK})
DRAFTERS = frozenset({Role.ASSESSOR, Role.OFFICE_CLERK, Role.PUBLISHER})
# Whom the rail shows 考核评价.
CONCERNED = frozenset({Role.ASSESSOR, Role.OFFICE_CLERK, Role.LEADER, Role.LIAISON, Role.UNIT_HEAD, Role.STREET_CENTRE, Role.HANDLER})


def speaking_places(unit: Unit) -> set[int]:
    """The unit itself and those above it: a street office speaks for its centre and squad."""
    return {int(part) for part in unit.path.split("/") if part}


def may_speak_for(user: User, unit: Unit) -> bool:
    """Whether the person may appeal for a unit."""
    return scope_of(user).holds_at(SPEAKERS, speaking_places(unit))


def appeal_places(appeal: Any) -> Collection[int]:
    return speaking_places(appeal.unit)


def belongs_to(actor: Actor, unit: Unit) -> bool:
    """Whether the person works for the unit, by role, home or secondment, or for one below it."""
    if actor.user is None:
        return False
    user = actor.user
    units = scope_of(user).unit_ids | {user.home_unit_id, user.seconded_unit_id}
    inside = Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True)
    return not units.isdisjoint(inside)


def sees_all_scores(user: User) -> bool:
    return oversees(scope_of(user))
