"""Who may act on tasks and supervisions, and at which units the right must be held."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from core.units.actors import Actor
from core.units.enums import Role, UnitKind
from core.units.models import User
from core.units.selectors import scope_of

OFFICE = frozenset({Role.OFFICE_CLERK})
LEADER = frozenset({Role.LEADER})
OFFICE_OR_LEADER = OFFICE | LEADER
# Posts that deal with a unit's tasks; tasks may go to any level of the tree and to the two centres (S9).
DOERS = frozenset({Role.HANDLER, Role.LIAISON, Role.STREET_CENTRE, Role.COMMUNITY_WORKER, Role.SHIFT_LEADER})
UNIT_ROLES = DOERS | {Role.UNIT_HEAD}
# No task is given to the committee itself or to its office, which gives them.
TASK_UNITS = frozenset(UnitKind) - {UnitKind.COMMITTEE, UnitKind.OFFICE}


def lead_places(task: Any) -> Collection[int]:
    """The lead unit and the units above it: a street office acts for its own centre and communities."""
    return with_above(task.lead_unit)


def assisting_places(task: Any) -> Collection[int]:
    """The assisting units themselves."""
    return {assist.unit_id for assist in task.assists.all()}


def involved_places(task: Any) -> Collection[int]:
    """Lead and assisting units together."""
    return {*lead_places(task), *assisting_places(task)}


def supervised_places(supervision: Any) -> Collection[int]:
    """The supervised unit and the units above it."""
    return with_above(supervision.unit)


def with_above(unit: Any) -> set[int]:
    """Ids of a unit and of everything above it."""
    return {int(part) for part in unit.path.split("/") if part} if unit else set()


def may_write_tasks(user: User) -> bool:
    """The office drafts; a leader may too."""
    return scope_of(user).has(*OFFICE_OR_LEADER)


def is_office(actor: Actor) -> bool:
    """True for the system and for whoever may draft tasks."""
    return actor.kind == "system" or (actor.user is not None and may_write_tasks(actor.user))
