"""A list of documents with its filters: links that say how many, worked out from one counted query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ui.components import Chip
from portal.base.enums import Validity

if TYPE_CHECKING:
    from portal.base.managers import DocumentQuerySet
    from portal.base.models import DocumentPage

PAGE_SIZE = 20
SHOWN_CHOICES = 12
MAX_VALUE = 60


@dataclass(frozen=True, slots=True)
class FacetSource:
    """A column to filter by. ``label_column`` holds the words for the value, where they differ."""

    name: str
    label: str | Promise
    column: str
    label_column: str = ""
    words: Callable[[Any], str] = str
    by_count: bool = False


SOURCES: Mapping[str, FacetSource] = {
    "validity": FacetSource("validity", _("有效性"), "current_validity", words=lambda value: str(Validity(value).label)),
    "year": FacetSource("year", _("年份"), "year", words=lambda value: f"{value}"),
    "issuer": FacetSource("issuer", _("发文机关"), "issuer_name", by_count=True),
    "subject": FacetSource("subject", _("主题分类"), "subject__code", label_column="subject__name", by_count=True),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. ``url`` is the list with it, or without it when it is in force."""

    value: str
    label: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter; ``more`` are the values behind the fold."""

    name: str
    label: str | Promise
    choices: Sequence[Choice]
    more: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything a list page draws."""

    page: Page[DocumentPage]
    facets: Sequence[Facet]
    chips: Sequence[Chip]
    total: int
    unfiltered: int
    clear_url: str


class CountedPaginator(Paginator["DocumentPage"]):
    """A paginator that is told the number of rows."""

    def __init__(self, rows: Any, total: int) -> None:
        super().__init__(rows, PAGE_SIZE)
        self._total = total

    @property
    def count(self) -> int:
        return self._total


def build_listing(published: Any, query: QueryDict, path: str, facet_names: Sequence[str]) -> Listing:
    """Two queries: one counts by all filters together, one reads the page."""
    sources = [SOURCES[name] for name in facet_names]
    columns = [source.column for source in sources] + [source.label_column for source in sources if source.label_column]
    table = _Table(sources, published.counted(*columns))
    wanted = {source.name: str(query[source.name])[:MAX_VALUE] for source in sources if query.get(source.name)}
    total = table.total(wanted)
    rows: Any = table.filtered(published, wanted) if total else []
    address = _Address(path, wanted)
    return Listing(
        page=CountedPaginator(rows, total).get_page(query.get("page", "1")),
        facets=[table.facet(source, wanted, address) for source in sources],
        chips=[Chip(s.label, table.label(s, wanted[s.name]), address(s.name, None)) for s in sources if s.name in wanted],
        total=total,
        unfiltered=table.total({}),
        clear_url=path if wanted else "",
    )


class _Address:
    """Addresses of the same list with one filter changed; always from page one."""

    def __init__(self, path: str, wanted: Mapping[str, str]) -> None:
        self._path, self._wanted = path, wanted

    def __call__(self, name: str, value: str | None) -> str:
        query = QueryDict(mutable=True)
        for key, old in {**self._wanted, name: value}.items():
            if old is not None:
                query[key] = old
        return f"{self._path}?{query.urlencode()}" if query else self._path


class _Table:
    """The counted rows: one value for each filter, then labels, then the number."""

    def __init__(self, sources: Sequence[FacetSource], rows: Sequence[tuple[Any, ...]]) -> None:
        self._sources = sources
        self._rows = rows
        labelled = [source.name for source in sources if source.label_column]
        self._label_at = {name: len(sources) + position for position, name in enumerate(labelled)}
        self._at = {source.name: position for position, source in enumerate(sources)}

    def _matching(self, wanted: Mapping[str, str], except_for: str = "") -> list[tuple[Any, ...]]:
        tests = [(self._at[name], value) for name, value in wanted.items() if name != except_for]
        return [row for row in self._rows if all(str(row[at]) == value for at, value in tests)]

    def total(self, wanted: Mapping[str, str]) -> int:
        return sum(row[-1] for row in self._matching(wanted))

    def filtered(self, published: DocumentQuerySet, wanted: Mapping[str, str]) -> DocumentQuerySet:
        """Only values that occur reach the database."""
        values = {source.column: self._value(source, wanted[source.name]) for source in self._sources if source.name in wanted}
        found: DocumentQuerySet = published.filter(**values)
        return found

    def _value(self, source: FacetSource, text: str) -> Any:
        return next(row[self._at[source.name]] for row in self._rows if str(row[self._at[source.name]]) == text)

    def label(self, source: FacetSource, text: str) -> str:
        for row in self._rows:
            if str(row[self._at[source.name]]) == text:
                return self._words(source, row)
        return text

    def _words(self, source: FacetSource, row: tuple[Any, ...]) -> str:
        value = row[self._label_at[source.name]] if source.name in self._label_at else row[self._at[source.name]]
        return source.words(value)

    def facet(self, source: FacetSource, wanted: Mapping[str, str], address: _Address) -> Facet:
        """Values with the number each would leave, given the other filters."""
        at = self._at[source.name]
        counts: Counter[Any] = Counter()
        words: dict[Any, str] = {}
        for row in self._matching(wanted, except_for=source.name):
            if row[at] not in (None, ""):
                counts[row[at]] += row[-1]
                words[row[at]] = self._words(source, row)
        order = sorted(counts, key=lambda value: (-counts[value], str(value))) if source.by_count else sorted(counts, key=_descending)
        active = wanted.get(source.name)
        choices = [
            Choice(
                str(value),
                words[value],
                counts[value],
                address(source.name, None if str(value) == active else str(value)),
                str(value) == active,
            )
            for value in order
        ]
        return Facet(source.name, source.label, choices[:SHOWN_CHOICES], choices[SHOWN_CHOICES:])


def _descending(value: Any) -> Any:
    """Years newest first, states in the order in which they are declared."""
    return -value if isinstance(value, int) else Validity.values.index(value)
