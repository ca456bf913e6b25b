"""kill -9 of portal, intranet and worker while residents submit and staff take calls: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import urllib3

from core.operations.processes import web
from core.operations.processes import worker as worker_program
from tests.browser.installation import ROOT, free_port
from tests.factories.casework import picture

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kill")]
SUBMISSIONS = 200  # at least: the residents go on until the programs were killed often enough
KILLS = 10
CALLS = 30
CLIENTS = 4
KILL_EVERY = 1.5


@dataclass
class Server:
    """One program in a process group of its own, so that SIGKILL takes all of it."""

    command: tuple[str, ...]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Tally:
    """What the clients were told."""

    numbers: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    retries: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def submit(address: str, port: int, serial: int, tally: Tally) -> None:
    """One resident: takes the form, sends it, and sends the same form again until there is a receipt."""
    http = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=2, read=20))
    base = f"http://localhost:{port}"
    headers = {"X-Forwarded-For": address}
    form = None
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        try:
            if form is None:
                page = http.request("GET", f"{base}/complaints/new/", headers=headers)
                if page.status != 200:
                    raise OSError(f"form {page.status}")
                cookie = re.search(r"(portal_csrf=[^;]+)", page.headers["Set-Cookie"])[1]
                form = dict(re.findall(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"', page.data.decode()))
                photo = picture().read() + bytes(random.randrange(256) for _ in range(8))
                fields = {
                    **form,
                    "kind": "complaint",
                    "place": f"望河路{serial}号",
                    "description": f"第{serial}件：路面有积水。",
                    "category": "unknown",
                }
                body = {**fields, "photos": ("现场.jpg", photo, "image/jpeg")}
            answer = http.request(
                "POST", f"{base}/complaints/new/", fields=body, headers={**headers, "Cookie": cookie, "Referer": base}, redirect=False
            )
            if answer.status in (302, 303):
                passes = "; ".join(part.split(";")[0] for part in answer.headers.getlist("Set-Cookie"))
                receipt = http.request("GET", base + answer.headers["Location"], headers={**headers, "Cookie": f"{cookie}; {passes}"})
                number = re.search(r"CG-\d{8}-\d{4,}", receipt.data.decode())
                if number:
                    with tally.lock:
                        tally.numbers.append(number[0])
                    return
                raise OSError(f"receipt {receipt.status}")
            if answer.status != 503:
                with tally.lock:
                    tally.faults.append(f"{answer.status}: {re.sub('<[^>]+>', ' ', answer.data.decode())[:300]}")
                return
            raise OSError("503")
        except (OSError, urllib3.exceptions.HTTPError, TypeError):
            with tally.lock:
                tally.retries += 1
            time.sleep(0.3)
    with tally.lock:
        tally.faults.append(f"submission {serial} got no receipt")


STAFF = """
from core.units.models import User
from core.units.services import role_assign, unit_create
unit = unit_create(kind="supervision_centre", name="监督中心", code="K00001", parent=None)
user = User(username="acceptor", display_name="受理员", email="acceptor@example.test", home_unit=unit)
user.set_password("kill-test-2026-yunchuan")
user.save()
role_assign(user=user, role="acceptor", unit=unit)
"""


class Desk:
    """The acceptor at the telephone: signs in, fills in a form, and sends the same form again until a case answers."""

    def __init__(self, port: int) -> None:
        self.base = f"http://localhost:{port}"
        self.http = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=2, read=20))
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, object] | None = None) -> urllib3.BaseHTTPResponse:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Referer": self.base + path}
        answer = self.http.request(method, self.base + path, fields=fields, headers=headers, redirect=False)
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 500:
            raise OSError(f"{path} {answer.status}")
        return answer

    def token(self, page: bytes) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())[1]

    def sign_in(self) -> None:
        page = self.ask("GET", "/accounts/login/")
        fields = {"login": "acceptor", "password": "kill-test-2026-yunchuan", "csrfmiddlewaretoken": self.token(page.data)}
        assert self.ask("POST", "/accounts/login/", fields).status == 302

    def take_call(self, serial: int) -> str:
        fields: dict[str, object] | None = None
        deadline = time.monotonic() + 150
        while time.monotonic() < deadline:
            try:
                if "intranet_session" not in self.cookies:
                    self.sign_in()
                if fields is None:
                    page = self.ask("GET", "/cases/new/call/").data
                    once = re.search(r'name="once" value="([^"]+)"', page.decode())[1]
                    fields = {"once": once, "csrfmiddlewaretoken": self.token(page), "request_kind": "complaint"}
                    fields |= {"place": f"望河路{serial}号", "description": f"来电第{serial}件：路灯不亮。"}
                    fields["photos"] = ("来电.jpg", picture().read() + bytes(random.randrange(256) for _ in range(8)), "image/jpeg")
                answer = self.ask("POST", "/cases/new/call/", fields)
                if answer.status == 302:
                    found = re.search(r"CG-\d{8}-\d{4,}", self.ask("GET", answer.headers["Location"]).data.decode())
                    if found:
                        return found[0]
                raise OSError(f"call {answer.status}")
            except (OSError, urllib3.exceptions.HTTPError):
                time.sleep(0.3)
        raise AssertionError(f"call {serial} got no answer")


def test_nothing_acknowledged_is_lost_or_doubled() -> None:
    data = Path(tempfile.mkdtemp(prefix="committee-kill-"))
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "ELASTICSEARCH_URL")
    }
    environment |= {"DATA_DIR": str(data), "PORTAL_PORT": str(port), "INTRANET_PORT": str(port + 1), "DEMO": "0", "TRUSTED_PROXIES": "1"}
    subprocess.run([sys.executable, "manage.py", "up", "--prepare-only"], cwd=ROOT, env=environment, check=True, capture_output=True)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", STAFF], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    portal = Server(web("portal", "config.wsgi_portal:application", port).command, environment)
    intranet = Server(web("intranet", "config.wsgi_intranet:application", port + 1).command, environment)
    worker = Server(worker_program(ROOT / "manage.py").command, environment)
    tally = Tally()
    done = threading.Event()
    killed: list[Server] = []
    try:
        for server in (portal, intranet, worker):
            server.start()
        serials = itertools.count()
        guard = threading.Lock()

        def client(index: int) -> None:
            while True:
                with guard:
                    serial = next(serials)
                if serial >= SUBMISSIONS and len(killed) >= KILLS:  # a fast machine takes 200 before the tenth kill
                    return
                submit(f"10.{index}.{serial // 5}.1", port, serial, tally)

        def desk() -> None:
            staff = Desk(port + 1)
            try:
                for serial in range(CALLS):
                    tally.calls.append(staff.take_call(serial))
            except Exception as error:
                tally.faults.append(repr(error))

        clients = [threading.Thread(target=client, args=(index,)) for index in range(CLIENTS)]
        clients.append(threading.Thread(target=desk))
        for thread in clients:
            thread.start()
        dice = random.Random(7)
        while any(thread.is_alive() for thread in clients):
            done.wait(KILL_EVERY + dice.random() * 3)
            victim = dice.choice((portal, intranet, worker))
            victim.kill()
            killed.append(victim)
            victim.start()
        for thread in clients:
            thread.join()
    finally:
        for server in (portal, intranet, worker):
            server.kill()
    assert not tally.faults, tally.faults[:3]
    assert len(killed) >= KILLS
    assert len(tally.numbers) >= SUBMISSIONS
    # Leases of killed workers run out first; then everything must be delivered.
    subprocess.run(
        [sys.executable, "manage.py", "worker", "--drain"], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=400
    )
    check_database(data, tally)
    shutil.rmtree(data, ignore_errors=True)


def check_database(data: Path, tally: Tally) -> None:
    """Each acknowledged number once, each photo as it was acknowledged, one case each, the outbox empty."""
    database = sqlite3.connect(data / "main.sqlite3")
    rows = database.execute("SELECT id, number, photos_hash FROM portal_complaints_complaint").fetchall()
    assert len(tally.calls) == CALLS
    told = sorted(tally.numbers + tally.calls)
    assert told == sorted(set(told)) == sorted(number for _pk, number, _hash in rows)
    for pk, number, recorded in rows:
        links = database.execute(
            "SELECT f.sha256 FROM core_files_filelink l JOIN core_files_storedfile f ON f.id = l.file_id "
            "WHERE l.subject_kind = 'portal_complaints.complaint' AND l.subject_id = ? ORDER BY l.\"order\"",
            [pk],
        ).fetchall()
        assert len(links) == 1, number
        stored = next((data / "files").rglob(f"{links[0][0]}*"))
        assert hashlib.sha256(stored.read_bytes()).hexdigest() == links[0][0], number
        audited = database.execute(
            "SELECT data_text FROM core_audit_auditentry WHERE action = 'complaint.submit' AND subject_id = ?", [pk]
        ).fetchall()
        assert [json.loads(text)["photos_hash"] for (text,) in audited] == [recorded], number
    cases = database.execute("SELECT COUNT(*), COUNT(DISTINCT complaint_id) FROM intranet_casework_case").fetchone()
    assert cases == (len(told), len(told))
    waiting = database.execute(
        "SELECT topic, state, COUNT(*) FROM core_outbox_outboxmessage WHERE state NOT IN ('done') GROUP BY 1, 2"
    ).fetchall()
    assert waiting == []
