"""Who tells the workplace what is due. Apps register a provider in AppConfig.ready(); nothing is copied here.

A provider reads its own tables: what it hands over is as old as the question.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.units.models import User

Items = Callable[[User, datetime.datetime], Iterable["DueItem"]]
Count = Callable[[User, datetime.datetime], int]
ShortcutCheck = Callable[[User], bool]


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something that waits for the person. ``lamp``: green, yellow, red, stopped or none.

    ``kind`` says what is to be done (待签收), ``reference`` is the number by which people know the record.
    """

    title: str
    url: str
    due_at: datetime.datetime | None
    lamp: str = "none"
    kind: str = ""
    unit: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """``count`` costs a constant number of queries; it is asked once on the home page and on no other."""

    name: str
    items: Items
    count: Count


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An act that some roles do many times a day. ``url_name`` that this face lacks is left out."""

    label: str
    url_name: str
    icon: str
    roles: frozenset[str]
    order: int = 100


_providers: dict[str, Provider] = {}
_shortcuts: dict[str, Shortcut] = {}


def register_provider(name: str, items: Items, count: Count) -> Provider:
    """Add a source of due things. The same name again replaces it."""
    provider = Provider(name, items, count)
    _providers[name] = provider
    return provider


def unregister_provider(name: str) -> None:
    """Take a source away (tests)."""
    _providers.pop(name, None)


def providers() -> tuple[Provider, ...]:
    """All sources, in the order they were registered."""
    return tuple(_providers.values())


def register_shortcut(shortcut: Shortcut) -> Shortcut:
    """Add a shortcut to the home page."""
    _shortcuts[shortcut.url_name] = shortcut
    return shortcut


def shortcuts_for(roles: frozenset[str]) -> tuple[Shortcut, ...]:
    """The shortcuts of somebody who holds these roles, in order."""
    fitting = [shortcut for shortcut in _shortcuts.values() if not shortcut.roles or not shortcut.roles.isdisjoint(roles)]
    return tuple(sorted(fitting, key=lambda shortcut: shortcut.order))
