"""With and without: whoever may not see a record gets, byte for byte, the page that was there before it.

This finds what no canary word can show: a count on a tab, a number in a pager, another order of rows, one
query more. The records are made in turn; each watcher's pages are read before the first record that is
hidden from it and after the last, and between them nothing was made that it may see. A watcher reads some of
its pages in each such round, others in the next (matrix.compare_budget bounds all of them together).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.leaks.matrix import COMMON_PAGES, Matrix
from tests.leaks.probing import Answer, differences
from tests.leaks.world import Post

WATCHERS_FOR_A_PAGE = 4
FIRST_OF_ALL = ("/", "/inbox/")
WATCHERS = (
    ("handler", "greening"),
    ("handler", "sanitation"),
    ("unit_head", "squad"),
    ("street_centre", "street_centre"),
    ("liaison", "other_street"),
    ("community_worker", "community"),
    ("publisher", "greening"),
    ("reviewer", "other_street"),
    ("sysadmin", "greening"),
    ("secadmin", "other_street"),
    ("auditor", "greening"),
)


@dataclass(eq=False)
class _Watch:
    """One watcher: its pages, what they were, and how many hidden records have been made since."""

    post: Post
    pages: Sequence[str]
    rounds: int = 0
    before: dict[str, Answer] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)


def build_and_compare(matrix: Matrix, posts: Sequence[Post] | None = None) -> None:
    """Make all records of the matrix, comparing on the way."""
    matrix.prepare()
    chosen = posts or watchers(matrix)
    watches = [_Watch(post, _pages_for(matrix, post, index, len(chosen))) for index, post in enumerate(chosen)]
    share = _share(matrix, chosen)
    for page in matrix.pages():
        # What a process keeps in memory is there before anything is compared.
        for post in chosen if page.startswith("/admin/") else chosen[:1]:
            matrix.get(post, page)
    with matrix.report.channel("compared"):
        for kind, place in matrix.steps():
            for watch in watches:
                if kind.sees(watch.post, place, frozenset()):
                    _compare(matrix, watch)
                else:
                    watch.before = watch.before or _read(matrix, watch, _turn(watch, share))
                    watch.hidden.append(kind.name)
            matrix.make(kind, place)
        for watch in watches:
            _compare(matrix, watch)


def watchers(matrix: Matrix) -> list[Post]:
    """A few posts that between them have every kind hidden from them, and nobody signed in."""
    return [matrix.world.post(role, place) for role, place in WATCHERS] + [matrix.world.posts[-1]]


def _share(matrix: Matrix, posts: Sequence[Post]) -> int:
    """How many pages a watcher may read before and after each run of records hidden from it."""
    runs = 0
    for post in posts:
        hidden = [not kind.sees(post, place, frozenset()) for kind, place in matrix.steps()]
        runs += sum(now and not before for before, now in zip([False, *hidden], hidden, strict=False))
    return max(len(FIRST_OF_ALL) + 2, matrix.compare_budget // max(1, 2 * runs))


def _turn(watch: _Watch, share: int) -> list[str]:
    """The pages of this round: the first of all, and of the rest those whose turn it is."""
    rest = [page for page in watch.pages if page not in FIRST_OF_ALL]
    count = share - len(FIRST_OF_ALL)
    start = watch.rounds * count % max(1, len(rest))
    watch.rounds += 1
    return [*FIRST_OF_ALL, *(rest + rest)[start : start + min(count, len(rest))]]


def _pages_for(matrix: Matrix, post: Post, index: int, count: int) -> list[str]:
    """Pages but those that change by what the watcher may see of any act, or by what is no secret: the common
    ones for everybody, each other one for a few watchers in turn."""
    moving: set[str] = set()
    for kind in matrix.kinds:
        moving.update(kind.moves(matrix.world))
        if kind.swells and any(kind.sees(post, place, frozenset()) for place in kind.places):
            moving.update(kind.pages(matrix.world))
    share = max(1, count // WATCHERS_FOR_A_PAGE)
    fit = [page for page in matrix.pages() if page not in moving]
    return [page for number, page in enumerate(fit) if page in COMMON_PAGES or (number + index) % share == 0]


def _read(matrix: Matrix, watch: _Watch, pages: Sequence[str]) -> dict[str, Answer]:
    return {page: matrix.get(watch.post, page) for page in pages}


def _compare(matrix: Matrix, watch: _Watch) -> None:
    """The pages now against the pages before; both then are forgotten."""
    if watch.hidden:
        after = _read(matrix, watch, list(watch.before))
        names = sorted(set(watch.hidden))
        for page in after:
            for name in watch.hidden:
                matrix.report.probe(name)
            found = differences(watch.before[page], after[page])
            if found:
                matrix.report.leak(f"one of {names}", watch.post, page, f"changed by records it may not see: {'; '.join(found)}")
    watch.before, watch.hidden = {}, []
