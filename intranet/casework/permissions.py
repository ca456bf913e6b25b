"""The units at which a right over a case must be held, and who may see a requester's contact."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of

HANDLING_ROLES = frozenset({Role.HANDLER, Role.STREET_CENTRE})
INTAKE = frozenset({Role.ACCEPTOR})
# Posts that may uncover a requester's contact, each time with a reason that is logged.
REVEAL_ROLES = frozenset({Role.ACCEPTOR, Role.SHIFT_LEADER})


def lead_unit_places(case: Any) -> Collection[int]:
    """The lead unit and the units above it: a street office acts for its own centre and squad."""
    return _with_above(case.lead_unit)


def assisting_places(case: Any) -> Collection[int]:
    """The assisting units of the case."""
    return {assist.unit_id for assist in case.assists.all()}


def involved_places(case: Any) -> Collection[int]:
    """Lead and assisting units together."""
    return {*lead_unit_places(case), *assisting_places(case)}


def _with_above(unit: Any) -> set[int]:
    return {int(part) for part in unit.path.split("/") if part} if unit else set()


def may_reveal(user: User, case: Any) -> bool:
    """Whether a person may uncover the contact. A handling unit may, unless the case is confidential."""
    scope = scope_of(user)
    if scope.has(*REVEAL_ROLES):
        return True
    return not case.confidential and scope.holds_at(HANDLING_ROLES, lead_unit_places(case))
