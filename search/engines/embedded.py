"""The default engine: SQLite FTS5 in files of its own, one for each face, no server.

The worker writes (embedded_store), web processes read over read-only connections. WAL lets both go on
at once. Comfortable to about 200,000 records of a class; beyond that, use Elasticsearch.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from search.engines.base import Candidate, Cell, Cube, Face, Operation, Ref, Request, SearchUnavailable, StoredText, Weights, WriteReport
from search.engines.embedded_query import rank_sql, survey_sql
from search.engines.embedded_schema import LIVE, SCHEMA_VERSION, generations
from search.engines.embedded_store import EmbeddedRebuild, Store, unpack_texts
from search.records import RecordClass

QUERY_SECONDS = 4.0  # a query that takes longer is broken off; the reader sees that search is not available
_STEPS = 20_000  # SQLite's virtual-machine steps between two looks at the clock
_TEXTS_PIECE = 200


class EmbeddedEngine:
    """See search.engines.base.Engine."""

    name = "embedded"

    def __init__(self) -> None:
        self._local = threading.local()

    def path(self, face: Face) -> Path:
        """The index file of a face."""
        return Path(settings.SEARCH_INDEX_DIR) / f"{face.value}.sqlite3"

    def survey(self, request: Request, classes: Collection[RecordClass]) -> Mapping[RecordClass, Cube]:
        counted: dict[RecordClass, Cube] = {}
        with self._reading(request.face) as connection:
            for record_class in classes:
                for number in generations(connection, record_class, LIVE):
                    rows = connection.execute(*survey_sql(request, number))
                    counted[record_class] = {Cell(kind, unit, bool(inside)): count for kind, unit, inside, count in rows}
        return counted

    def rank(self, request: Request, classes: Mapping[RecordClass, Weights], limit: int) -> Mapping[RecordClass, list[Candidate]]:
        ranked: dict[RecordClass, list[Candidate]] = {}
        with self._reading(request.face) as connection:
            for record_class, weights in classes.items():
                for number in generations(connection, record_class, LIVE):
                    rows = connection.execute(*rank_sql(request, number, weights, limit))
                    ranked[record_class] = [_candidate(row) for row in rows]
        return ranked

    def texts(self, face: Face, refs: Collection[tuple[RecordClass, Ref]]) -> Mapping[Ref, StoredText]:
        wanted: defaultdict[RecordClass, list[Ref]] = defaultdict(list)
        for record_class, ref in refs:
            wanted[record_class].append(ref)
        found: dict[Ref, StoredText] = {}
        with self._reading(face) as connection:
            for record_class, group in wanted.items():
                for number in generations(connection, record_class, LIVE):
                    for start in range(0, len(group), _TEXTS_PIECE):
                        found.update(_texts(connection, number, group[start : start + _TEXTS_PIECE]))
        return found

    def write(self, face: Face, operations: Sequence[Operation]) -> WriteReport:
        return Store(self.path(face)).write(operations) if operations else WriteReport()

    def versions(self, face: Face, record_class: RecordClass) -> Iterator[tuple[Ref, int]]:
        with self._reading(face) as connection:
            rows: list[tuple[str, int, int]] = []
            for number in generations(connection, record_class, LIVE):
                rows += connection.execute(f"SELECT kind, pk, version FROM doc_{number} WHERE live ORDER BY kind, pk").fetchall()  # noqa: S608
        for kind, pk, version in rows:
            yield Ref(kind, pk), version

    def rebuild(self, face: Face, record_class: RecordClass, base_sequence: int) -> EmbeddedRebuild:
        return Store(self.path(face)).rebuild(record_class, base_sequence)

    def check(self, face: Face) -> str:
        try:
            with self._reading(face) as connection:
                connection.execute("SELECT count(*) FROM generation").fetchone()
        except SearchUnavailable as error:
            return error.reason
        return ""

    @contextmanager
    def _reading(self, face: Face) -> Iterator[sqlite3.Connection]:
        """One consistent view of the index for the length of a call, broken off after QUERY_SECONDS."""
        path = self.path(face)
        if not path.exists():
            raise SearchUnavailable(f"{path.name} does not exist yet")
        try:
            connection = self._connection(path)
            deadline = time.monotonic() + QUERY_SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")
                connection.set_progress_handler(None, 0)
        except (sqlite3.Error, OSError) as error:
            self._forget(path)
            raise SearchUnavailable(f"{path.name}: {error}") from error

    def _connection(self, path: Path) -> sqlite3.Connection:
        """This thread's connection to the file that now has the name; a replaced file is opened anew."""
        held: dict[Path, tuple[int, sqlite3.Connection]] = self._local.__dict__.setdefault("held", {})
        inode = path.stat().st_ino
        if path in held and held[path][0] == inode:
            return held[path][1]
        self._forget(path)
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=2, isolation_level=None)
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA cache_size=-16000")
        connection.execute("PRAGMA mmap_size=268435456")
        if int(connection.execute("PRAGMA user_version").fetchone()[0]) != SCHEMA_VERSION:
            connection.close()
            raise SearchUnavailable(f"{path.name} has another schema; run search_rebuild")
        held[path] = (inode, connection)
        return connection

    def _forget(self, path: Path) -> None:
        held: dict[Path, tuple[int, sqlite3.Connection]] = self._local.__dict__.setdefault("held", {})
        entry = held.pop(path, None)
        if entry:
            entry[1].close()


def _texts(connection: sqlite3.Connection, number: int, refs: Sequence[Ref]) -> dict[Ref, StoredText]:
    places = " OR ".join(["(d.kind = ? AND d.pk = ?)"] * len(refs))
    sql = f"SELECT d.kind, d.pk, t.body FROM doc_{number} d JOIN text_{number} t ON t.id = d.id WHERE {places}"  # noqa: S608
    rows = connection.execute(sql, [value for ref in refs for value in ref])
    return {Ref(kind, pk): unpack_texts(body) for kind, pk, body in rows}


def _candidate(row: tuple[Any, ...]) -> Candidate:
    kind, pk, score, title, url, caption, number_key, parent, unit, day, repealed, public, external_id = row
    return Candidate(
        kind=kind,
        pk=pk,
        score=score,
        title=title,
        url=url,
        caption=caption,
        number_key=number_key,
        parent=parent,
        unit=unit,
        day=day,
        repealed=bool(repealed),
        public=bool(public),
        external_id=external_id,
    )
