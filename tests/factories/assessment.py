"""Facts of cases for the pure computing, and months with real cases for the rest."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from typing import Any

from core.clocks.enums import EntryKind
from core.clocks.ledger import Event
from core.limits import Limit, LimitUnit
from intranet.assessment.pure.facts import CaseFacts, ClockFact, StepFact

ZONE = datetime.timezone(datetime.timedelta(hours=8))
_numbers = itertools.count(1)
UNIT, STREET, EVENT_MINOR, COMPONENT_MINOR = 71, 81, 1, 2


def moment(day: int, hour: int = 10, *, month: int = 12, year: int = 2016, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=ZONE)


def clock(name: str, start: datetime.datetime, hours: int, *events: tuple[str, datetime.datetime]) -> ClockFact:
    """A clock that runs day and night, so that its due time can be read off."""
    begin = Event(EntryKind.START, start, Limit(Decimal(hours), LimitUnit.URGENT_HOUR))
    return ClockFact(name, (begin, *(Event(kind, at) for kind, at in events)))


def case_facts(
    *,
    dispatched: datetime.datetime,
    hours: int = 48,
    handled: datetime.datetime | None = None,
    closed: datetime.datetime | None = None,
    unit: int = UNIT,
    street: int = STREET,
    minor: int = EVENT_MINOR,
    source: str = "web",
    stars: int | None = None,
    more: tuple[StepFact, ...] = (),
) -> CaseFacts:
    """A case that was accepted, filed and dispatched, and handled and closed as far as said."""
    early = dispatched - datetime.timedelta(hours=3)
    steps: list[Any] = [
        StepFact("accept", early, street=street, minor=minor),
        StepFact("file", early + datetime.timedelta(hours=1)),
        StepFact("dispatch", dispatched, lead_unit=unit),
    ]
    handling: list[tuple[str, datetime.datetime]] = []
    if handled:
        steps.append(StepFact("complete", handled))
        handling.append((EntryKind.PAUSE, handled))
    if stars and closed:
        steps.append(StepFact("rate", closed - datetime.timedelta(minutes=5), satisfaction=stars))
    if closed:
        steps.append(StepFact("close", closed))
        handling.append((EntryKind.STOP, closed))
    steps = sorted([*steps, *more], key=lambda step: step.at)
    return CaseFacts(next(_numbers), source, street, minor, tuple(steps), (clock("handling", dispatched, hours, *handling),))
