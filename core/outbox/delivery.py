"""Carrying messages to their handlers."""

from __future__ import annotations

import datetime
import time
import traceback
from collections import deque
from collections.abc import Callable, Collection, Sequence

import structlog
from django.db import transaction
from django.utils import timezone

from core.outbox.errors import BatchFailure, LeaseLost, RetryLater, Undeliverable
from core.outbox.leasing import DEFAULT_ATTEMPTS, claim, due_topics, error_text, fail, finish, give_back
from core.outbox.models import OutboxMessage
from core.outbox.owners import new_owner
from core.outbox.registry import ROUTES, Route, SingleHandler

# A topic with slow work gives the others their turn after this many seconds.
SLICE_SECONDS = 1.0
# From this attempt on the messages of a batch go one by one: a single bad one must not take the others along.
ALONE_FROM_ATTEMPT = 3

log = structlog.get_logger(__name__)


def deliver_round(*, owner: str, now: datetime.datetime, stopping: Callable[[], bool] = lambda: False, only: Collection[str] = ()) -> int:
    """One turn for every topic that has due messages (or for those of ``only``). Returns how many messages were claimed.

    Topics for which somebody waits go first, and again after every turn of background work: a complaint waits for
    one turn of indexing at most, however much of it there is. Each background topic gets its turn in every round,
    so none is starved.
    """
    claimed = 0
    waiting = deque(sorted(_due(now, only), key=_is_background))
    while waiting and not stopping():
        topic = waiting.popleft()
        route = ROUTES.get(topic) or _unrouted(topic)
        messages = claim(route, owner=owner, now=now)
        claimed += len(messages)
        if messages:
            _deliver(route, messages, now, stopping)
        if messages and route.background:
            now = max(now, timezone.now())
            waiting.extendleft(reversed([fresh for fresh in _due(now, only) if not _is_background(fresh)]))
    return claimed


def deliver_foreground(*, owner: str) -> None:
    """For a handler that works for minutes, between two of its pieces and outside any transaction: deliver what
    somebody waits for."""
    now = timezone.now()
    foreground = [topic for topic in due_topics(now) if not _is_background(topic)]
    if foreground:
        deliver_round(owner=owner, now=now, only=foreground)


def _due(now: datetime.datetime, only: Collection[str]) -> list[str]:
    return [topic for topic in due_topics(now) if not only or topic in only]


def _is_background(topic: str) -> bool:
    return topic in ROUTES and ROUTES[topic].background


def drain(*, now: datetime.datetime | None = None) -> int:
    """Deliver until nothing is due. For tests and for ``worker --drain``; works inside a transaction too."""
    owner = new_owner()
    total = 0
    while claimed := deliver_round(owner=owner, now=now or timezone.now()):
        total += claimed
    return total


def _unrouted(topic: str) -> Route:
    def refuse(payload: object, message: OutboxMessage) -> None:
        raise LookupError(f"no handler is registered for topic {topic!r}")

    return Route(topic, refuse, None, 10, False, 60, DEFAULT_ATTEMPTS)


def _deliver(route: Route, messages: list[OutboxMessage], now: datetime.datetime, stopping: Callable[[], bool]) -> None:
    if route.batch is not None:
        alone = [message for message in messages if message.attempts >= ALONE_FROM_ATTEMPT]
        together = [message for message in messages if message.attempts < ALONE_FROM_ATTEMPT]
        for group in ([together] if together else []) + [[message] for message in alone]:
            _run_batch(route, group, now)
        return
    assert route.single is not None
    started = time.monotonic()
    for position, message in enumerate(messages):
        if position and (stopping() or time.monotonic() - started > SLICE_SECONDS):
            give_back(messages[position:], now=now)
            return
        _run_single(route, route.single, message, now)


def _run_single(route: Route, function: SingleHandler, message: OutboxMessage, now: datetime.datetime) -> None:
    try:
        if route.atomic:
            with transaction.atomic():
                if not finish([message]):
                    raise LeaseLost
                function(message.payload, message)
        else:
            function(message.payload, message)
            finish([message])
    except LeaseLost:
        log.warning("outbox lease lost", message=message.pk, topic=message.topic)
    except Exception as error:
        _failed(route, [message], error, now)


def _run_batch(route: Route, messages: Sequence[OutboxMessage], now: datetime.datetime) -> None:
    assert route.batch is not None
    try:
        route.batch(messages)
        finish(messages)
    except BatchFailure as error:
        finish([message for message in messages if message.pk not in error.failed])
        for message in messages:
            if message.pk in error.failed:
                fail(message, error.failed[message.pk][:500], max_attempts=route.max_attempts, now=now)
    except Exception as error:
        _failed(route, messages, error, now)


def _failed(route: Route, messages: Sequence[OutboxMessage], error: Exception, now: datetime.datetime) -> None:
    why = error_text(error)
    if isinstance(error, RetryLater):
        give_back(messages, now=now, after_seconds=error.seconds, why=why)
        return
    if not isinstance(error, Undeliverable):
        # Frames only: the message of an exception may quote what a resident wrote.
        log.warning("outbox handler raised", topic=route.topic, error=why, frames="".join(traceback.format_tb(error.__traceback__)))
    limit = 0 if isinstance(error, Undeliverable) else route.max_attempts
    for message in messages:
        fail(message, why, max_attempts=limit, now=now)
