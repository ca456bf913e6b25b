"""Tables of the embedded index: one SQLite file for each face.

A class of records has a *generation*: the numbered tables ``doc_N`` (what filters and lists need),
``text_N`` (texts for snippets and the indexed tokens, compressed) and ``fts_N`` (FTS5 without content).
SQLite below 3.43 cannot delete from such a table by row number alone: the tokens that went in must be
given again, and other tokens leave ghosts without a word. That is why the tokens are stored.

A rebuild fills a second generation in the state "building", which the worker's writes reach as well, and
then one transaction makes it the live one.
"""

from __future__ import annotations

import sqlite3

from search.engines.base import TOKEN_FIELDS

SCHEMA_VERSION = 1
LIVE = "live"
BUILDING = "building"

_BASE = """
CREATE TABLE IF NOT EXISTS generation (
  id INTEGER PRIMARY KEY AUTOINCREMENT, class TEXT NOT NULL, state TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS acl_set (id INTEGER PRIMARY KEY, tokens TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS acl_token (
  token TEXT NOT NULL, set_id INTEGER NOT NULL REFERENCES acl_set (id), PRIMARY KEY (token, set_id)
) WITHOUT ROWID;
"""
# Columns that filters read come first: SQLite decodes a row only as far as it must.
_GENERATION = """
CREATE TABLE doc_{n} (
  id INTEGER PRIMARY KEY, live INTEGER NOT NULL, acl_id INTEGER NOT NULL, unit INTEGER NOT NULL, day INTEGER NOT NULL,
  kind TEXT NOT NULL, pk INTEGER NOT NULL, sequence INTEGER NOT NULL, version INTEGER NOT NULL,
  repealed INTEGER NOT NULL, public INTEGER NOT NULL, number_key TEXT NOT NULL, parent TEXT NOT NULL,
  external_id TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, caption TEXT NOT NULL,
  UNIQUE (kind, pk)
);
CREATE TABLE text_{n} (id INTEGER PRIMARY KEY, body BLOB NOT NULL, tokens BLOB NOT NULL);
"""
# The ascii tokenizer splits at ASCII separators and takes every other character into a token, so tokens
# made by search/analysis pass through as they are, rare Han characters included.
_FTS = "CREATE VIRTUAL TABLE fts_{n} USING fts5({columns}, content='', tokenize='ascii')"


def ensure_schema(connection: sqlite3.Connection) -> None:
    """Create the tables of an empty file; throw the content of an older schema away (it can be rebuilt)."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'fts\\_%' ESCAPE '\\' AND sql LIKE 'CREATE VIRTUAL%'"
            )
        ]
        if version:
            for name in names:
                drop_generation(connection, int(name.removeprefix("fts_")))
            connection.execute("DELETE FROM generation")
        for statement in _BASE.split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def create_generation(connection: sqlite3.Connection, record_class: str, state: str) -> int:
    """New empty tables for a class, inside the caller's transaction."""
    cursor = connection.execute("INSERT INTO generation (class, state) VALUES (?, ?)", (record_class, state))
    number = int(cursor.lastrowid or 0)
    for statement in _GENERATION.format(n=number).split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(_FTS.format(n=number, columns=", ".join(TOKEN_FIELDS)))
    return number


def drop_generation(connection: sqlite3.Connection, number: int) -> None:
    """Remove a generation with its tables, inside the caller's transaction."""
    for table in ("fts", "text", "doc"):
        connection.execute(f"DROP TABLE IF EXISTS {table}_{int(number)}")
    connection.execute("DELETE FROM generation WHERE id = ?", (number,))


def generations(connection: sqlite3.Connection, record_class: str, *states: str) -> list[int]:
    """Numbers of the generations of a class in the given states."""
    marks = ", ".join("?" * len(states))
    rows = connection.execute(
        f"SELECT id FROM generation WHERE class = ? AND state IN ({marks}) ORDER BY id",  # noqa: S608 (marks only)
        (record_class, *states),
    )
    return [int(row[0]) for row in rows]
