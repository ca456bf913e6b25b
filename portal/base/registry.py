"""What other apps of the portal put on the pages of this one. Filled in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page

    from portal.base.models import DocumentPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure on the home page. ``value`` is shown as given ("—" where there is nothing to count).

    ``trend`` are up to a year of older values, oldest first; ``note`` says in words what is counted.
    """

    label: str | Promise
    value: str
    unit: str | Promise = ""
    note: str | Promise = ""
    url: str = ""
    trend: Sequence[float] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of dated official text with a list of its own (notices, policies; later bulletins).

    ``published()`` gives the live ones, newest first, ready for a list (no further query for each row).
    """

    name: str
    label: str | Promise
    feed_slug: str
    published: Callable[[], QuerySet[DocumentPage]]
    on_home: int = 0


_figures: list[Callable[[], Sequence[Figure]]] = []
_kinds: dict[str, DocumentKind] = {}


def register_figures(provider: Callable[[], Sequence[Figure]]) -> None:
    """Add figures to the home page; each provider should need one query at most."""
    if provider not in _figures:
        _figures.append(provider)


def home_figures() -> list[Figure]:
    """All figures of the home page in order of registration."""
    return [figure for provider in _figures for figure in provider()]


def register_document_kind(kind: DocumentKind) -> None:
    """Add a kind of document to the home page, the feeds and the topic pages."""
    _kinds[kind.name] = kind


def document_kinds() -> tuple[DocumentKind, ...]:
    """All kinds in order of registration."""
    return tuple(_kinds.values())


def document_kind(name: str) -> DocumentKind:
    """One kind; asking for one that no app registered is an error of the program."""
    return _kinds[name]


def document_kind_of_feed(feed_slug: str) -> DocumentKind | None:
    """The kind behind a feed's address."""
    return next((kind for kind in _kinds.values() if kind.feed_slug == feed_slug), None)


def document_models() -> tuple[type[Page], ...]:
    """The page models of all kinds."""
    return tuple(kind.published().model for kind in _kinds.values())
