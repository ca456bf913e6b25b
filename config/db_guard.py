"""The portal's database connection refuses what the portal has no business doing.

A database router would let raw SQL and ``.using()`` through, so the guard sits below Django: on SQLite
an authorizer on the connection itself, on PostgreSQL the grants of the portal's own role (``manage.py
portal_grants``). There this module checks once that the role has no more than them, and in production
refuses to serve with a role that does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from core.operations.portal_rights import PortalRights, portal_rights

log = structlog.get_logger(__name__)

_HARMLESS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    getattr(sqlite3, "SQLITE_RECURSIVE", 33),
}
# Asking is harmless; setting only to what the connection is opened with anyway.
_PRAGMAS: dict[str, frozenset[str]] = {
    "foreign_keys": frozenset({"on", "1"}),
    "journal_mode": frozenset({"wal"}),
    "synchronous": frozenset({"full", "2"}),
}
_TABLE_FUNCTIONS = frozenset({"json_each", "json_tree"})
_SCHEMA_TABLES = frozenset({"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema", "sqlite_sequence"})
_WRITING = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND (has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE')
           OR has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE'))
"""
_REFERENCES = """
    SELECT m.name, f."from", f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
"""
Authorizer = Callable[..., int]
_checked: set[str] = set()
_made: dict[tuple[str, int], Authorizer] = {}


def authorizer(rights: PortalRights, references: Collection[tuple[str, str]] = ()) -> Authorizer:
    """An SQLite authorizer for these rights: no DDL, no ATTACH, no deleting.

    ``references`` are the (table, column) that point at writable tables: SQLite itself reads them to keep
    foreign keys, whoever owns the pointing table.
    ``sqlite_sequence`` is SQLite's own counter for AUTOINCREMENT keys and is written with each insert.
    INSERT OR REPLACE counts as an insert; the audit chain's own triggers refuse it.
    """
    inserting = rights.writable | {"sqlite_sequence"}
    updating = (rights.writable - rights.insert_only) | {"sqlite_sequence"}
    reading = rights.readable | rights.writable | _SCHEMA_TABLES | _TABLE_FUNCTIONS

    pointing = frozenset(references)

    def check(action: int, first: str | None, second: str | None, *_rest: Any) -> int:
        if action in _HARMLESS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            allowed = (first in reading and second not in rights.hidden.get(first or "", ())) or (first, second) in pointing
        elif action == sqlite3.SQLITE_INSERT:
            allowed = first in inserting
        elif action == sqlite3.SQLITE_UPDATE:
            allowed = first in updating
        elif action == sqlite3.SQLITE_PRAGMA:
            allowed = (first or "").lower() in _PRAGMAS and (second is None or second.lower() in _PRAGMAS[(first or "").lower()])
        else:
            allowed = False
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return check


def guard_connection(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Receiver of connection_created."""
    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(_sqlite_authorizer(connection))
    elif connection.vendor == "postgresql" and connection.alias not in _checked:
        check_role(connection)
        _checked.add(connection.alias)


def _sqlite_authorizer(connection: BaseDatabaseWrapper) -> Authorizer:
    """Made once for a process and schema: SQLite connections are opened for each request."""
    raw: sqlite3.Connection = connection.connection
    key = (str(connection.settings_dict["NAME"]), int(raw.execute("PRAGMA schema_version").fetchone()[0]))
    if key not in _made:
        rights = portal_rights()
        references = {(str(table), str(column)) for table, column, target in raw.execute(_REFERENCES) if target in rights.writable}
        _made.clear()
        _made[key] = authorizer(rights, references)
    return _made[key]


def check_role(connection: BaseDatabaseWrapper) -> None:
    """Raise ImproperlyConfigured in production, warn otherwise, when the role may write more than listed."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITING)
        excess = sorted({str(row[0]) for row in cursor.fetchall()} - portal_rights().writable)
    if not excess:
        return
    if not settings.DEVELOPMENT:
        connection.close()
        raise ImproperlyConfigured(
            f"the portal's database role may write {len(excess)} tables it must not ({', '.join(excess[:3])} …); "
            "run manage.py portal_grants and give the portal a DATABASE_URL with that role"
        )
    log.warning("the portal's database role may write more than it must", tables=len(excess))
