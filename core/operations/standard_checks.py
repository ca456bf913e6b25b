"""Checks that need no other app: database, disk space, queue, worker, periodic jobs."""

from __future__ import annotations

import datetime
import shutil

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.operations.checks import CheckResult, register_check
from core.outbox.selectors import failing_jobs, last_beat, queue_state

# Nine photos of 10 MB from a few residents at once must still fit, and the database its log.
MIN_FREE_BYTES = 500 * 1024 * 1024
MAX_QUEUE_AGE = datetime.timedelta(minutes=10)
MAX_BEAT_AGE = datetime.timedelta(minutes=2)


def check_database() -> CheckResult:
    """A trivial query answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return CheckResult(cursor.fetchone() == (1,))


def check_disk() -> CheckResult:
    """There is room for uploads in the data folder."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    return CheckResult(free >= MIN_FREE_BYTES, f"{free // 1024**2} MiB free")


def check_queue() -> CheckResult:
    """No due message has waited for long."""
    state = queue_state(timezone.now())
    note = f"{state.pending} waiting, oldest {int(state.age.total_seconds())} s, {state.dead} dead"
    return CheckResult(state.age <= MAX_QUEUE_AGE, note)


def check_worker() -> CheckResult:
    """Some worker has shown a sign of life."""
    beat = last_beat()
    if beat is None:
        return CheckResult(False, "no worker")
    age = timezone.now() - beat
    return CheckResult(age <= MAX_BEAT_AGE, f"last beat {int(age.total_seconds())} s ago")


def check_jobs() -> CheckResult:
    """No periodic job fails again and again."""
    names = list(failing_jobs().values_list("name", flat=True))
    return CheckResult(not names, ", ".join(names))


register_check("database", check_database, critical=True)
register_check("disk", check_disk, critical=True)
register_check("queue", check_queue)
register_check("worker", check_worker)
register_check("jobs", check_jobs)
