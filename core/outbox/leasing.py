"""Moving messages between states. Each function is one short transaction."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Sequence
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from core.outbox.owners import owner_is_gone
from core.outbox.registry import ROUTES, Route
from core.scrub import scrub

FIRST_RETRY_SECONDS = 5
LONGEST_RETRY_SECONDS = 3600
DEFAULT_ATTEMPTS = 8

log = structlog.get_logger(__name__)


def backoff(attempts: int) -> datetime.timedelta:
    """Wait before the next try: 10, 20, 40 … seconds up to an hour, a quarter more or less by chance."""
    seconds = min(FIRST_RETRY_SECONDS * 2**attempts, LONGEST_RETRY_SECONDS)
    return datetime.timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 (spread, no secret)


def error_text(error: BaseException) -> str:
    """An error as it may be stored and logged: without contacts, short."""
    return scrub(f"{type(error).__name__}: {error}")[:500]


def due_topics(now: datetime.datetime) -> list[str]:
    """Topics with messages to deliver, longest waiting first. Reads only: an idle worker takes no lock."""
    due = OutboxMessage.objects.filter(state=MessageState.PENDING, available_at__lte=now)
    return list(due.order_by().values("topic").annotate(first=Min("available_at")).order_by("first").values_list("topic", flat=True))


@transaction.atomic
def claim(route: Route, *, owner: str, now: datetime.datetime) -> list[OutboxMessage]:
    """Lease the next messages of a topic. A message waits for the earlier ones of its key, except in batches."""
    due = OutboxMessage.objects.filter(state=MessageState.PENDING, topic=route.topic, available_at__lte=now)
    if route.batch is None:
        earlier = OutboxMessage.objects.filter(
            topic=route.topic, key=OuterRef("key"), id__lt=OuterRef("id"), state__in=(MessageState.PENDING, MessageState.LEASED)
        ).exclude(key="")
        due = due.filter(~Exists(earlier))
    rows = _fitting(route, list(due.order_by("available_at", "id").select_for_update(skip_locked=True)[: route.size]))
    until = now + datetime.timedelta(seconds=route.lease_seconds)
    OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=MessageState.LEASED, lease_owner=owner, lease_until=until, attempts=F("attempts") + 1
    )
    for row in rows:
        row.state, row.lease_owner, row.lease_until, row.attempts = MessageState.LEASED, owner, until, row.attempts + 1
    return rows


def _fitting(route: Route, rows: list[OutboxMessage]) -> list[OutboxMessage]:
    """As many as one turn can bear: what a message asks for may be a hundred times another's."""
    if route.weight is None:
        return rows
    weights = itertools.accumulate(map(route.weight, rows))
    return rows[: max(1, sum(1 for _fits in itertools.takewhile(lambda total: total <= route.most, weights)))]


def finish(messages: Sequence[OutboxMessage]) -> int:
    """Mark done. Returns how many were still leased by their owner; a lost lease leaves the row alone."""
    return _held(messages).update(state=MessageState.DONE, done_at=timezone.now(), lease_until=None, last_error="")


def give_back(messages: Sequence[OutboxMessage], *, now: datetime.datetime, after_seconds: int = 0, why: str = "") -> int:
    """Undo the lease without counting the attempt. Without ``after_seconds`` the message keeps its place in the queue."""
    held = _held(messages)
    changes: dict[str, Any] = {"state": MessageState.PENDING, "attempts": Greatest(F("attempts") - 1, 0), "lease_until": None}
    if after_seconds:
        available = max(now, timezone.now()) + datetime.timedelta(seconds=after_seconds)
        changes |= {"available_at": available, "last_error": why[:500]}
    return held.update(**changes)


def fail(message: OutboxMessage, why: str, *, max_attempts: int, now: datetime.datetime) -> None:
    """Count the failure: try again later, or lay the message with the dead letters.

    ``now`` is the time of the round; the pause counts from the end of the handler's work where that is later.
    """
    now = max(now, timezone.now())
    if message.attempts >= max_attempts:
        changed = _held([message]).update(state=MessageState.DEAD, done_at=now, lease_until=None, last_error=why)
        log.error("outbox message dead", message=message.pk, topic=message.topic, attempts=message.attempts, error=why)
    else:
        changed = _held([message]).update(
            state=MessageState.PENDING, lease_until=None, last_error=why, available_at=now + backoff(message.attempts)
        )
        log.warning("outbox message failed", message=message.pk, topic=message.topic, attempts=message.attempts, error=why)
    if not changed:
        log.warning("outbox lease lost", message=message.pk, topic=message.topic)


def reclaim(now: datetime.datetime) -> int:
    """Free messages whose lease ran out or whose worker has ended. Returns their number."""
    leased = OutboxMessage.objects.filter(state=MessageState.LEASED)
    owners = leased.order_by().values_list("lease_owner", flat=True).distinct()
    gone = [owner for owner in owners if owner_is_gone(owner)]
    stale = list(leased.filter(lease_until__lt=now)) + list(leased.filter(lease_until__gte=now, lease_owner__in=gone))
    for message in stale:
        route = ROUTES.get(message.topic)
        limit = route.max_attempts if route else DEFAULT_ATTEMPTS
        if message.attempts >= limit:
            fail(message, "the worker ended or the lease ran out while handling", max_attempts=limit, now=now)
        else:
            _held([message]).update(state=MessageState.PENDING, lease_until=None, available_at=now)
    return len(stale)


def _held(messages: Sequence[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """The rows as far as they are still under the lease with which they were read."""
    owners = {message.lease_owner for message in messages}
    return OutboxMessage.objects.filter(pk__in=[m.pk for m in messages], state=MessageState.LEASED, lease_owner__in=owners)
