"""The moment an act counts for. Guards ask here, not the clock on the wall: an act that is performed later
(a resident's wish carried out by the worker, a history written afterwards) is judged by its own time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_moment: ContextVar[datetime.datetime | None] = ContextVar("act_moment", default=None)


def act_moment() -> datetime.datetime:
    """The time of the act being performed, else now."""
    return _moment.get() or timezone.now()


def act_date() -> datetime.date:
    """The same as a day in the office's zone."""
    return timezone.localdate(act_moment())


@contextmanager
def at_moment(moment: datetime.datetime) -> Iterator[None]:
    """Acts inside are judged at ``moment``."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
