"""The portal's role on PostgreSQL: the statements that give it exactly its rights."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from psycopg import sql

from core.operations.portal_rights import PortalRights

Statement = sql.Composable


def role_exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def statements(rights: PortalRights, *, role: str, exists: bool, password: str | None) -> list[Statement]:
    """Everything to run, in order and in one transaction. Running it again gives the same rights."""
    name = sql.Identifier(role)
    return [
        *_role(name, exists, password),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(name),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(name),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        *_tables(rights, name),
    ]


def _role(name: sql.Identifier, exists: bool, password: str | None) -> Iterator[Statement]:
    verb = "ALTER" if exists else "CREATE"
    yield sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS").format(name)
    if password:
        yield sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password))


def _tables(rights: PortalRights, name: sql.Identifier) -> Iterator[Statement]:
    existing = _columns()
    for table in sorted((rights.readable | rights.writable) & set(existing)):
        target = sql.Identifier(table)
        hidden = rights.hidden.get(table)
        if hidden:
            columns = sql.SQL(", ").join(sql.Identifier(column) for column in existing[table] if column not in hidden)
            yield sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(columns, target, name)
        else:
            yield sql.SQL("GRANT SELECT ON {} TO {}").format(target, name)
    for table in sorted(rights.writable & set(existing)):
        verbs = "INSERT" if table in rights.insert_only else "INSERT, UPDATE"
        yield sql.SQL("GRANT " + verbs + " ON {} TO {}").format(sql.Identifier(table), name)


def _columns() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        )
        rows = cursor.fetchall()
    columns: dict[str, list[str]] = {}
    for table, column in rows:
        columns.setdefault(str(table), []).append(str(column))
    return columns


def shown(statement: Statement) -> str:
    """The statement as text; a password in it is replaced."""
    text = str(statement.as_string(None))
    return text.split(" PASSWORD ")[0] + " PASSWORD '…'" if " PASSWORD " in text else text
