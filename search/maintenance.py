"""Building an index anew, and comparing it with the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max

from core.outbox.models import OutboxMessage
from search.engines.base import Engine, Entry, Face, Rebuild, Ref, SearchUnavailable
from search.indexing import PIECE, entry_of, index_now
from search.records import RecordClass
from search.registry import Source, source_of, sources
from search.services import request_index_many

FACES = (Face.INTRANET, Face.PUBLIC)
# On PostgreSQL a message may be committed after one with a higher number. A rebuild's own writes must
# stay below any message that is still on its way, so that what the worker writes meanwhile wins.
MARGIN = 100
Advance = Callable[[int], None]


def base_sequence() -> int:
    """The sequence of a rebuild's writes: below every message of which the rebuild may not know."""
    newest = OutboxMessage.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return max(1, int(newest) - MARGIN)


def classes_of(kinds: Collection[str]) -> list[RecordClass]:
    """The record classes of the kinds, or of every kind."""
    return list(dict.fromkeys(source.record_class for source in sources() if not kinds or source.kind in kinds))


def entries_of(source: Source, pks: Sequence[int]) -> Iterator[Entry]:
    """Analysed records, read and analysed piece by piece."""
    for start in range(0, len(pks), PIECE):
        for record in source.build(pks[start : start + PIECE]):
            yield entry_of(record, source)


def rebuild_class(engine: Engine, record_class: RecordClass, advance: Advance) -> dict[Face, int]:
    """Build new indexes of one class for both faces beside the live ones, then put them in their place.

    The worker goes on meanwhile: what it writes reaches the live and the growing index.
    """
    base = base_sequence()
    growing: dict[Face, Rebuild] = {}
    try:
        for face in FACES:
            growing[face] = engine.rebuild(face, record_class, base)
        for source in sources():
            if source.record_class == record_class:
                _fill(source, growing, advance)
        return {face: growing[face].finish() for face in FACES}
    except BaseException:
        for rebuild in growing.values():
            with suppress(SearchUnavailable):
                rebuild.abort()
        raise


def _fill(source: Source, growing: dict[Face, Rebuild], advance: Advance) -> None:
    pks = [pk for pk, _version in source.all_ids()]
    for start in range(0, len(pks), PIECE):
        piece = pks[start : start + PIECE]
        entries = list(entries_of(source, piece))
        growing[Face.INTRANET].add(entries)
        growing[Face.PUBLIC].add([entry for entry in entries if entry.public])
        advance(len(piece))


def refresh_kind(engine: Engine, source: Source, advance: Advance) -> int:
    """Write every record of one kind into the live indexes and take out those that are gone. Returns how many.

    Its writes carry the newest message's number, so that they replace what stands there.
    """
    sequence = base_sequence() + MARGIN
    wanted = [pk for pk, _version in source.all_ids()]
    known: set[int] = set()
    for face in FACES:
        known.update(ref.pk for ref, _version in engine.versions(face, source.record_class) if ref.kind == source.kind)
    pks = [*wanted, *sorted(known.difference(wanted))]
    for start in range(0, len(pks), PIECE):
        piece = pks[start : start + PIECE]
        index_now(source, dict.fromkeys(piece, sequence), engine)
        advance(len(piece))
    return len(wanted)


@dataclass(slots=True)
class Difference:
    """What one index has wrong about one kind."""

    face: Face
    kind: str
    missing: list[int] = field(default_factory=list)
    outdated: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)

    @property
    def pks(self) -> list[int]:
        return [*self.missing, *self.outdated, *self.surplus]


def compare(engine: Engine, kinds: Collection[str] = ()) -> list[Difference]:
    """Compare (number, version) of every record with the indexes. In the public index only surplus and
    outdated ones can be told, since which records are public is known by building them alone."""
    differences: list[Difference] = []
    for record_class in classes_of(kinds):
        expected: dict[Ref, int] = {}
        for source in sources():
            if source.record_class == record_class:
                expected |= {Ref(source.kind, pk): version for pk, version in source.all_ids()}
        for face in FACES:
            held = dict(engine.versions(face, record_class))
            differences += _compared(face, expected, held, kinds)
    return [difference for difference in differences if difference.pks]


def _compared(face: Face, expected: dict[Ref, int], held: dict[Ref, int], kinds: Collection[str]) -> Iterator[Difference]:
    names = {ref.kind for ref in (*expected, *held)}
    for kind in sorted(name for name in names if not kinds or name in kinds):
        mine = {ref.pk: version for ref, version in expected.items() if ref.kind == kind}
        there = {ref.pk: version for ref, version in held.items() if ref.kind == kind}
        yield Difference(
            face=face,
            kind=kind,
            missing=sorted(mine.keys() - there.keys()) if face is Face.INTRANET else [],
            outdated=sorted(pk for pk in mine.keys() & there.keys() if mine[pk] != there[pk]),
            surplus=sorted(there.keys() - mine.keys()),
        )


def repair(differences: Collection[Difference]) -> int:
    """Ask for every record in question to be indexed again. Returns how many."""
    wanted: dict[str, set[int]] = {}
    for difference in differences:
        wanted.setdefault(difference.kind, set()).update(difference.pks)
    for kind, pks in wanted.items():
        if source_of(kind) is None:
            continue
        with transaction.atomic():
            request_index_many(kind, sorted(pks))
    return sum(len(pks) for pks in wanted.values())
