"""The portal's database connection refuses writes outside PORTAL_WRITABLE_TABLES.

A database router would let raw SQL and ``.using()`` through, so the guard sits below Django: on SQLite
an authorizer on the connection itself, on PostgreSQL the grants of the portal's own role
(``manage.py portal_grants``); there this module only switches to that role where one is set.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from django.conf import settings

_ROW_WRITES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
_READS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    getattr(sqlite3, "SQLITE_RECURSIVE", 33),
}
# Set by Django or by our own init_command when a connection opens; they change no data.
_PRAGMAS = {"foreign_keys", "journal_mode", "synchronous", "busy_timeout", "foreign_key_check", "table_info", "query_only"}


def authorizer(writable: frozenset[str]) -> Callable[..., int]:
    """An SQLite authorizer: reads everything, writes rows of ``writable`` only, no DDL, no ATTACH.

    ``sqlite_sequence`` is SQLite's own counter for AUTOINCREMENT keys and is written with each insert.
    """
    allowed = writable | {"sqlite_sequence"}

    def check(action: int, first: str | None, second: str | None, *_rest: Any) -> int:
        if action in _READS:
            return sqlite3.SQLITE_OK
        if action in _ROW_WRITES:
            return sqlite3.SQLITE_OK if first in allowed else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return check


def guard_connection(sender: object, connection: Any, **kwargs: object) -> None:
    """Receiver of connection_created."""
    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(authorizer(settings.PORTAL_WRITABLE_TABLES))
