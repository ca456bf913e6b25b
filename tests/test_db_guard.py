"""The portal's database connection, attacked with raw SQL on both databases."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction

from core.units.models import User
from tests.installations import Installation
from tests.portal_client import portal_guard
from tests.postgres import with_user

# Run in the portal's own process: try every statement through Django's connection and report.
ATTACK = """
    import json, sys
    from django.db import connection, transaction
    results = {}
    for statement in json.load(sys.stdin):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                transaction.set_rollback(True)
            results[statement] = "accepted"
        except Exception as error:
            results[statement] = f"{type(error).__name__}: {error}"
    print(json.dumps(results))
"""
TABLES = """
    import json
    from django.db import connection
    from core.operations.portal_rights import portal_rights
    rights = portal_rights()
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        columns = {table: [column.name for column in connection.introspection.get_table_description(cursor, table)] for table in tables}
    print(json.dumps({"tables": tables, "columns": columns, "readable": sorted(rights.readable), "writable": sorted(rights.writable),
                      "insert_only": sorted(rights.insert_only), "hidden": {t: sorted(c) for t, c in rights.hidden.items()}}))
"""
SUBMIT = """
    import datetime
    from django.db import transaction
    from core.audit.services import record
    from core.numbering.services import case_number
    from core.outbox.services import emit
    from core.units.actors import REQUESTER
    for turn in range(2):
        with transaction.atomic():
            number = case_number(on=datetime.date(2026, 11, 23))
            emit("complaints.submitted", {"n": turn}, key=number)
            record(action="complaint.submit", by=REQUESTER, data={"number": number})
    print(number)
"""
READY = """
    from django.test import Client
    for path in ("/live", "/ready"):
        print(Client().get(path, HTTP_HOST="localhost").status_code)
"""


def rights_of(installation: Installation) -> dict[str, Any]:
    return dict(json.loads(installation.python(TABLES).stdout))


def attack(installation: Installation, statements: list[str]) -> dict[str, str]:
    done = installation.python(ATTACK, input=json.dumps(statements))
    return dict(json.loads(done.stdout))


def writes(rights: dict[str, Any], table: str) -> dict[str, str]:
    """One raw write of each kind that fits any table: into its own first column."""
    column = rights["columns"][table][0]
    return {
        "insert": f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE 1 = 0',
        "update": f'UPDATE "{table}" SET "{column}" = "{column}" WHERE 1 = 0',
        "delete": f'DELETE FROM "{table}"',
    }


REFUSALS = (
    "not authorized",
    "prohibited",
    "permission denied",
    "must be owner",
    "may not be modified",
    "vtable constructor failed",
)


def refused(result: str) -> bool:
    return any(word in result for word in REFUSALS)


def expected_writes(rights: dict[str, Any], table: str, *, selectable: bool) -> dict[str, bool]:
    """Which of the three statements may pass. The insert also reads the whole table."""
    writable, changeable = table in rights["writable"], table in rights["writable"] and table not in rights["insert_only"]
    return {"insert": writable and selectable, "update": changeable, "delete": False}


def check_every_table(portal: Installation, rights: dict[str, Any]) -> None:
    cases = [(table, kind, statement) for table in rights["tables"] for kind, statement in writes(rights, table).items()]
    results = attack(portal, [statement for _table, _kind, statement in cases])
    assert len(rights["tables"]) > 90
    for table, kind, statement in cases:
        selectable = table in rights["readable"] and table not in rights["hidden"]
        allowed = expected_writes(rights, table, selectable=selectable)[kind]
        assert (results[statement] == "accepted") == allowed, (statement, results[statement])
        assert allowed or refused(results[statement]), (statement, results[statement])


def check_reading(portal: Installation, rights: dict[str, Any]) -> None:
    hidden = [f'SELECT "{column}" FROM "{table}"' for table, columns in rights["hidden"].items() for column in columns]
    hidden += [f'SELECT * FROM "{table}"' for table in rights["tables"] if table not in rights["readable"]]
    open_ones = [
        f'SELECT * FROM "{table}"'
        for table in rights["tables"]
        if table in rights["readable"] and table not in rights["hidden"] and "_fts" not in table
    ]
    results = attack(portal, hidden + open_ones)
    for statement in hidden:
        assert refused(results[statement]), (statement, results[statement])
    for statement in open_ones:
        assert results[statement] == "accepted", (statement, results[statement])
    assert any("intranet_" in statement for statement in hidden)
    assert any("password" in statement for statement in hidden)


SQLITE_ATTACKS = [
    "DROP TABLE core_units_user",
    "DROP TABLE portal_complaints_complaint",
    "ALTER TABLE core_units_user RENAME TO gone",
    "ALTER TABLE portal_complaints_complaint ADD COLUMN extra text",
    "CREATE TABLE mine (a)",
    "CREATE TEMP TABLE mine (a)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE INDEX mine ON core_units_user (username)",
    "DROP INDEX outbox_due",
    "CREATE TRIGGER mine AFTER INSERT ON core_outbox_outboxmessage BEGIN UPDATE core_units_user SET is_superuser = 1; END",
    "CREATE TEMP TRIGGER mine AFTER INSERT ON core_outbox_outboxmessage BEGIN UPDATE core_units_user SET is_superuser = 1; END",
    "DROP TRIGGER audit_entry_no_update",
    "CREATE VIRTUAL TABLE mine USING fts5(a)",
    "ATTACH DATABASE '/tmp/mine.sqlite3' AS mine",
    "PRAGMA writable_schema = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA user_version = 7",
    "UPDATE sqlite_master SET sql = ''",
    "DELETE FROM sqlite_sequence",
    "INSERT OR REPLACE INTO core_units_user (id, username) VALUES (1, 'x')",
    "REPLACE INTO wagtailcore_page (id) VALUES (1)",
    "WITH x AS (SELECT 1) DELETE FROM core_units_user",
    "WITH x AS (SELECT 1) UPDATE core_units_user SET is_superuser = 1",
    "INSERT INTO core_outbox_outboxmessage (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET topic = 'x'",
    "SELECT load_extension('/tmp/mine.so')",
    "SELECT * FROM pragma_table_info('core_units_user')",
    "ANALYZE",
    "REINDEX",
    "SELECT (SELECT password FROM core_units_user)",
    "SELECT username FROM core_units_user WHERE password LIKE 'a%'",
]


@pytest.fixture
def portal(sqlite_installation: Installation) -> Installation:
    return Installation(sqlite_installation.data_dir, settings="config.settings.portal")


def test_sqlite_refuses_raw_writes_to_every_table_not_on_the_list(sqlite_installation: Installation, portal: Installation):
    rights = rights_of(sqlite_installation)
    check_every_table(portal, rights)
    check_reading(portal, rights)


def test_sqlite_refuses_to_change_its_shape_or_its_rules(portal: Installation):
    results = attack(portal, SQLITE_ATTACKS)
    for statement, result in results.items():
        assert refused(result), (statement, result)


def test_sqlite_refuses_vacuum_into_a_file_of_the_attackers_choice(portal: Installation):
    target = portal.data_dir / "stolen.sqlite3"
    done = portal.python(f"from django.db import connection\nconnection.cursor().execute(\"VACUUM INTO '{target}'\")", check=False)
    assert done.returncode != 0
    assert not target.exists()


def test_the_portal_does_its_own_work_under_the_guard(portal: Installation):
    assert portal.python(SUBMIT).stdout.strip() == "CG-20261123-0002"
    assert portal.python(READY).stdout.split() == ["200", "200"]
    link = sqlite3.connect(portal.data_dir / "main.sqlite3")
    assert link.execute("SELECT COUNT(*) FROM core_audit_auditentry").fetchone() == (2,)
    link.close()


POSTGRES_ATTACKS = [
    "DROP TABLE core_units_user",
    "ALTER TABLE core_units_user ADD COLUMN extra text",
    "ALTER TABLE portal_complaints_complaint ADD COLUMN extra text",
    "CREATE TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "TRUNCATE core_outbox_outboxmessage",
    "CREATE TRIGGER mine AFTER INSERT ON core_outbox_outboxmessage EXECUTE FUNCTION audit_guard()",
    "DROP TRIGGER audit_entry_guard ON core_audit_auditentry",
    "ALTER TABLE core_audit_auditentry DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "SET ROLE committee",
    "ALTER ROLE committee_portal SUPERUSER",
    "CREATE ROLE mine",
    "COPY core_units_user TO PROGRAM 'cat'",
    "COPY portal_complaints_complaint TO '/tmp/mine'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "INSERT INTO core_outbox_outboxmessage (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET topic = 'x'",
    "WITH x AS (DELETE FROM core_units_user RETURNING 1) SELECT * FROM x",
    "SELECT username FROM core_units_user WHERE password LIKE 'a%'",
]


@pytest.mark.postgres
def test_postgresql_refuses_the_same_by_grants(postgres_installation: Installation):
    owner = postgres_installation
    rights = rights_of(owner)
    planned = owner.run("portal_grants", "--dry-run").stdout
    assert 'GRANT INSERT, UPDATE ON "portal_complaints_complaint"' in planned
    assert "DELETE" not in planned
    for _again in range(2):
        assert json.loads(owner.run("portal_grants", "--json").stdout)["ok"]
    url = with_user(owner.extra["DATABASE_URL"], "committee_portal")
    portal = Installation(owner.data_dir, settings="config.settings.portal", extra={"DATABASE_URL": url})
    check_every_table(portal, rights)
    check_reading(portal, rights)
    for statement, result in attack(portal, POSTGRES_ATTACKS).items():
        assert refused(result) or "must be superuser" in result or "ProgrammingError" in result, (statement, result)
    assert portal.python(SUBMIT).stdout.strip() == "CG-20261123-0002"
    assert portal.python(READY).stdout.split() == ["200", "200"]
    owner.run("audit_verify")
    with psycopg.connect(owner.extra["DATABASE_URL"]) as link:
        link.execute("DROP OWNED BY committee_portal")
        link.execute("DROP ROLE committee_portal")


@pytest.mark.postgres
def test_postgresql_a_role_with_more_rights_is_not_served_in_production(postgres_installation: Installation):
    postgres_installation.run("check")
    keys = json.loads((postgres_installation.data_dir / "secrets.json").read_text())
    extra = {**postgres_installation.extra, **keys, "APP_MODE": "production", "ALLOWED_HOSTS": "localhost"}
    portal = Installation(postgres_installation.data_dir, settings="config.settings.portal", extra=extra)
    done = portal.python("from django.db import connection; connection.cursor()", check=False)
    assert done.returncode != 0
    assert "portal_grants" in done.stderr


def test_portal_grants_says_that_it_is_for_postgresql(sqlite_installation: Installation):
    done = sqlite_installation.run("portal_grants", check=False)
    assert done.returncode == 2
    assert "PostgreSQL" in done.stderr


@pytest.mark.django_db
def test_the_tests_own_portal_client_is_under_the_guard():
    with portal_guard(), pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create(username="x", display_name="x")
    User.objects.create(username="x", display_name="x")
