"""What the search tells: hits, totals, facets, each record by its own words, on the intranet and in public."""

from __future__ import annotations

from collections.abc import Sequence

from core.outbox.delivery import drain
from search.engines.base import Engine
from search.query import SearchQuery, search
from search.results import SearchResults
from search.viewers import PUBLIC, Viewer, viewer_of
from tests.leaks.canaries import SHARED
from tests.leaks.kinds import Record
from tests.leaks.matrix import Matrix
from tests.leaks.world import Post

FIELDS = ("text", "place", "reason", "paper", "title", "notice")


def deliver(matrix: Matrix) -> None:
    """What the worker does with everything that was left for it: index, extract, notify, mail."""
    drain()


def searches(matrix: Matrix, posts: Sequence[Post] | None = None, *, using: Engine | None = None, every: int = 6) -> None:
    """One search for all records at once, by everybody; each record by words of its own, by some in turn."""
    with matrix.report.channel("search"):
        for position, post in enumerate(posts or matrix.world.posts):
            viewer = viewer_of(post.user) if post.user else PUBLIC
            _everything(matrix, post, viewer, using)
            for number, record in enumerate(record for record in matrix.records if record.kind.searched):
                if (number + position) % every == 0:
                    _by_its_words(matrix, post, viewer, record, using)


def _pairs(results: SearchResults) -> set[tuple[str, int]]:
    return {(hit.kind, hit.pk) for hit in results.hits}


def _everything(matrix: Matrix, post: Post, viewer: Viewer, using: Engine | None) -> None:
    """The total and every facet are the number of records that the post may see: no more, and no fewer."""
    results = search(SearchQuery(text=SHARED, viewer=viewer), using)
    searched = [record for record in matrix.records if record.kind.searched]
    mine = [record for record in searched if record.kind.visible(post, record)]
    units = sum(results.facets.units.values()) if results.facets else 0
    kinds = sum(results.facets.kinds.values()) if results.facets else 0
    for record in searched:
        matrix.report.probe(record.kind.name, 3)
    for what, count in (("total", results.total), ("facet of kinds", kinds), ("facet of units", units)):
        if count > len(mine):
            matrix.report.leak("searched kinds", post, f"search {SHARED}", f"{what} {count}, may see {len(mine)}")
        elif count < len(mine):
            matrix.report.denial("searched kinds", post, f"search {SHARED}", f"{what} {count}, may see {len(mine)}")
    if mine:
        for record in mine:
            matrix.report.sighting(record.kind.name)


def _by_its_words(matrix: Matrix, post: Post, viewer: Viewer, record: Record, using: Engine | None) -> None:
    """A hidden record's own words and number find nothing of it, not even a count."""
    visible = record.kind.visible(post, record)
    others = sum(one.kind.searched and one.kind.visible(post, one) for one in matrix.records)
    hidden = {one.obj.pk for one in matrix.records if not one.kind.visible(post, one)}
    words = [record.canary.word(field) for field in FIELDS]
    for text in (*words, *record.needles[:1]):
        results = search(SearchQuery(text=text, viewer=viewer), using)
        matrix.report.probe(record.kind.name)
        foreign = [hit.pk for hit in results.hits if hit.pk in hidden]
        # A number's parts stand in public texts too; a canary's word in records alone.
        if foreign or (text in words and results.total > others):
            matrix.report.leak(record.kind.name, post, f"search {text}", f"total {results.total}, hits {foreign}")
        elif visible and any(hit.pk == record.obj.pk for hit in results.hits):
            matrix.report.sighting(record.kind.name)
