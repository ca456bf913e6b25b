"""Whole installations for tests that need real processes: a data folder, a migrated database, an environment.

``installation`` runs a test on SQLite and, marked ``postgres``, on PostgreSQL; ``sqlite_installation`` and
``postgres_installation`` give one of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import create_database, drop_database

ROOT = Path(__file__).resolve().parent.parent
SETUP = "import django; django.setup()\n"


@dataclass
class Installation:
    """``run`` and ``python`` wait and return the finished process; ``start`` returns a running one."""

    data_dir: Path
    settings: str = "config.settings.intranet"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
        own = {"DATA_DIR": str(self.data_dir), "DJANGO_SETTINGS_MODULE": self.settings, "DEMO": "0", "PYTHONUTF8": "1"}
        return {**kept, **own, **self.extra}

    def run(self, *arguments: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        return self._finish([sys.executable, "manage.py", *arguments], check, options)

    def python(self, code: str, *arguments: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        return self._finish([sys.executable, "-c", SETUP + textwrap.dedent(code), *arguments], check, options)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """A manage.py command in the background. Whoever starts it ends it."""
        return self._start([sys.executable, "manage.py", *arguments], options)

    def start_python(self, code: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        return self._start([sys.executable, "-c", SETUP + textwrap.dedent(code), *arguments], options)

    def _start(self, command: list[str], options: dict[str, Any]) -> subprocess.Popen[str]:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, **streams)

    def _finish(self, command: list[str], check: bool, options: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, **options)
        if check and done.returncode:
            raise AssertionError(f"{command[1:3]} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done


@pytest.fixture
def sqlite_installation(tmp_path: Path, migrated_template: Path) -> Installation:
    """An empty installation on the embedded database."""
    data_dir = tmp_path / "installation"
    data_dir.mkdir()
    shutil.copy(migrated_template, data_dir / "main.sqlite3")
    return Installation(data_dir)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a migrated database that others are copied from. Nobody connects to it."""
    url = create_database(postgres_server)
    Installation(tmp_path_factory.mktemp("migrating"), extra={"DATABASE_URL": url}).run("migrate", "--verbosity=0")
    yield url
    drop_database(postgres_server, url)


@pytest.fixture
def postgres_installation(tmp_path: Path, postgres_server: str, migrated_postgres: str) -> Iterator[Installation]:
    """An empty installation on PostgreSQL."""
    url = create_database(postgres_server, template=migrated_postgres)
    data_dir = tmp_path / "installation-postgres"
    data_dir.mkdir()
    yield Installation(data_dir, extra={"DATABASE_URL": url})
    drop_database(postgres_server, url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest) -> Installation:
    """The test runs once on each database."""
    found: Installation = request.getfixturevalue(f"{request.param}_installation")
    return found
