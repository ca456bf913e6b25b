"""kill -9 of the portal and the worker while residents submit: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import hashlib
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
SUBMISSIONS = 200
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


def test_nothing_acknowledged_is_lost_or_doubled() -> None:
    data = Path(tempfile.mkdtemp(prefix="committee-kill-"))
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "ELASTICSEARCH_URL")
    }
    environment |= {"DATA_DIR": str(data), "PORTAL_PORT": str(port), "INTRANET_PORT": str(port + 1), "DEMO": "0", "TRUSTED_PROXIES": "1"}
    subprocess.run([sys.executable, "manage.py", "up", "--prepare-only"], cwd=ROOT, env=environment, check=True, capture_output=True)
    portal = Server(web("portal", "config.wsgi_portal:application", port).command, environment)
    worker = Server(worker_program(ROOT / "manage.py").command, environment)
    tally = Tally()
    done = threading.Event()
    kills = 0
    try:
        portal.start()
        worker.start()
        serials = iter(range(SUBMISSIONS))
        guard = threading.Lock()

        def client(index: int) -> None:
            while True:
                with guard:
                    serial = next(serials, None)
                if serial is None:
                    return
                submit(f"10.{index}.{serial // 5}.1", port, serial, tally)

        clients = [threading.Thread(target=client, args=(index,)) for index in range(CLIENTS)]
        for thread in clients:
            thread.start()
        dice = random.Random(7)
        while any(thread.is_alive() for thread in clients):
            done.wait(KILL_EVERY + dice.random() * 3)
            victim = dice.choice((portal, worker))
            victim.kill()
            kills += 1
            victim.start()
        for thread in clients:
            thread.join()
    finally:
        portal.kill()
        worker.kill()
    assert not tally.faults, tally.faults[:3]
    assert kills >= 10
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
    assert len(tally.numbers) == SUBMISSIONS
    assert sorted(tally.numbers) == sorted(set(tally.numbers)) == sorted(number for _pk, number, _hash in rows)
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
    assert database.execute("SELECT COUNT(*), COUNT(DISTINCT complaint_id) FROM intranet_casework_case").fetchone() == (
        SUBMISSIONS,
        SUBMISSIONS,
    )
    waiting = database.execute(
        "SELECT topic, state, COUNT(*) FROM core_outbox_outboxmessage WHERE state NOT IN ('done') GROUP BY 1, 2"
    ).fetchall()
    assert waiting == []
