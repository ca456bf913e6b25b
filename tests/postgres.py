"""A PostgreSQL server of the tests' own: made in a temporary folder, gone when the run ends.

Tests that need it are marked ``postgres`` and ask for the fixture ``postgres_url`` (an empty database of
their own) or for an ``installation`` (tests/installations.py). Without the binaries they skip; with
REQUIRE_SERVICES=1 they fail. TEST_POSTGRES_URL names a server to use instead (a superuser's URL).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

_numbers = itertools.count(1)


def binaries() -> Path | None:
    """Folder of initdb and postgres, newest version first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return installed[-1].parent if installed else None


def _demotion() -> dict[str, object]:
    """PostgreSQL refuses to run as root: run it as its own user, or as nobody."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("no unprivileged user to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def throwaway_server() -> Iterator[str]:
    """Start a server; yields the URL of its maintenance database."""
    folder = binaries()
    if folder is None:
        raise FileNotFoundError("initdb")
    demotion = _demotion()
    home = Path(tempfile.mkdtemp(prefix="committee-pg-"))
    if demotion:
        os.chown(home, int(str(demotion["user"])), int(str(demotion["group"])))
    data, port = home / "data", _free_port()
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(home)}

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=home, env=environment, stdout=subprocess.DEVNULL, **demotion)  # type: ignore[call-overload]

    try:
        run(str(folder / "initdb"), "-D", str(data), "-U", "committee", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} -c fsync=off -c full_page_writes=off -c max_connections=60"
        run(str(folder / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(home / "log"), "start")
        try:
            yield f"postgres://committee@127.0.0.1:{port}/postgres"
        finally:
            run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def create_database(server: str, *, template: str = "") -> str:
    """A new database on the server, empty or a copy; returns its URL."""
    name = f"committee_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{database_name(template)}"' if template else ""))
    return with_database(server, name)


def drop_database(server: str, url: str) -> None:
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{database_name(url)}" WITH (FORCE)')


def database_name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def with_user(url: str, user: str, password: str = "") -> str:
    """The same database as another role."""
    parts = urlsplit(url)
    login = f"{user}:{password}" if password else user
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.hostname}:{parts.port}"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a running server's maintenance database, as superuser."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    if binaries() is None:
        message = "PostgreSQL binaries are not installed"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with throwaway_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """DATABASE_URL of an empty database of this test's own."""
    url = create_database(postgres_server)
    yield url
    drop_database(postgres_server, url)
