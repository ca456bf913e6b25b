"""The worker's loop: sign of life, leases that ran out, jobs by time, messages."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from core.outbox.delivery import deliver_round
from core.outbox.leasing import reclaim
from core.outbox.models import WorkerHeartbeat
from core.outbox.owners import new_owner
from core.outbox.schedule import run_due_jobs

BEAT_SECONDS = 10.0
RECLAIM_SECONDS = 5.0
JOBS_SECONDS = 1.0
DATABASE_AWAY_SECONDS = 2.0

log = structlog.get_logger(__name__)


class Every:
    """True at the first question, then once in ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: float | None = None

    def __call__(self) -> bool:
        now = time.monotonic()
        if self._last is not None and now - self._last < self._seconds:
            return False
        self._last = now
        return True


class Worker:
    """One worker process. Single-threaded: run several for more throughput."""

    def __init__(self, *, poll: float = 0.5, jobs: bool = True) -> None:
        self.owner = new_owner()
        self.handled = 0
        self._poll = poll
        self._jobs = jobs
        self._stop = threading.Event()
        self._started = timezone.now()
        self._beat_due, self._reclaim_due, self._jobs_due = Every(BEAT_SECONDS), Every(RECLAIM_SECONDS), Every(JOBS_SECONDS)

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT end the loop after the message in hand; leased ones not begun are given back."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def stop(self) -> None:
        self._stop.set()

    def run(self, *, until: Callable[[int], bool] = lambda claimed: False) -> None:
        """Turn until stopped or ``until(messages claimed in the last turn)``. A database that is away is waited for."""
        log.info("worker started", owner=self.owner)
        while not self._stop.is_set():
            try:
                close_old_connections()
                claimed = self.turn()
            except (DatabaseError, InterfaceError) as error:
                log.error("worker waits for the database", error=type(error).__name__)
                connections.close_all()
                self._stop.wait(DATABASE_AWAY_SECONDS)
                continue
            if until(claimed):
                break
            if not claimed:
                self._stop.wait(self._poll)
        WorkerHeartbeat.objects.filter(owner=self.owner).delete()
        log.info("worker stopped", owner=self.owner, handled=self.handled)

    def turn(self) -> int:
        """One round of everything. Returns the number of messages claimed."""
        now = timezone.now()
        if self._beat_due():
            values = {"beat_at": now, "handled": self.handled}
            WorkerHeartbeat.objects.update_or_create(
                owner=self.owner, defaults=values, create_defaults={**values, "started_at": self._started}
            )
        if self._reclaim_due():
            reclaim(now)
        if self._jobs and self._jobs_due():
            run_due_jobs(owner=self.owner, now=now)
        claimed = deliver_round(owner=self.owner, now=timezone.now(), stopping=self._stop.is_set)
        self.handled += claimed
        return claimed

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop()
