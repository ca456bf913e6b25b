"""An app for tests with real workers: handlers that write a line to the file PROBE_LOG."""

from __future__ import annotations

import datetime
import os
import time
from typing import Any

from django.apps import AppConfig

from core.outbox.registry import batch_handler, handler, periodic


def note(line: str) -> None:
    descriptor = os.open(os.environ["PROBE_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


class ProbeConfig(AppConfig):
    name = "tests.core.outbox_probe"
    label = "outbox_probe"
    path = os.path.dirname(__file__)

    def ready(self) -> None:
        handler("probe.slow", lease_seconds=60)(slow)
        handler("probe.count", atomic=True)(count)
        batch_handler("probe.batch", 20)(batch)
        if os.environ.get("PROBE_JOB"):
            periodic("probe.job", seconds=1)(job)


def slow(payload: dict[str, Any], message: Any) -> None:
    note(f"begin {payload['n']}")
    time.sleep(float(os.environ.get("PROBE_SLEEP", "0.02")))
    note(f"end {payload['n']}")


def count(payload: dict[str, Any], message: Any) -> None:
    """A database effect that must happen exactly once."""
    from core.numbering.services import next_value

    next_value(kind="probe", scope="count")
    time.sleep(float(os.environ.get("PROBE_SLEEP", "0.02")))


def batch(messages: Any) -> None:
    time.sleep(float(os.environ.get("PROBE_SLEEP", "0.02")))
    for message in messages:
        note(f"end {message.payload['n']}")


def job(now: datetime.datetime) -> None:
    note(f"job-begin {os.getpid()} {time.time()}")
    time.sleep(0.4)
    note(f"job-end {os.getpid()} {time.time()}")
