"""Whether a person may do a transition: role, unit, and not being the person of an earlier step."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from core.units.actors import Actor
from core.units.selectors import scope_of
from core.workflow.errors import NotAllowed
from core.workflow.machine import Machine, Transition

# (action, user id) of the present round, as far as people did them.
Doers = Collection[tuple[str, int]]


def holds_right(machine: Machine, row: Transition, obj: Any, actor: Actor) -> bool:
    """Role and place. A role held at a unit above the named one counts: a street office acts for its centre."""
    if actor.kind != "user":
        return actor.kind in row.actors
    if "user" not in row.actors or actor.user is None:
        return False
    scope = scope_of(actor.user)
    if not scope.has(*row.roles):
        return False
    if not row.place:
        return True
    return reaches(actor, row.roles, machine.places[row.place](obj))


def reaches(actor: Actor, roles: Collection[str], unit_ids: Collection[int]) -> bool:
    """True when one of the roles is held at one of the units itself."""
    if actor.user is None:
        return False
    return scope_of(actor.user).holds_at(roles, unit_ids)


def same_person(row: Transition, actor: Actor, doers: Doers) -> bool:
    """True when the actor did an action in this round that this one must be kept apart from."""
    return actor.user_id is not None and any(action in row.not_same_as and user == actor.user_id for action, user in doers)


def demand(machine: Machine, row: Transition, obj: Any, actor: Actor, doers: Doers) -> None:
    """Raise NotAllowed unless the actor may do this now."""
    if not holds_right(machine, row, obj, actor):
        raise NotAllowed(_("您没有办理“%(action)s”的权限。") % {"action": row.label})
    if same_person(row, actor, doers):
        raise NotAllowed(_("“%(action)s”须由另一人办理：您已办理过本轮的前序环节。") % {"action": row.label})
