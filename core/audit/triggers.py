"""Database triggers that keep the audit chain append-only, below Django and below raw SQL.

An entry may only be added at the end (this also closes SQLite's INSERT OR REPLACE, which deletes without
firing a delete trigger); the head may only move forward. They do not stop whoever owns the database from
dropping them first: that is what the chain and the heads file are for, and ``audit_verify`` reports a
missing trigger. A migration that alters these tables on SQLite rebuilds them and must install again.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

ENTRY = "core_audit_auditentry"
HEAD = "core_audit_audithead"

SQLITE = {
    "audit_entry_no_update": f"""BEFORE UPDATE ON {ENTRY}
        BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END""",
    "audit_entry_no_delete": f"""BEFORE DELETE ON {ENTRY}
        BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END""",
    "audit_entry_at_end": f"""BEFORE INSERT ON {ENTRY}
        WHEN NEW.number <> COALESCE((SELECT MAX(number) FROM {ENTRY}), 0) + 1
        BEGIN SELECT RAISE(ABORT, 'audit entries are added at the end only'); END""",  # noqa: S608 (own names)
    "audit_head_forward": f"""BEFORE UPDATE ON {HEAD} WHEN NEW.number <= OLD.number OR NEW.id <> OLD.id
        BEGIN SELECT RAISE(ABORT, 'the audit head only moves forward'); END""",
    "audit_head_no_delete": f"""BEFORE DELETE ON {HEAD}
        BEGIN SELECT RAISE(ABORT, 'the audit head only moves forward'); END""",
    "audit_head_once": f"""BEFORE INSERT ON {HEAD} WHEN EXISTS (SELECT 1 FROM {HEAD}) AND NEW.number <> 0
        BEGIN SELECT RAISE(ABORT, 'the audit head only moves forward'); END""",  # noqa: S608 (own names)
}

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.number = COALESCE((SELECT MAX(number) FROM {ENTRY}), 0) + 1 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit entries are append-only';
END $$;
CREATE OR REPLACE FUNCTION audit_head_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.number > OLD.number AND NEW.id = OLD.id THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit head only moves forward';
END $$;
"""  # noqa: S608 (own names)
POSTGRESQL = {
    "audit_entry_guard": f"BEFORE INSERT OR UPDATE OR DELETE ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION audit_guard()",
    "audit_entry_no_truncate": f"BEFORE TRUNCATE ON {ENTRY} FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()",
    "audit_head_guard": f"BEFORE UPDATE OR DELETE ON {HEAD} FOR EACH ROW EXECUTE FUNCTION audit_head_guard()",
    "audit_head_no_truncate": f"BEFORE TRUNCATE ON {HEAD} FOR EACH STATEMENT EXECUTE FUNCTION audit_head_guard()",
}


def names(vendor: str) -> frozenset[str]:
    """Triggers that must exist on a database of this vendor."""
    return frozenset(POSTGRESQL if vendor == "postgresql" else SQLITE)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger, replacing older versions."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for name, body in (POSTGRESQL if connection.vendor == "postgresql" else SQLITE).items():
            cursor.execute(f"CREATE TRIGGER {name} {body}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger: for migrations and for emptying a test database."""
    with connection.cursor() as cursor:
        for name, body in (POSTGRESQL if connection.vendor == "postgresql" else SQLITE).items():
            table = f" ON {HEAD if HEAD in body.split('WHEN')[0] else ENTRY}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


def missing(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Triggers that should exist and do not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {str(row[0]) for row in cursor.fetchall()}
    return names(connection.vendor) - found
