"""What the dead-letter screen and the health check read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet

from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage, PeriodicRun, WorkerHeartbeat


@dataclass(frozen=True, slots=True)
class QueueState:
    """``age`` is how long the longest-waiting due message has waited; zero when nothing is due."""

    pending: int
    dead: int
    age: datetime.timedelta


def dead_letters(*, topic: str = "") -> QuerySet[OutboxMessage]:
    """Messages that were given up after their last attempt, newest first. ``done_at`` is when that was."""
    rows = OutboxMessage.objects.filter(state=MessageState.DEAD)
    return (rows.filter(topic=topic) if topic else rows).order_by("-done_at", "-id")


def queue_state(now: datetime.datetime) -> QueueState:
    """Figures of the queue at this moment."""
    pending = OutboxMessage.objects.filter(state=MessageState.PENDING, available_at__lte=now).order_by()
    found = pending.aggregate(count=Count("pk"), first=Min("available_at"))
    first = found["first"]
    dead = OutboxMessage.objects.filter(state=MessageState.DEAD).count()
    return QueueState(pending=found["count"], dead=dead, age=now - first if first else datetime.timedelta(0))


def last_beat() -> datetime.datetime | None:
    """The newest sign of life of any worker."""
    newest: datetime.datetime | None = WorkerHeartbeat.objects.aggregate(newest=Max("beat_at"))["newest"]
    return newest


def failing_jobs(*, times: int = 3) -> QuerySet[PeriodicRun]:
    """Periodic jobs that failed at least so often in a row."""
    return PeriodicRun.objects.filter(failures__gte=times).order_by("name")
