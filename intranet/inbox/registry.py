"""Who tells the workplace what is due. Apps register a provider in AppConfig.ready(); nothing is copied here.

A provider reads its own tables: what it hands over is as old as the question.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.ui.components import Text
from core.units.models import User

Items = Callable[[User, datetime.datetime], Iterable["DueItem"]]
Count = Callable[[User, datetime.datetime], int]
Due = Callable[[User, datetime.datetime], int]


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
    """``count``: all that waits, in a constant number of queries, asked on the home page only.

    ``due``: what is due before a moment, in one query; asked on every page for the top bar.
    """

    name: str
    items: Items
    count: Count
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An act that some roles do many times a day (no roles: everybody). What this face cannot serve is left out."""

    label: Text
    url_name: str
    icon: str
    roles: frozenset[str] = frozenset()
    order: int = 100
    query: str = ""
    arguments: tuple[str, ...] = ()


_providers: dict[str, Provider] = {}
_shortcuts: dict[str, Shortcut] = {}


def register_provider(name: str, items: Items, count: Count, due: Due | None = None) -> Provider:
    """Add a source of due things. The same name again replaces it."""
    provider = Provider(name, items, count, due)
    _providers[name] = provider
    return provider


def unregister_provider(name: str) -> None:
    """Take a source away (tests)."""
    _providers.pop(name, None)


def providers() -> tuple[Provider, ...]:
    """All sources, in the order they were registered."""
    return tuple(_providers.values())


def register_shortcut(shortcut: Shortcut) -> Shortcut:
    """Add a shortcut to the home page. The same address again replaces it."""
    _shortcuts["/".join((shortcut.url_name, *shortcut.arguments)) + shortcut.query] = shortcut
    return shortcut


def shortcuts_for(roles: frozenset[str]) -> tuple[Shortcut, ...]:
    """The shortcuts of somebody who holds these roles, in order."""
    fitting = [shortcut for shortcut in _shortcuts.values() if not shortcut.roles or not shortcut.roles.isdisjoint(roles)]
    return tuple(sorted(fitting, key=lambda shortcut: shortcut.order))
