"""A whole installation for browser tests: both faces and the worker as `make run` starts them, with the demo
district, on ports of its own."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
START_SECONDS = 420


@dataclass(frozen=True)
class Installation:
    """Where the two faces answer, and the data folder."""

    portal: str
    intranet: str
    data: Path
    log: Path


def need_chromium() -> None:
    """Skips without Chromium; where services are required, fails."""
    if Path(CHROMIUM).exists():
        return
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"Chromium is required and not at {CHROMIUM}")
    pytest.skip("needs Chromium (TEST_CHROMIUM)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def given() -> Installation | None:
    """One that runs already, named by TEST_INSTALLATION="PORTAL_URL INTRANET_URL DATA_DIR": for writing tests."""
    named = os.environ.get("TEST_INSTALLATION")
    if not named:
        return None
    portal, intranet, data = named.split()
    return Installation(portal, intranet, Path(data), Path(data) / "up.log")


@contextmanager
def running(*, demo: bool = True, as_of: datetime.date | None = None) -> Iterator[Installation]:
    """Start everything in an empty data folder, stop it at the end. ``as_of``: the district as it stood on that day."""
    data = Path(tempfile.mkdtemp(prefix="committee-browser-"))
    portal, intranet = free_port(), free_port()
    site = Installation(f"http://localhost:{portal}", f"http://localhost:{intranet}", data, data / "up.log")
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "ELASTICSEARCH_URL")
    }
    environment |= {"DATA_DIR": str(data), "PORTAL_PORT": str(portal), "INTRANET_PORT": str(intranet), "DEMO": "1" if demo else "0"}
    with site.log.open("wb") as log:
        if as_of:
            for command in (["up", "--prepare-only"], ["demo", "--as-of", as_of.isoformat()]):
                subprocess.run(
                    [sys.executable, "manage.py", *command], cwd=ROOT, env=environment | {"DEMO": "0"}, check=True, stdout=log, stderr=log
                )
        process = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(process, site)
            yield site
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
    shutil.rmtree(data, ignore_errors=True)


def wait_for(process: subprocess.Popen[bytes], site: Installation) -> None:
    """Until both faces answer."""
    deadline = time.monotonic() + START_SECONDS
    for address in (f"{site.portal}/live", f"{site.intranet}/live"):
        while True:
            if process.poll() is not None:
                pytest.fail(f"the installation ended: {site.log.read_text()[-3000:]}")
            try:
                with urllib.request.urlopen(address, timeout=2):
                    break
            except OSError:
                if time.monotonic() > deadline:
                    pytest.fail(f"{address} does not answer: {site.log.read_text()[-3000:]}")
                time.sleep(0.5)
