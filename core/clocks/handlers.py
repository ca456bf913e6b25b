"""Work that the outbox brings to clocks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from core.clocks.recomputation import Recomputation, clocks_recompute
from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.outbox.services import emit

TOPIC = "clocks.recompute"
# The worker has other messages waiting; a long recomputation goes on in a message of its own.
SECONDS = 3.0


@handler(TOPIC, background=True)
def recompute(payload: dict[str, Any], _message: OutboxMessage) -> None:
    """The calendar, the hours of work or a threshold changed.

    Another process may have started a clock with the calendar it still held in memory, after this run had
    passed it. So a second run follows once every process must have seen the change.
    """
    after, checked, moved = (int(payload.get(name, 0)) for name in ("after", "checked", "moved"))
    run = Recomputation(after=after, checked=checked, moved=moved)
    clocks_recompute(reason=str(payload.get("reason", "")), run=run, seconds=SECONDS)
    follow = {"reason": payload.get("reason", ""), "again": bool(payload.get("again"))}
    with transaction.atomic():
        if not run.finished:
            emit(TOPIC, follow | {"after": run.after, "checked": run.checked, "moved": run.moved})
        elif not follow["again"]:
            emit(TOPIC, follow | {"again": True}, delay_seconds=int(settings.SNAPSHOT_SECONDS) + 3)
