"""Writing the embedded index. Only the worker and the search commands do this."""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from search.engines.base import TOKEN_FIELDS, Entry, FileText, Operation, SearchUnavailable, StoredText, WriteReport
from search.engines.embedded_schema import BUILDING, LIVE, create_generation, drop_generation, ensure_schema, generations
from search.records import RecordClass

PIECE = 100  # entries written in one transaction of a rebuild
PAUSE = 0.01  # seconds between two such transactions, so that the worker gets its turn
MERGE_PAGES = 500
_LEVEL = 1  # zlib: 4 times smaller at 150 MB/s


def pack_texts(entry: Entry) -> tuple[bytes, bytes]:
    """The compressed texts and tokens of an entry."""
    body = json.dumps([entry.body, [[file.name, file.url, file.text] for file in entry.files]], ensure_ascii=False)
    tokens = json.dumps([entry.columns[name] for name in TOKEN_FIELDS], ensure_ascii=False)
    return zlib.compress(body.encode(), _LEVEL), zlib.compress(tokens.encode(), _LEVEL)


def unpack_texts(blob: bytes) -> StoredText:
    """The texts for snippets."""
    body, files = json.loads(zlib.decompress(blob))
    return StoredText(body, tuple(FileText(name=name, url=url, text=text) for name, url, text in files))


class Store:
    """One index file, opened for writing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """A connection in autocommit mode; transactions are explicit. ``synchronous=FULL``: a message is
        marked done after this commit, so the commit must be on the disk by then."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("PRAGMA cache_size=-32000")
                ensure_schema(connection)
                yield connection
        except sqlite3.OperationalError as error:
            raise SearchUnavailable(f"{self.path.name}: {error}") from error

    def write(self, operations: Sequence[Operation]) -> WriteReport:
        """Apply the operations in one transaction to the live and the growing generations."""
        by_class: defaultdict[RecordClass, list[Operation]] = defaultdict(list)
        for operation in operations:
            by_class[operation.record_class].append(operation)
        report = WriteReport()
        with self.opened() as connection, immediate(connection):
            for record_class, group in by_class.items():
                targets = generations(connection, record_class, LIVE) or [create_generation(connection, record_class, LIVE)]
                for operation in group:
                    report += _apply(connection, targets[0], operation)
                for number in generations(connection, record_class, BUILDING):
                    for operation in group:
                        _apply(connection, number, operation)
        return report

    def rebuild(self, record_class: RecordClass, base_sequence: int) -> EmbeddedRebuild:
        """Start a new generation; one that a killed rebuild left behind is dropped."""
        with self.opened() as connection, immediate(connection):
            for number in generations(connection, record_class, BUILDING):
                drop_generation(connection, number)
            number = create_generation(connection, record_class, BUILDING)
        return EmbeddedRebuild(self, record_class, number, base_sequence)


class EmbeddedRebuild:
    """See search.engines.base.Rebuild."""

    def __init__(self, store: Store, record_class: RecordClass, number: int, base_sequence: int) -> None:
        self.store = store
        self.record_class = record_class
        self.number = number
        self.base_sequence = base_sequence

    def add(self, entries: Sequence[Entry]) -> int:
        """Write entries in short transactions. One that the worker wrote meanwhile is newer and stays."""
        written = 0
        with self.store.opened() as connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            for start in range(0, len(entries), PIECE):
                with immediate(connection):
                    for entry in entries[start : start + PIECE]:
                        operation = Operation(
                            kind=entry.kind, pk=entry.pk, record_class=self.record_class, sequence=self.base_sequence, entry=entry
                        )
                        written += _apply(connection, self.number, operation).written
                time.sleep(PAUSE)
        return written

    def finish(self) -> int:
        """Merge the index's segments in small steps, then swap, then drop the old tables.

        The file keeps its size: the next rebuild grows in the room that this one leaves.
        """
        with self.store.opened() as connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            self._merge(connection)
            connection.execute("PRAGMA synchronous=FULL")
            with immediate(connection):
                old = generations(connection, self.record_class, LIVE)
                connection.execute("UPDATE generation SET state = ? WHERE id = ?", (LIVE, self.number))
                connection.executemany("UPDATE generation SET state = 'old' WHERE id = ?", [(number,) for number in old])
                count = int(connection.execute(f"SELECT count(*) FROM doc_{self.number} WHERE live").fetchone()[0])  # noqa: S608
            for number in generations(connection, self.record_class, "old"):
                with immediate(connection):
                    drop_generation(connection, number)
            connection.execute("PRAGMA optimize")
        return count

    def _merge(self, connection: sqlite3.Connection) -> None:
        """FTS5's stepwise merge; a negative first figure opens all segments to it. Done when nothing changes."""
        pages = -MERGE_PAGES
        while True:
            before = connection.total_changes
            with immediate(connection):
                connection.execute(f"INSERT INTO fts_{self.number}(fts_{self.number}, rank) VALUES ('merge', ?)", (pages,))  # noqa: S608
            if connection.total_changes - before < 2:
                return
            pages = MERGE_PAGES
            time.sleep(PAUSE)

    def abort(self) -> None:
        """Drop what was built."""
        with self.store.opened() as connection, immediate(connection):
            drop_generation(connection, self.number)


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A write transaction that takes its lock at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _apply(connection: sqlite3.Connection, number: int, operation: Operation) -> WriteReport:
    """Carry one operation out in one generation, unless a write of the same or a later sequence is there."""
    row = connection.execute(
        f"SELECT id, sequence, live FROM doc_{number} WHERE kind = ? AND pk = ?",  # noqa: S608 (a number of ours)
        (operation.kind, operation.pk),
    ).fetchone()
    if row and row[1] >= operation.sequence:
        return WriteReport(stale=1)
    if row and row[2]:
        _forget(connection, number, row[0])
    _store(connection, number, operation, row[0] if row else None)
    return WriteReport(written=1)


def _forget(connection: sqlite3.Connection, number: int, row_id: int) -> None:
    """Take a row's tokens out of the full-text table, by giving it the very tokens that went in."""
    blob = connection.execute(f"SELECT tokens FROM text_{number} WHERE id = ?", (row_id,)).fetchone()[0]  # noqa: S608
    columns = json.loads(zlib.decompress(blob))
    names = ", ".join(TOKEN_FIELDS)
    marks = ", ".join("?" * len(TOKEN_FIELDS))
    connection.execute(
        f"INSERT INTO fts_{number}(fts_{number}, rowid, {names}) VALUES ('delete', ?, {marks})",  # noqa: S608
        (row_id, *columns),
    )
    connection.execute(f"DELETE FROM text_{number} WHERE id = ?", (row_id,))  # noqa: S608


def _store(connection: sqlite3.Connection, number: int, operation: Operation, row_id: int | None) -> None:
    """Write the row (for a deletion a tombstone that keeps the sequence), its texts and its tokens."""
    entry = operation.entry
    values: tuple[object, ...] = (row_id, 0, 0, 0, 0, operation.kind, operation.pk, operation.sequence, 0, 0, 0, *[""] * 6)
    if entry:
        acl = _acl_set(connection, entry.acl)
        head = (row_id, 1, acl, entry.unit, entry.day, entry.kind, entry.pk, operation.sequence, entry.version)
        flags = (int(entry.repealed), int(entry.public), entry.number_key, entry.parent)
        values = (*head, *flags, entry.external_id, entry.title, entry.url, entry.caption)
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT OR REPLACE INTO doc_{number} VALUES ({marks})", values)  # noqa: S608
    if entry is None:
        return
    new_id = row_id or int(cursor.lastrowid or 0)
    body, tokens = pack_texts(entry)
    connection.execute(f"INSERT INTO text_{number} VALUES (?, ?, ?)", (new_id, body, tokens))  # noqa: S608
    names = ", ".join(TOKEN_FIELDS)
    columns = tuple(entry.columns[name] for name in TOKEN_FIELDS)
    connection.execute(
        f"INSERT INTO fts_{number}(rowid, {names}) VALUES (?, {', '.join('?' * len(columns))})",  # noqa: S608
        (new_id, *columns),
    )


def _acl_set(connection: sqlite3.Connection, tokens: tuple[str, ...]) -> int:
    """The number of a set of access tokens; equal sets share one."""
    key = "\n".join(tokens)
    row = connection.execute("SELECT id FROM acl_set WHERE tokens = ?", (key,)).fetchone()
    if row:
        return int(row[0])
    new_id = int(connection.execute("INSERT INTO acl_set (tokens) VALUES (?)", (key,)).lastrowid or 0)
    connection.executemany("INSERT INTO acl_token (token, set_id) VALUES (?, ?)", [(token, new_id) for token in tokens])
    return new_id
