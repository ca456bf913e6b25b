"""Copying the database out and in, while others go on writing.

SQLite: its backup API, from one read snapshot, so that writers neither wait nor restart the copy.
PostgreSQL: pg_dump and pg_restore, with the row counts taken in the dump's own snapshot.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.utils.translation import gettext as _

from core.operations.backups.errors import BackupError

Advance = Callable[[int], None]
PAGES = 2000
NO_ADVANCE: Advance = lambda count: None  # noqa: E731


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the copied database held."""

    rows: dict[str, int]
    migrations: dict[str, list[str]]
    audit_number: int
    audit_hash: str


def copy_name() -> str:
    """File name of the copy inside a backup."""
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"


def database_bytes() -> int:
    """Size of the database as it is now; the copy is not larger."""
    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def database_copy(target: Path, *, advance: Advance = NO_ADVANCE) -> Snapshot:
    """Copy the database to a file; ``advance`` counts thousandths."""
    return _copy_sqlite(target, advance) if connection.vendor == "sqlite" else _dump_postgresql(target, advance)


def database_check(copy: Path) -> None:
    """Raise BackupError when the copy itself is damaged inside."""
    if connection.vendor == "sqlite":
        _check_sqlite(copy)
        return
    _run(_tool("pg_restore"), "--list", str(copy))


def database_restore(copy: Path, *, advance: Advance = NO_ADVANCE) -> None:
    """Put the copy in the place of the present database, all of it or nothing."""
    if connection.vendor == "sqlite":
        _restore_sqlite(copy, advance)
        return
    connections.close_all()
    _run(
        _tool("pg_restore"),
        *("--clean", "--if-exists", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error"),
        *("--dbname", str(connection.settings_dict["NAME"]), str(copy)),
    )


def row_counts() -> dict[str, int]:
    """Rows of every table of the present database."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (the database's own names)
            counts[table] = int(cursor.fetchone()[0])
    return counts


def _copy_sqlite(target: Path, advance: Advance) -> Snapshot:
    source_name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(f"file:{source_name}?mode=ro", uri=True, timeout=20)) as source, closing(sqlite3.connect(target)) as copy:
        # One read transaction for the whole copy: a writer in between would make the API start over.
        source.execute("BEGIN")
        source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        _backup(source, copy, advance)
        source.rollback()
        copy.execute("PRAGMA journal_mode = DELETE")
        _check_open(copy, "quick_check")
        return _sqlite_snapshot(copy)


def _backup(source: sqlite3.Connection, target: sqlite3.Connection, advance: Advance) -> None:
    shown = 0

    def progress(_status: int, remaining: int, total: int) -> None:
        nonlocal shown
        now = 1000 * (total - remaining) // max(total, 1)
        advance(now - shown)
        shown = now

    source.backup(target, pages=PAGES, progress=progress, sleep=0.0)


def _sqlite_snapshot(copy: sqlite3.Connection) -> Snapshot:
    names = [
        row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    ]
    rows = {name: int(copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608 (the database's own names)
    migrations = _grouped(copy.execute("SELECT app, name FROM django_migrations").fetchall())
    head = copy.execute("SELECT number, hash FROM core_audit_audithead").fetchone() or (0, "")
    return Snapshot(rows, migrations, int(head[0]), str(head[1]))


def _check_sqlite(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as opened:
            _check_open(opened, "integrity_check")
            if opened.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupError(_("备份的数据库中有失效的外键。"))
    except sqlite3.DatabaseError as error:
        raise BackupError(_("备份的数据库已损坏：%(why)s") % {"why": error}) from error


def _check_open(opened: sqlite3.Connection, pragma: str) -> None:
    found = opened.execute(f"PRAGMA {pragma}(1)").fetchone()
    if found != ("ok",):
        raise BackupError(_("备份的数据库已损坏：%(why)s") % {"why": found[0] if found else pragma})


def _restore_sqlite(copy: Path, advance: Advance) -> None:
    connections.close_all()
    target_name = str(connection.settings_dict["NAME"])
    address = f"file:{copy}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(target_name, timeout=20)) as target:
        target.execute("PRAGMA synchronous = FULL")
        try:
            _backup(source, target, advance)
        except sqlite3.OperationalError as error:
            raise BackupError(_("数据库正被使用，请先停止所有进程（%(why)s）。") % {"why": error}) from error
        target.execute("PRAGMA journal_mode = WAL")


def _dump_postgresql(target: Path, advance: Advance) -> Snapshot:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        exported = str(cursor.fetchone()[0])
        name = str(connection.settings_dict["NAME"])
        _run(_tool("pg_dump"), "--format=custom", "--no-owner", "--no-acl", f"--snapshot={exported}", f"--file={target}", name)
        advance(900)
        rows = row_counts()
        cursor.execute("SELECT app, name FROM django_migrations")
        migrations = _grouped(cursor.fetchall())
        cursor.execute("SELECT number, hash FROM core_audit_audithead")
        head = cursor.fetchone() or (0, "")
    advance(100)
    return Snapshot(rows, migrations, int(head[0]), str(head[1]))


def _grouped(rows: list[Any]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for app, name in sorted((str(row[0]), str(row[1])) for row in rows):
        grouped.setdefault(app, []).append(name)
    return grouped


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise BackupError(_("找不到程序 %(name)s，请安装 PostgreSQL 客户端工具。") % {"name": name})
    return found


def _run(*command: str) -> None:
    given: Mapping[str, Any] = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    environment = {**os.environ, **{variable: str(given[key]) for key, variable in names.items() if given.get(key)}}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (own arguments)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise BackupError(_("%(tool)s 失败：%(why)s") % {"tool": Path(command[0]).name, "why": lines[0] if lines else done.returncode})
