"""Bringing the index up to date when an import ends, beside a worker or without one."""

from __future__ import annotations

import time

from django.utils import timezone

from core.commands import Progress
from core.outbox.delivery import deliver_round
from core.outbox.enums import MessageState
from core.outbox.leasing import reclaim
from core.outbox.models import OutboxMessage
from core.outbox.owners import new_owner
from search.services import TOPIC

WAITING = (MessageState.PENDING, MessageState.LEASED)
OTHERS_SECONDS = 0.2
PATIENCE_SECONDS = 30.0


def index_waiting() -> int:
    """Index requests that are not carried out yet."""
    return OutboxMessage.objects.filter(topic=TOPIC, state__in=WAITING).count()


def index_now(progress: Progress) -> float:
    """Carry the index requests out, as a worker would; what a running worker has taken is waited for. Returns seconds.

    What a killed run or worker held is taken over at once. Gives up, leaving the rest to the worker, when
    nothing moves for half a minute (the search engine is away).
    """
    owner, started = new_owner(), time.monotonic()
    left, moved = index_waiting(), time.monotonic()
    with progress:
        while left and time.monotonic() - moved < PATIENCE_SECONDS:
            if not deliver_round(owner=owner, now=timezone.now(), only=(TOPIC,)) and not reclaim(timezone.now()):
                time.sleep(OTHERS_SECONDS)
            now_left = index_waiting()
            if now_left < left:
                progress.advance(left - now_left)
                moved = time.monotonic()
            left = now_left
    return round(time.monotonic() - started, 1)
