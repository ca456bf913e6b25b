"""Transitions as data: what a machine is made of, checked when it is registered.

A machine is a table of :class:`Transition` rows for one model with a ``state`` and a ``round`` field.
Nothing here touches the database; :mod:`core.workflow.services` performs what the table allows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise

from core.units.actors import Actor

if TYPE_CHECKING:
    from core.workflow.models import Step

Text = str | Promise
NeedKind = Literal["text", "line", "choice", "unit", "units", "user", "date", "days", "count", "photos", "files", "record", "flag", "stars"]
# Given a record, the choices of a field as (value, label) or rows to choose from.
Choices = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Need:
    """One datum an action asks for. The action's form and the service's check are both made from it."""

    name: str
    kind: NeedKind
    label: Text
    required: bool = True
    hint: Text = ""
    choices: Choices | None = None
    initial: Callable[[Any], Any] | None = None
    max_length: int = 2000


@dataclass(slots=True)
class Context:
    """What an effect gets: the locked record and the act. Effects change ``obj`` and write ledgers."""

    obj: Any
    transition: Transition
    actor: Actor
    data: Mapping[str, Any]
    at: datetime.datetime
    from_state: str
    step: Step | None = None
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    ``roles`` held at the units that ``place`` names (a key of Machine.places; "" = at any unit).
    ``actors`` other than "user" are the system (time) and the requester (through the worker).
    ``not_same_as``: whoever did one of these actions in the present round may not do this one.
    ``available`` says no for reasons of the record, before anything is entered; ``check`` looks at
    what was entered; ``effect`` writes. ``target`` None keeps the state.
    """

    action: str
    label: Text
    sources: frozenset[str]
    target: str | None
    roles: frozenset[str] = frozenset()
    place: str = ""
    actors: frozenset[str] = frozenset({"user"})
    not_same_as: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    available: Callable[[Any, Actor], None] | None = None
    check: Callable[[Any, Actor, Mapping[str, Any]], None] | None = None
    effect: Callable[[Context], None] | None = None
    # Where an act puts an earlier state back, the state is known from the record only; ``target`` is then
    # the usual one, for the picture.
    target_of: Callable[[Any], str] | None = None
    likely: bool = False
    public_label: Text = ""

    @property
    def asks_reason(self) -> bool:
        return any(need.required for need in self.needs)


@dataclass(frozen=True)
class Machine:
    """The table of one model with its states, and the hook that runs after every act."""

    kind: str
    label: Text
    model: Any
    states: Mapping[str, Text]
    final: frozenset[str]
    transitions: tuple[Transition, ...]
    places: Mapping[str, Callable[[Any], Collection[int]]] = field(default_factory=dict)
    # The units named by ``place`` count with everything above them in the tree (a street office may
    # act for its own centre), so places return ids and the check compares them with the scope.
    unit_of: Callable[[Any], int | None] = lambda _obj: None
    before_save: Callable[[Context], None] | None = None
    after: Callable[[Context], None] | None = None

    def find(self, state: str, action: str) -> Transition | None:
        """The row for an action in a state, if there is one."""
        for row in self.transitions:
            if row.action == action and state in row.sources:
                return row
        return None

    def problems(self) -> list[str]:
        """Faults of the table; the application does not start while there is one."""
        found: list[str] = []
        actions: set[tuple[str, str]] = set()
        for row in self.transitions:
            for state in row.sources | ({row.target} if row.target else set()):
                if state not in self.states:
                    found.append(f"{self.kind}: {row.action} names the unknown state {state}")
            for source in row.sources:
                if (source, row.action) in actions:
                    found.append(f"{self.kind}: {row.action} stands twice for {source}")
                actions.add((source, row.action))
            if "user" in row.actors and not row.roles:
                found.append(f"{self.kind}: {row.action} is open to users but names no role")
            if row.place and row.place not in self.places:
                found.append(f"{self.kind}: {row.action} names the unknown place {row.place}")
        known = {row.action for row in self.transitions}
        for row in self.transitions:
            found.extend(
                f"{self.kind}: {row.action} compares with the unknown action {name}" for name in row.not_same_as if name not in known
            )
        reachable = {row.target for row in self.transitions if row.target} | {next(iter(self.states))}
        found.extend(f"{self.kind}: no way leads to {state}" for state in self.states if state not in reachable)
        leaving = {state for row in self.transitions if row.target for state in row.sources}
        found.extend(f"{self.kind}: no way leads out of {state}" for state in self.states if state not in leaving | self.final)
        return found
