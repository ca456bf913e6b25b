"""Kinds of record in the matrix. A new kind is one file ``kinds_<area>.py`` beside this one that calls
:func:`register`; everything else (channels, roles, comparison with and without the record, URL coverage,
mutations) follows from its :class:`Kind`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

import tests.leaks
from tests.leaks.canaries import Canary, next_canary
from tests.leaks.world import FIRST_NUMBER, Post, World

# To whom a record of the matrix belongs, unless its kind says otherwise: a member unit, a street's centre.
PLACES = ("sanitation", "street_centre")
_SPAN = 20_000  # of numbers given to one table (world._high_numbers)
PORTAL = "config.urls_portal"
INTRANET = "config.urls_intranet"


@dataclass(frozen=True, slots=True)
class Address:
    """An address that belongs to one record. ``ghost`` are the arguments of the same address of a record
    that does not exist: whoever may not see the record must get the very same answer for both.

    ``shows``: a reader who may see the record is shown its words here (and not merely let in).
    ``narrower``: not everybody who sees the record may come here (an editing form): a refusal is no fault.
    """

    name: str
    args: tuple[Any, ...]
    ghost: tuple[Any, ...]
    method: str = "get"
    data: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    shows: bool = False
    narrower: bool = False

    def path(self, *, ghost: bool = False, urlconf: str = INTRANET) -> str:
        return reverse(self.name, args=self.ghost if ghost else self.args, urlconf=urlconf) + self.query


@dataclass(eq=False)
class Record:
    """One record of the world. ``needles`` are strings that give it away besides its canary words and its
    database number (a case number, a file's number). ``secrets`` may be shown to nobody, not even to those
    who see the record (a requester's contact). ``people`` are the users it concerns in person. ``more`` is
    for the kind's own addresses."""

    place: str
    obj: Any
    canary: Canary
    needles: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    people: frozenset[int] = frozenset()
    more: Mapping[str, Any] = field(default_factory=dict)
    kind: Kind = field(init=False)

    def __str__(self) -> str:
        return f"{self.kind.name}@{self.place}#{self.obj.pk}"

    @property
    def all_needles(self) -> tuple[str, ...]:
        own = (str(self.obj.pk),) if self.obj.pk >= FIRST_NUMBER else ()
        return (*own, *self.needles)


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """One kind of record.

    ``make(world, place, canary)`` makes one that belongs to the unit at ``place``, with a canary word in
    every text field, and returns Record(place, obj, canary, …).
    ``sees(post, place, people)`` says, from domain.md alone and without asking the application, whether a
    post may see a record that belongs to ``place`` and concerns these users. Cite the row in its docstring.
    ``addresses(record)`` are the addresses of that record; ``pages(world)`` those where records of the kind
    stand among others (lists with each filter, sort and page, exports, choosers, forms with options). The
    first page is asked by everybody.
    ``prepare(world)`` makes what the records stand in and everybody may know of, before anything is compared.
    ``places``: owners to make records for. ``searched``: it is in the intranet's search. ``swells``: its
    lists grow with every act in the house (audit), so whoever may see them is not compared.
    """

    name: str
    make: Callable[[World, str, Canary], Record]
    sees: Callable[[Post, str, frozenset[int]], bool]
    addresses: Callable[[Record], Iterable[Address]] = lambda _record: ()
    pages: Callable[[World], Sequence[str]] = lambda _world: ()
    public_addresses: Callable[[Record], Iterable[Address]] = lambda _record: ()
    public_pages: Callable[[World], Sequence[str]] = lambda _world: ()
    crossed: Callable[[Record, Record], Iterable[Address]] = lambda _mine, _theirs: ()
    moves: Callable[[World], Sequence[str]] = lambda _world: ()
    prepare: Callable[[World], None] = lambda _world: None
    places: tuple[str, ...] = PLACES
    searched: bool = False
    swells: bool = False

    def record(self, world: World, place: str) -> Record:
        """A new record of the kind."""
        made = self.make(world, place, next_canary())
        made.kind = self
        return made

    def visible(self, post: Post, record: Record) -> bool:
        return self.sees(post, record.place, record.people)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Put a kind into the matrix."""
    if kind.name in _kinds:
        raise ValueError(f"kind {kind.name!r} is registered twice")
    _kinds[kind.name] = kind
    return kind


def all_kinds() -> list[Kind]:
    """Every registered kind, by name; those whose lists swell come last, so that the others are compared."""
    for module in sorted(info.name for info in pkgutil.iter_modules(tests.leaks.__path__) if info.name.startswith("kinds_")):
        importlib.import_module(f"tests.leaks.{module}")
    return sorted(_kinds.values(), key=lambda kind: (kind.swells, kind.name))


def ghost(pk: int) -> int:
    """A number of as many figures in the same table that no record has."""
    return pk // _SPAN * _SPAN + _SPAN - 1
