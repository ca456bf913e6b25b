"""Fixtures of all tests.

The test database is built once from the migrations and kept as a template beside the cache; a run
copies it. The key is a hash over every migration file, so a changed migration builds a new one.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.installations import Installation, installation, migrated_postgres, postgres_installation, sqlite_installation  # noqa: F401  (fixtures)
from tests.portal_client import PortalClient
from tests.postgres import postgres_server, postgres_url  # noqa: F401  (fixtures)

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def _template_path() -> Path:
    digest = hashlib.sha256()
    tops = ("core", "search", "portal", "intranet")
    for path in sorted(path for top in tops for path in (ROOT / top).rglob("migrations/*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    digest.update((ROOT / "requirements.txt").read_bytes())
    return ROOT / ".cache" / f"test-database-{digest.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """SQLite: copy of the migrated template. Another database: Django's own set-up."""
    from django.db import connections
    from django.test.utils import setup_databases, teardown_databases

    connection = connections["default"]
    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            old = setup_databases(verbosity=0, interactive=False)
            yield
            teardown_databases(old, verbosity=0)
        return
    template = _template_path()
    target = Path(settings.DATABASES["default"]["TEST"]["NAME"]).with_name(f"test-{worker_id}-{os.getpid()}.sqlite3")
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = str(target)
        settings.DATABASES["default"]["NAME"] = str(target)
        if template.exists():
            shutil.copy(template, target)
        else:
            _build_template(template, target)
        yield
        connection.close()
        for leftover in target.parent.glob(target.name + "*"):
            leftover.unlink()


def _build_template(template: Path, target: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    template.parent.mkdir(exist_ok=True)
    draft = template.with_suffix(f".{os.getpid()}")
    shutil.copy(target, draft)
    draft.replace(template)


@pytest.fixture(scope="session")
def migrated_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The migrated SQLite file that tests with real processes copy. Made by a process of its own, so that
    it is there as well when the tests themselves run on another database."""
    template = _template_path()
    if not template.exists():
        data_dir = tmp_path_factory.mktemp("template")
        Installation(data_dir).run("migrate", "--verbosity=0")
        template.parent.mkdir(exist_ok=True)
        draft = template.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(data_dir / "main.sqlite3") as link:
            link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(data_dir / "main.sqlite3", draft)
        draft.replace(template)
    return template


@pytest.fixture(autouse=True, scope="session")
def put_back_after_transactional_tests() -> Iterator[None]:
    """Django ends a transactional test by emptying every table. That would take away the rows that
    migrations made, and the audit chain's triggers refuse it. SQLite: the template's content is copied
    back instead. Another database: the triggers are off for that moment, and the migrations' rows come back."""
    from django.db import connection
    from django.test import TransactionTestCase

    from core.audit import triggers

    emptied = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with sqlite3.connect(_template_path()) as template:
                template.backup(connection.connection)
            template.close()
            return
        triggers.remove(connection)
        case.serialized_rollback = True  # flush makes no rows of its own (content types, permissions)
        emptied(case)
        # What migrations wrote, as setup_databases noted it when they had run.
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]
        triggers.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture
def portal_client() -> Iterator[Client]:
    """A client that is served as the portal process serves: its URL map, middleware, face and database guard."""
    from config.settings import portal as portal_settings

    names = ("FACE", "ROOT_URLCONF", "MIDDLEWARE", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "CONTENT_SECURITY_POLICY", "TEMPLATES")
    overrides = {name: getattr(portal_settings, name) for name in names if name != "TEMPLATES"}
    overrides["TEMPLATES"] = portal_settings.TEMPLATES
    with override_settings(**overrides):
        yield PortalClient()


@pytest.fixture(autouse=True)
def forget_what_is_held_in_memory() -> None:
    """Settings, working days, categories and the language of the test before must not be seen by the next."""
    from django.utils import translation

    from core.parameters.snapshots import forget_all

    forget_all()
    # A request leaves its language active in the thread.
    translation.deactivate()
