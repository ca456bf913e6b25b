"""Which kinds of record exist. Each app registers its own in AppConfig.ready(); see docs/features/search.md."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from search.records import RecordClass, SearchRecord
from search.viewers import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How one kind of record gets into the index and who may see it.

    ``build(ids)`` returns the records as they stand in the database now, with few queries for all ids
    together. An id it leaves out (deleted, unpublished) is taken out of the index.
    ``visible_ids(viewer, ids)`` returns those of the ids that the viewer may see *now*: each hit is
    checked again before it is shown. It must be the model's own visibility rule, in one query.
    ``all_ids()`` yields (id, version) of every record that belongs into the index; the versions are
    those that ``build`` gives.
    ``newest_first`` lets age count in the ranking (notices; not law, which does not age).
    """

    kind: str
    label: str | Promise
    record_class: RecordClass
    build: Callable[[Sequence[int]], Iterable[SearchRecord]]
    visible_ids: Callable[[Viewer, Collection[int]], Collection[int]]
    all_ids: Callable[[], Iterable[tuple[int, int]]]
    newest_first: bool = False


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Make a kind findable. Registering the same kind twice is a programming error."""
    if source.kind in _sources and _sources[source.kind] is not source:
        raise ValueError(f"search kind '{source.kind}' is registered twice")
    _sources[source.kind] = source


def source_of(kind: str) -> Source | None:
    """The source of a kind, or None for a kind that no app registers any more."""
    return _sources.get(kind)


def sources() -> tuple[Source, ...]:
    """All sources in order of registration."""
    return tuple(_sources.values())


def kinds_of(record_class: RecordClass) -> tuple[str, ...]:
    """The kinds whose records share one index."""
    return tuple(source.kind for source in _sources.values() if source.record_class == record_class)
