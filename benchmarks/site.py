"""An installation of its own for a measurement: data folder, portal and worker as real processes, and residents."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import urllib3
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
ANSWER_SECONDS = 30
# Taken from the environment they would point at real data or at servers that a measurement did not ask for.
NOT_INHERITED = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "ELASTICSEARCH_URL", "REDIS_URL")


@dataclass
class Site:
    """``command`` runs a management command to its end, ``start`` in the background."""

    data: Path
    port: int
    environment: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.port}"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )

    def start(self, *command: str, **streams: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=streams.get("stdout", subprocess.DEVNULL),
            stderr=streams.get("stderr", subprocess.DEVNULL),
        )
        self.running.append(process)
        return process

    def manage(self, *arguments: str, **streams: int) -> subprocess.Popen[bytes]:
        return self.start(sys.executable, "manage.py", *arguments, **streams)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(template: Path | None = None) -> Iterator[Site]:
    """An empty installation with the portal and the worker running, as `make run` starts them; taken away at the end.

    ``template``: a migrated SQLite database to begin with, which saves the time of the migrations.
    """
    from core.operations.processes import web, worker

    data = Path(tempfile.mkdtemp(prefix="committee-bench-"))
    site = Site(data, free_port(), {name: value for name, value in os.environ.items() if name not in NOT_INHERITED})
    # Each resident is a network address of its own: what limits one address is not measured here.
    site.environment |= {"DATA_DIR": str(data), "PORTAL_PORT": str(site.port), "INTRANET_PORT": str(free_port()), "DEMO": "0"}
    site.environment |= {"TRUSTED_PROXIES": "1"}
    try:
        if template:
            shutil.copy(template, data / "main.sqlite3")
        site.command("up", "--prepare-only")
        site.start(*web("portal", "config.wsgi_portal:application", site.port).command)
        site.start(*worker(ROOT / "manage.py").command)
        _wait(f"{site.portal}/live")
        yield site
    finally:
        for process in reversed(site.running):
            if process.poll() is None:
                process.terminate()
        for process in site.running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(data, ignore_errors=True)


def _wait(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@dataclass
class Answers:
    """What residents were answered: (status, seconds) of every form that was sent; 0 for no answer."""

    sent: list[tuple[int, float]] = field(default_factory=list)
    shown: list[tuple[int, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, into: list[tuple[int, float]], status: int, seconds: float) -> None:
        with self.lock:
            into.append((status, seconds))

    @property
    def accepted(self) -> int:
        return sum(1 for status, _seconds in self.sent if status in (302, 303))

    @property
    def server_errors(self) -> int:
        return sum(1 for status, _seconds in [*self.sent, *self.shown] if status == 0 or status >= 500)

    @property
    def refused(self) -> int:
        """Answers that were neither what was asked for nor a server error: a form not shown, a complaint not taken."""
        unshown = sum(1 for status, _seconds in self.shown if status != 200 and 0 < status < 500)
        return unshown + sum(1 for status, _seconds in self.sent if 400 <= status < 500 or status == 200)

    def figures(self) -> dict[str, float]:
        times = sorted(seconds for _status, seconds in self.sent)
        marks = {f"p{share}": percentile(times, share) for share in (50, 95, 99)}
        counts = {"submissions": len(self.sent), "accepted": self.accepted, "refused": self.refused, "server_errors": self.server_errors}
        return counts | {f"{name}_s": round(value, 3) for name, value in marks.items()} | {"max_s": round(max(times, default=0), 3)}


def percentile(ordered: list[float], share: float) -> float:
    """The value that ``share`` per cent do not exceed."""
    return ordered[max(0, -(-len(ordered) * int(share) // 100) - 1)] if ordered else 0.0


def photograph(dice: random.Random, *, side: int = 1200) -> bytes:
    """A JPEG as a telephone's camera would send it scaled down: some 300 kB, no two alike."""
    rough = Image.frombytes("RGB", (side // 8, side // 8), dice.randbytes((side // 8) ** 2 * 3))
    out = io.BytesIO()
    rough.resize((side, side), Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()


def reside(site: Site, number: int, until: threading.Event, answers: Answers, *, think: float) -> None:
    """One resident after another at one client: take the form, fill it in, send it with a photograph."""
    dice = random.Random(number)
    photos = [photograph(dice) for _photo in range(4)]
    http = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=5, read=ANSWER_SECONDS))
    serial = 0
    while not until.is_set():
        serial += 1
        try:
            _submit(site, http, f"10.{number}.{serial // 5 % 250}.{serial // 1250 + 1}", serial, dice.choice(photos), answers)
        except (OSError, urllib3.exceptions.HTTPError):
            answers.note(answers.sent, 0, float(ANSWER_SECONDS))
        until.wait(dice.uniform(0, 2 * think))


def _submit(site: Site, http: urllib3.PoolManager, address: str, serial: int, photo: bytes, answers: Answers) -> None:
    headers = {"X-Forwarded-For": address}
    started = time.monotonic()
    page = http.request("GET", f"{site.portal}/complaints/new/", headers=headers)
    answers.note(answers.shown, page.status, time.monotonic() - started)
    if page.status != 200:
        return
    cookie = re.search(r"(portal_csrf=[^;]+)", page.headers["Set-Cookie"])[1]  # type: ignore[index]
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"', page.data.decode()))
    typed = {"kind": "complaint", "place": f"望河路{serial}号", "description": f"第{serial}件：路面有积水。", "category": "unknown"}
    body = {**hidden, **typed, "photos": ("现场.jpg", photo, "image/jpeg")}
    started = time.monotonic()
    answer = http.request(
        "POST",
        f"{site.portal}/complaints/new/",
        fields=body,
        headers={**headers, "Cookie": cookie, "Referer": site.portal},
        redirect=False,
    )
    answers.note(answers.sent, answer.status, time.monotonic() - started)
