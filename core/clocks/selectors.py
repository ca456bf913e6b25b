"""Reading clocks: lamps, the open clock of a record, the explanation of a deadline."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Model

from core.calendars.calendar import WorkingCalendar
from core.calendars.selectors import working_calendar
from core.clocks.enums import ClockState, EntryKind, Lamp
from core.clocks.explanation import Explanation, explain_events
from core.clocks.ledger import Event, evaluate
from core.clocks.models import Clock, ClockEntry, ClockQuerySet
from core.limits import Limit, LimitUnit
from core.parameters.selectors import number
from core.units.refs import subject_ref

# Entries that only note what the calendar did; they allow and use no time.
SILENT = frozenset({EntryKind.RECOMPUTE})


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a span of time is over. ``provisional``: rests on a year without an official calendar."""

    at: datetime.datetime
    provisional: bool


def limit_end(span: Limit, start: datetime.datetime, calendar: WorkingCalendar | None = None) -> Deadline:
    """The end of a span that began at ``start`` and has no clock of its own (a window, a promise).

    By today's calendar unless another is given.
    """
    outcome = evaluate([Event(EntryKind.START, start, span)], calendar or working_calendar())
    assert outcome.due_at is not None  # only a paused clock has no due time
    return Deadline(outcome.due_at, outcome.provisional)


def limit_until(day: datetime.date, start: datetime.datetime, calendar: WorkingCalendar | None = None) -> Limit:
    """A limit that began at ``start`` and lasts until the end of a day that was named, holiday or not: a day
    ordered is kept until its last second. Natural days, so that no calendar moves it. ValueError for a day
    that is not after the start's own."""
    calendar = calendar or working_calendar()
    return Limit(Decimal((day - calendar.day_of(start)).days), LimitUnit.CALENDAR_DAY)


def yellow_percent() -> int:
    """The share of the allowed time at which the lamp turns yellow, from the settings."""
    return number("lamp.yellow_percent")


def open_clock(subject: Model, name: str) -> Clock | None:
    """The running or paused clock of this name, if there is one."""
    return clocks_of(subject).open().filter(name=name).first()


def clocks_of(subject: Model) -> ClockQuerySet:
    """All clocks of a record, oldest first."""
    ref = subject_ref(subject)
    return Clock.objects.of(ref.kind, [ref.pk]).order_by("id")


def open_clocks_by_subject(kind: str, ids: Collection[int], name: str) -> dict[int, Clock]:
    """The open clocks of one name for the records of a list page, in one query."""
    return {clock.subject_id: clock for clock in Clock.objects.open().of(kind, ids).filter(name=name)}


def events_of(clock: Clock) -> list[Event]:
    """The ledger of a clock, in the order it was written."""
    return events_from(clock.entries.order_by("id"))


def events_from(entries: Iterable[ClockEntry]) -> list[Event]:
    """Ledger rows as events; rows that only note a recomputation are left out."""
    return [Event(entry.kind, entry.at, entry.limit) for entry in entries if entry.kind not in SILENT]


def lamp_of(clock: Clock | None, now: datetime.datetime) -> str:
    """green, yellow, red; stopped when the clock stands still; none when there is no clock."""
    if clock is None:
        return Lamp.NONE.value
    if clock.state != ClockState.RUNNING or clock.due_at is None:
        return Lamp.STOPPED.value
    if now > clock.due_at:
        return Lamp.RED.value
    if clock.warn_at is not None and now >= clock.warn_at:
        return Lamp.YELLOW.value
    return Lamp.GREEN.value


def explain(clock: Clock, calendar: WorkingCalendar | None = None) -> Explanation:
    """How the due time comes about, day by day. By today's calendar unless another is given."""
    return explain_events(events_of(clock), calendar or working_calendar())
