"""Searching: the one way in, for both faces, for commands and for tests.

Permission is checked twice: the engine filters by access tokens inside its query, and every hit of the
page shown is checked again against the database before any of its text is read (``Source.visible_ids``).
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from search.analysis.plan import Plan, plan_of
from search.engines.base import Candidate, Cell, Cube, Engine, Face, Filters, Ref, Request, StoredText
from search.engines.selection import engine
from search.highlight import Highlighter
from search.ranking import RANKING, Reranker
from search.records import RecordClass
from search.registry import source_of, sources
from search.results import Hit, SearchResults, facets_of, hit_of
from search.viewers import PUBLIC, Viewer

PAGE_SIZE = 20
MAX_PAGE = 50  # a thousand hits; who needs more needs other words


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is asked. Dates are inclusive; ``kinds`` empty means every kind; pages count from 1."""

    text: str
    kinds: frozenset[str] = frozenset()
    unit_id: int | None = None
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    page: int = 1
    viewer: Viewer = PUBLIC

    def filters(self) -> Filters:
        return Filters(
            kinds=self.kinds,
            unit=self.unit_id,
            day_from=self.date_from.toordinal() if self.date_from else None,
            day_to=self.date_to.toordinal() if self.date_to else None,
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates in final order, and the counts behind them. ``relaxed``: too few records hold all
    words, so those that hold some are listed as well; ``strict_total`` hold them all."""

    candidates: Sequence[Candidate]
    cube: Mapping[Cell, int]
    relaxed: bool
    strict_total: int
    classes: Mapping[Ref, RecordClass] = field(default_factory=dict)


def search(query: SearchQuery, using: Engine | None = None) -> SearchResults:
    """Search. Never raises for what a reader typed; raises SearchUnavailable when the index is away."""
    plan = plan_of(query.text)
    if plan.empty:
        return SearchResults(plan=plan, page=1)
    chosen = using or engine()
    page = min(max(query.page, 1), MAX_PAGE)
    ranked = rank(query, plan, chosen, limit=page * PAGE_SIZE)
    facets = facets_of(ranked.cube, query.kinds, query.unit_id)
    last = max(1, min(MAX_PAGE, -(-facets.total // PAGE_SIZE)))
    page = min(page, last)
    shown = ranked.candidates[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    kept, dropped = _recheck(shown, query.viewer)
    face = Face.PUBLIC if query.viewer.public else Face.INTRANET
    texts = chosen.texts(face, [(ranked.classes[candidate.ref], candidate.ref) for candidate in kept])
    return SearchResults(
        plan=plan,
        page=page,
        pages=last,
        page_size=PAGE_SIZE,
        hits=_hits(plan, kept, texts),
        facets=facets.without(dropped),
        relaxed=ranked.relaxed,
        strict_total=ranked.strict_total,
    )


def rank(query: SearchQuery, plan: Plan, using: Engine, limit: int) -> Ranked:
    """The best ``limit`` candidates (at least the re-ranking window of each class).

    In each class the records that hold every word are counted first; if there are enough, they are its
    result, otherwise those with some of the words are too. The filters play no part in that choice, so
    that a facet's count is what one gets on following it.
    """
    survey = _survey(query, plan, using)
    found: dict[RecordClass, Sequence[Candidate]] = {}
    for strict in (True, False):
        chosen = [part for part in survey if part.strict is strict and part.wanted(query.kinds)]
        if chosen:
            weights = {part.record_class: RANKING.profiles[part.record_class].weights for part in chosen}
            found |= using.rank(_request(query, plan, strict=strict), weights, max(limit, RANKING.window))
    aging = frozenset(source.kind for source in sources() if source.newest_first)
    reranker = Reranker(plan=plan, today=timezone.localdate(), aging=aging)
    lists = {record_class: reranker.order(record_class, candidates) for record_class, candidates in found.items() if candidates}
    cube: Counter[Cell] = Counter()
    for part in survey:
        cube.update(part.cube)
    merged = reranker.merge(lists, frozenset(part.record_class for part in survey if not part.strict))
    classes = {candidate.ref: record_class for record_class, candidates in lists.items() for candidate in candidates}
    strict_total = sum(part.strict_total for part in survey)
    return Ranked(merged, cube, strict_total < sum(cube.values()), strict_total, classes)


@dataclass(frozen=True, slots=True)
class _Part:
    """What the survey found in one class. ``strict``: only records with every word are listed."""

    record_class: RecordClass
    cube: Cube
    strict: bool
    strict_total: int

    def wanted(self, kinds: frozenset[str]) -> bool:
        """Is there anything to rank under the chosen kinds?"""
        return any(not kinds or cell.kind in kinds for cell in self.cube)


def _survey(query: SearchQuery, plan: Plan, using: Engine) -> list[_Part]:
    classes = dict.fromkeys(source.record_class for source in sources())
    narrow = using.survey(_request(query, plan, strict=True), list(classes))
    totals = {record_class: sum(narrow.get(record_class, {}).values()) for record_class in classes}
    short = [record_class for record_class in classes if totals[record_class] < RANKING.enough]
    wide = using.survey(_request(query, plan, strict=False), short) if short else {}
    return [
        _Part(record_class, (wide if record_class in short else narrow).get(record_class, {}), record_class not in short, total)
        for record_class, total in totals.items()
    ]


def _request(query: SearchQuery, plan: Plan, *, strict: bool) -> Request:
    face = Face.PUBLIC if query.viewer.public else Face.INTRANET
    return Request(face=face, plan=plan, strict=strict, tokens=query.viewer.tokens, filters=query.filters())


def _recheck(shown: Sequence[Candidate], viewer: Viewer) -> tuple[list[Candidate], list[Candidate]]:
    """Hits the viewer may see by the database's word now, and those he may not (a stale index)."""
    by_kind: defaultdict[str, list[int]] = defaultdict(list)
    for candidate in shown:
        by_kind[candidate.kind].append(candidate.pk)
    visible: set[Ref] = set()
    for kind, pks in by_kind.items():
        source = source_of(kind)
        if source:
            visible.update(Ref(kind, pk) for pk in source.visible_ids(viewer, pks))
    return [c for c in shown if c.ref in visible], [c for c in shown if c.ref not in visible]


def _hits(plan: Plan, kept: Sequence[Candidate], texts: Mapping[Ref, StoredText]) -> list[Hit]:
    highlighter = Highlighter(plan)
    return [hit_of(candidate, texts.get(candidate.ref), highlighter) for candidate in kept]
