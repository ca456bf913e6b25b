"""Who handles a topic and which jobs run by time. Apps fill this in AppConfig.ready()."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from core.outbox.models import OutboxMessage

SingleHandler = Callable[[dict[str, Any], "OutboxMessage"], None]
BatchHandler = Callable[[Sequence["OutboxMessage"]], None]
Weight = Callable[["OutboxMessage"], int]
PeriodicJob = Callable[[datetime.datetime], None]
S = TypeVar("S", bound=SingleHandler)
B = TypeVar("B", bound=BatchHandler)
P = TypeVar("P", bound=PeriodicJob)


@dataclass(frozen=True, slots=True)
class Route:
    """How one topic is delivered. ``lease_seconds`` must exceed the longest run of its handler.

    ``background``: nobody waits for it, so every other topic's messages go first. ``weight`` and ``most`` bound a
    batch by what its messages ask for, not only by their number.
    """

    topic: str
    single: SingleHandler | None
    batch: BatchHandler | None
    size: int
    atomic: bool
    lease_seconds: int
    max_attempts: int
    background: bool = False
    weight: Weight | None = None
    most: int = 0


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that runs every ``seconds``, by one worker at a time."""

    name: str
    seconds: int
    job: PeriodicJob
    lease_seconds: int


ROUTES: dict[str, Route] = {}
PERIODICS: dict[str, Periodic] = {}


def handler(
    topic: str, *, atomic: bool = False, lease_seconds: int = 120, max_attempts: int = 8, background: bool = False
) -> Callable[[S], S]:
    """Register ``fn(payload, message)`` for a topic.

    By default it runs outside any transaction and the message is marked done afterwards, so it may run
    twice and must bear it. With ``atomic`` its database effect and the mark are one transaction.
    """

    def register(function: S) -> S:
        _add(Route(topic, function, None, 10, atomic, lease_seconds, max_attempts, background))
        return function

    return register


def batch_handler(
    topic: str,
    size: int,
    *,
    lease_seconds: int = 300,
    max_attempts: int = 8,
    background: bool = False,
    weight: Weight | None = None,
    most: int = 0,
) -> Callable[[B], B]:
    """Register ``fn(messages)`` that takes up to ``size`` messages of a topic at once, in no promised order.

    With ``weight`` a batch ends before its weights add up to more than ``most`` (but holds one message at least).
    It may raise BatchFailure to name the ones that failed.
    """

    def register(function: B) -> B:
        _add(Route(topic, None, function, size, False, lease_seconds, max_attempts, background, weight, most))
        return function

    return register


def periodic(name: str, seconds: int, *, lease_seconds: int = 600) -> Callable[[P], P]:
    """Register ``fn(now)`` to run every ``seconds`` (checked once a second at most; never by two workers at once)."""

    def register(function: P) -> P:
        if name in PERIODICS:
            raise ValueError(f"periodic job {name!r} is registered twice")
        PERIODICS[name] = Periodic(name, seconds, function, lease_seconds)
        return function

    return register


def _add(route: Route) -> None:
    if route.topic in ROUTES:
        raise ValueError(f"topic {route.topic!r} has a handler already")
    ROUTES[route.topic] = route
