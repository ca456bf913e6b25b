"""The units at which a right over a letter must be held."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from core.units.enums import Role, UnitKind
from core.units.models import User
from core.units.selectors import scope_of

# Who writes for a unit, who takes in for it, who answers for it.
WRITERS = frozenset({Role.HANDLER, Role.LIAISON, Role.UNIT_HEAD, Role.STREET_CENTRE, Role.COMMUNITY_WORKER, Role.OFFICE_CLERK})
RECEIVERS = frozenset({Role.LIAISON, Role.OFFICE_CLERK, Role.STREET_CENTRE, Role.COMMUNITY_WORKER, Role.HANDLER})
HEADS = frozenset({Role.UNIT_HEAD})
# At these units nobody is named liaison: whoever works there takes a letter in.
WITHOUT_LIAISON = frozenset({UnitKind.ENFORCEMENT_SQUAD, UnitKind.SUPERVISION_CENTRE, UnitKind.COMMAND_CENTRE})
MARK_KEEPERS = frozenset({Role.OFFICE_CLERK, Role.SYSADMIN})


def sender_places(letter: Any) -> Collection[int]:
    """The sender unit."""
    return {letter.sender_unit_id}


def sender_head_places(letter: Any) -> Collection[int]:
    """The sender unit and what is above it: a street office's head signs for its squad."""
    return _with_above(letter.sender_unit)


def recipient_places(letter: Any) -> Collection[int]:
    """The units to which the letter went in its present round."""
    return {row.unit_id for row in present_rows(letter)}


def recipient_head_places(letter: Any) -> Collection[int]:
    """The same and what is above them."""
    return {place for row in present_rows(letter) for place in _with_above(row.unit)}


def present_rows(letter: Any) -> list[Any]:
    """The recipients of the present round. One query for a letter object, however often it is asked."""
    cached = letter.__dict__.get("_present_rows")
    if cached is None or cached[0] != letter.round:
        cached = (letter.round, list(letter.recipients.filter(round=letter.round).select_related("unit")))
        letter.__dict__["_present_rows"] = cached
    return list(cached[1])


def forget_rows(letter: Any) -> None:
    """After the rows were written."""
    letter.__dict__.pop("_present_rows", None)


def rows_of(letter: Any, user: User) -> list[Any]:
    """The rows of the present round for which the person may act: those of the units where a post is held."""
    scope = scope_of(user)
    places = {unit for role, unit in scope.role_units if role in RECEIVERS | HEADS}
    return [row for row in present_rows(letter) if row.unit_id in places]


def _with_above(unit: Any) -> set[int]:
    return {int(part) for part in unit.path.split("/") if part} if unit else set()


def may_write_at(user: User, unit: Any) -> bool:
    """Whether the person writes letters for a unit."""
    return scope_of(user).holds_at(WRITERS, {unit.pk})


def may_keep_marks(user: User) -> bool:
    """Who sets the 机关代字 of the units."""
    return scope_of(user).has(*MARK_KEEPERS)
