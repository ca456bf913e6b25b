"""What a search gives back, ready for a page."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from search.analysis.plan import Plan
from search.engines.base import Candidate, Cell, StoredText
from search.highlight import Highlighter, Snippet
from search.registry import source_of

FILES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class FileHit:
    """An attached file in which the words stand, with its own snippet."""

    name: SafeString
    url: str
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the result list."""

    kind: str
    kind_label: str | Promise
    pk: int
    title: SafeString
    url: str
    caption: str
    snippet: SafeString
    date: datetime.date | None
    unit_id: int | None
    repealed: bool
    public: bool
    exact_number: bool
    files: tuple[FileHit, ...] = ()
    external_id: str = ""
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of what the viewer may see. ``kinds`` disregards the kind chosen and ``units`` the unit, so
    that each says what another choice would give."""

    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[int, int] = field(default_factory=dict)

    def without(self, dropped: Collection[Candidate]) -> Facets:
        """The counts less hits that turned out not to be the viewer's."""
        kinds, units = dict(self.kinds), dict(self.units)
        for candidate in dropped:
            kinds[candidate.kind] = kinds.get(candidate.kind, 0) - 1
            units[candidate.unit] = units.get(candidate.unit, 0) - 1
        return Facets(
            max(0, self.total - len(dropped)),
            {kind: count for kind, count in kinds.items() if count > 0},
            {unit: count for unit, count in units.items() if count > 0},
        )


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of hits with the counts around it."""

    plan: Plan
    page: int
    pages: int = 1
    page_size: int = 20
    hits: Sequence[Hit] = ()
    facets: Facets = field(default_factory=Facets)
    relaxed: bool = False
    strict_total: int = 0

    @property
    def total(self) -> int:
        return self.facets.total

    @property
    def first_number(self) -> int:
        """The place of the page's first hit in the whole list."""
        return (self.page - 1) * self.page_size + 1


def facets_of(cube: Mapping[Cell, int], kinds: Collection[str], unit_id: int | None) -> Facets:
    """Sum the cube up for the reader's choice of kinds and unit."""
    total = 0
    by_kind: dict[str, int] = {}
    by_unit: dict[int, int] = {}
    for cell, count in cube.items():
        if not cell.in_range:
            continue
        kind_fits = not kinds or cell.kind in kinds
        unit_fits = unit_id is None or cell.unit == unit_id
        if kind_fits and unit_fits:
            total += count
        if unit_fits:
            by_kind[cell.kind] = by_kind.get(cell.kind, 0) + count
        if kind_fits:
            by_unit[cell.unit] = by_unit.get(cell.unit, 0) + count
    return Facets(total, by_kind, by_unit)


def hit_of(candidate: Candidate, stored: StoredText | None, highlighter: Highlighter) -> Hit:
    """A candidate dressed for the page."""
    source = source_of(candidate.kind)
    body = highlighter.snippet(stored.body) if stored else Snippet(SafeString(""), 0)
    return Hit(
        kind=candidate.kind,
        kind_label=source.label if source else candidate.kind,
        pk=candidate.pk,
        title=highlighter.mark(candidate.title),
        url=_url(candidate),
        caption=candidate.caption,
        snippet=body.html,
        date=datetime.date.fromordinal(candidate.day) if candidate.day else None,
        unit_id=candidate.unit or None,
        repealed=candidate.repealed,
        public=candidate.public,
        exact_number=candidate.number_key != "" and candidate.number_key in highlighter.numbers,
        files=_files(stored, highlighter, body) if stored else (),
        external_id=candidate.external_id,
    )


def _url(candidate: Candidate) -> str:
    """On the intranet a public thing is opened on the portal, where it lives."""
    if candidate.public and settings.FACE != "portal" and candidate.url.startswith("/"):
        return f"{settings.PORTAL_ORIGIN}{candidate.url}"
    return candidate.url


def _files(stored: StoredText, highlighter: Highlighter, body: Snippet) -> tuple[FileHit, ...]:
    """The files that show at least as many of the words as the text itself does, best first."""
    found = [(highlighter.snippet(file.text), highlighter.snippet(file.name), file) for file in stored.files]
    best = sorted(
        ((max(text.found, name.found), text, file) for text, name, file in found if max(text.found, name.found) >= max(1, body.found)),
        key=lambda row: (-row[0], row[2].name),
    )
    return tuple(FileHit(highlighter.mark(file.name), file.url, text.html) for _found, text, file in best[:FILES_SHOWN])
