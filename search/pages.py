"""A page of results, ready to draw: filters as links, so that they work without JavaScript."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.ui.components import Chip
from core.units.models import Unit
from search.engines.base import SearchUnavailable
from search.forms import SearchForm
from search.query import SearchQuery, search
from search.registry import source_of, sources
from search.results import Facets, SearchResults
from search.viewers import Viewer

UNITS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A choice of a filter; ``count`` None where nothing is counted."""

    label: str | Promise
    url: str
    active: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One filter; ``more`` are the choices behind the fold."""

    label: str
    links: Sequence[FilterLink]
    more: Sequence[FilterLink] = ()


@dataclass(frozen=True, slots=True)
class Pager:
    """What {% page_nav %} needs of a page and its paginator."""

    number: int
    num_pages: int
    count: int

    @property
    def paginator(self) -> Pager:
        return self

    def has_previous(self) -> bool:
        return self.number > 1

    def has_next(self) -> bool:
        return self.number < self.num_pages


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything the templates draw. ``results`` is None where nothing was asked or the index is away."""

    form: SearchForm
    text: str
    results: SearchResults | None = None
    unavailable: bool = False
    groups: Sequence[FilterGroup] = ()
    chips: Sequence[Chip] = ()
    clear_url: str = ""
    pager: Pager | None = None
    kept: Sequence[tuple[str, str]] = ()
    folded: bool = True

    @property
    def date_fields(self) -> list[BoundField]:
        return [self.form["date_from"], self.form["date_to"]]


def result_page(form: SearchForm, path: str, viewer: Viewer) -> ResultPage:
    """Search and prepare the page. SearchUnavailable becomes a page that says so."""
    text = form.text()
    kind = form.cleaned_data.get("kind", "")
    kind = kind if source_of(kind) else ""
    unit, start, end = form.number("unit"), form.day("date_from"), form.day("date_to")
    query = SearchQuery(
        text=text,
        kinds=frozenset({kind} if kind else ()),
        unit_id=unit,
        date_from=start,
        date_to=end,
        page=form.number("page") or 1,
        viewer=viewer,
    )
    if not text:
        return ResultPage(form, text)
    try:
        results = search(query)
    except SearchUnavailable:
        return ResultPage(form, text, unavailable=True)
    address = Address(path, {"q": text, "kind": kind, "unit": str(unit or ""), "date_from": _iso(start), "date_to": _iso(end)})
    names = _unit_names(results, unit)
    return ResultPage(
        form,
        text,
        results=replace(results, hits=[replace(hit, unit_name=names.get(hit.unit_id or 0, "")) for hit in results.hits]),
        groups=_groups(query, results.facets, names, address),
        chips=_chips(query, names, address),
        clear_url=address.without("kind", "unit", "date_from", "date_to"),
        pager=Pager(results.page, results.pages, results.total),
        kept=[(name, value) for name, value in address.values.items() if value and name in ("q", "kind", "unit")],
        folded=not form.errors,
    )


@dataclass(frozen=True, slots=True)
class Address:
    """Addresses of the same search with something changed; always from page one."""

    path: str
    values: Mapping[str, str]

    def with_(self, **changed: str) -> str:
        kept = {name: value for name, value in {**self.values, **changed}.items() if value}
        return f"{self.path}?{urlencode(kept)}"

    def without(self, *names: str) -> str:
        return self.with_(**dict.fromkeys(names, ""))


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _unit_names(results: SearchResults, chosen: int | None) -> dict[int, str]:
    """Names of the units that occur, in one query. Units themselves are no secret; their counts are."""
    wanted = {pk for pk in (*results.facets.units, *(hit.unit_id for hit in results.hits), chosen) if pk}
    return dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "short_name")) if wanted else {}


def _groups(query: SearchQuery, facets: Facets, names: Mapping[int, str], address: Address) -> list[FilterGroup]:
    kinds = [
        FilterLink(
            source.label,
            address.without("kind") if source.kind in query.kinds else address.with_(kind=source.kind),
            source.kind in query.kinds,
            facets.kinds[source.kind],
        )
        for source in sources()
        if facets.kinds.get(source.kind)
    ]
    counted = sorted(((count, pk) for pk, count in facets.units.items() if pk in names), key=lambda pair: (-pair[0], names[pair[1]]))
    units = [
        FilterLink(
            names[pk],
            address.without("unit") if pk == query.unit_id else address.with_(unit=str(pk)),
            pk == query.unit_id,
            count,
        )
        for count, pk in counted
    ]
    groups = [
        FilterGroup(_("类别"), kinds),
        FilterGroup(_("单位"), units[:UNITS_SHOWN], units[UNITS_SHOWN:]),
        FilterGroup(_("时间"), _periods(query, address)),
    ]
    return [group for group in groups if group.links]


def _periods(query: SearchQuery, address: Address) -> list[FilterLink]:
    today = timezone.localdate()
    words = {30: _("近一个月"), 365: _("近一年"), 3 * 365: _("近三年")}
    links = []
    for days, label in words.items():
        start = today - datetime.timedelta(days=days)
        active = query.date_from == start and query.date_to is None
        target = address.without("date_from", "date_to") if active else address.with_(date_from=start.isoformat(), date_to="")
        links.append(FilterLink(label, target, active))
    return links


def _chips(query: SearchQuery, names: Mapping[int, str], address: Address) -> list[Chip]:
    chips = []
    for kind in query.kinds:
        source = source_of(kind)
        chips.append(Chip(_("类别"), source.label if source else kind, address.without("kind")))
    if query.unit_id:
        chips.append(Chip(_("单位"), names.get(query.unit_id, "—"), address.without("unit")))
    if query.date_from:
        chips.append(Chip(_("起始日期"), query.date_from.isoformat(), address.without("date_from")))
    if query.date_to:
        chips.append(Chip(_("截止日期"), query.date_to.isoformat(), address.without("date_to")))
    return chips
