"""Kinds of records that stand in a chain, filled by each app in ``ready()``."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.units.models import User
from core.units.refs import SubjectRef, subject_kind
from core.workflow.machine import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """How one kind is shown in a chain. ``visible`` is the kind's one rule of sight, already with everything
    that ``line`` needs (select_related), so that a chain costs a fixed number of queries for each kind."""

    model: Any
    label: Text
    icon: str
    order: int
    visible: Callable[[User], QuerySet[Any]]
    line: Callable[[Any], RecordLine]

    @property
    def kind(self) -> str:
        return subject_kind(self.model)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record in a chain: what it is called, where it is, how far it is."""

    number: str
    title: str
    url: str
    state: Text = ""
    at: datetime.datetime | datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Arrows that need no rows of their own, because a model already says them. Both take ids of one kind
    and give (id asked for, pointer found) pairs."""

    from_kind: str
    to_kind: str
    forward: Callable[[Sequence[int]], Iterable[tuple[int, SubjectRef]]]
    backward: Callable[[Sequence[int]], Iterable[tuple[int, SubjectRef]]]


_kinds: dict[str, RecordKind] = {}
_derived: list[Derived] = []


def register_kind(kind: RecordKind) -> None:
    """Let a kind be shown in chains. Registering the same kind again replaces it."""
    _kinds[kind.kind] = kind


def register_derived(derived: Derived) -> None:
    """Let arrows be followed that a model already says."""
    if derived not in _derived:
        _derived.append(derived)


def kind_of(name: str) -> RecordKind | None:
    """A registered kind by its "app_label.model"."""
    return _kinds.get(name)


def kinds() -> list[RecordKind]:
    """All kinds in the order of the loop."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def derived() -> Sequence[Derived]:
    """All derived arrows."""
    return tuple(_derived)
