"""Lamps of lists, from the times kept on the rows."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils import timezone

from intranet.tasks.models import Supervision, Task, TaskAssist


def lamp_of(record: Task | Supervision, now: datetime.datetime) -> str:
    """green, yellow, red; none where nothing runs."""
    return _lamp(record.due_at, record.warn_at, now) if record.is_open else "none"


def lamp_of_assist(assist: TaskAssist, now: datetime.datetime) -> str:
    """The lamp of one assisting unit's own day."""
    return _lamp(assist.due_at, assist.warn_at, now) if assist.is_missing else "none"


def _lamp(due_at: datetime.datetime | None, warn_at: datetime.datetime | None, now: datetime.datetime) -> str:
    if due_at is None:
        return "none"
    if now > due_at:
        return "red"
    return "yellow" if warn_at is not None and now >= warn_at else "green"


def lamp_condition(lamp: str) -> Q:
    """The rows that show this lamp; every row for an unknown one. Only open records have a due time."""
    now = timezone.now()
    match lamp:
        case "red":
            return Q(due_at__lt=now)
        case "yellow":
            return Q(due_at__gte=now, warn_at__lte=now)
        case "green":
            return Q(due_at__gte=now) & (Q(warn_at__gt=now) | Q(warn_at__isnull=True))
    return Q()
