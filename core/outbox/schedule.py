"""Jobs that run by time. A row per job holds its lease, so that two workers never run one at once."""

from __future__ import annotations

import datetime
import traceback

import structlog
from django.db.models import F, Q
from django.utils import timezone

from core.outbox.leasing import error_text
from core.outbox.models import PeriodicRun
from core.outbox.owners import owner_is_gone
from core.outbox.registry import PERIODICS, Periodic

log = structlog.get_logger(__name__)


def run_due_jobs(*, owner: str, now: datetime.datetime) -> int:
    """Run every job whose time has come and that no other worker holds. Returns how many ran."""
    known = set(PeriodicRun.objects.values_list("name", flat=True))
    fresh = [PeriodicRun(name=name, next_at=now) for name in PERIODICS if name not in known]
    if fresh:
        PeriodicRun.objects.bulk_create(fresh, ignore_conflicts=True)
    due = PeriodicRun.objects.filter(name__in=PERIODICS, next_at__lte=now).order_by("next_at", "name")
    ran = 0
    for row in due:
        if _claim(row, owner, now):
            _run(PERIODICS[row.name], owner, now)
            ran += 1
    return ran


def _claim(row: PeriodicRun, owner: str, now: datetime.datetime) -> bool:
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    if row.lease_owner and owner_is_gone(row.lease_owner):
        free |= Q(lease_owner=row.lease_owner)
    until = now + datetime.timedelta(seconds=PERIODICS[row.name].lease_seconds)
    return bool(PeriodicRun.objects.filter(free, name=row.name, next_at__lte=now).update(lease_owner=owner, lease_until=until))


def _run(periodic: Periodic, owner: str, now: datetime.datetime) -> None:
    error = ""
    try:
        periodic.job(now)
    except Exception as raised:
        error = error_text(raised)
        log.error("periodic job failed", job=periodic.name, error=error, frames="".join(traceback.format_tb(raised.__traceback__)))
    finished = timezone.now()
    # From the start of this run, so that a job of a minute stays a job of a minute; missed runs are not made up.
    next_at = max(now + datetime.timedelta(seconds=periodic.seconds), finished)
    PeriodicRun.objects.filter(name=periodic.name, lease_owner=owner).update(
        next_at=next_at,
        lease_until=None,
        lease_owner="",
        finished_at=finished,
        last_error=error,
        failures=F("failures") + 1 if error else 0,
    )
