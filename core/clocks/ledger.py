"""A clock's times as a pure function of its ledger, the calendar and the yellow threshold.

Nothing here reads a database or the present time, so a due time can be computed again at any moment, with
today's calendar or a past one, and gives the same answer (DESIGN: clocks are ledgers).

The time allowed is the first limit followed by the extensions, each starting where the one before ends. While
the clock is paused, or stopped and later reopened, nothing is used up.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.calendars.calendar import NOTHING, Interval, WorkingCalendar, scaled
from core.clocks.enums import ClockState, EntryKind
from core.clocks.errors import ClockError
from core.limits import WORKING_UNITS, Limit, LimitUnit

__all__ = ["Event", "Limit", "Outcome", "Segment", "evaluate", "replay", "segments"]

# The states an event may follow; the others follow an open clock.
_FOLLOWS: dict[str, tuple[ClockState | None, ...]] = {
    EntryKind.START: (None,),
    EntryKind.PAUSE: (ClockState.RUNNING,),
    EntryKind.RESUME: (ClockState.PAUSED,),
    EntryKind.REOPEN: (ClockState.STOPPED,),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the ledger; START and EXTEND carry a limit."""

    kind: str
    at: datetime.datetime
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """What the events say before any calendar is asked. ``pauses`` are finished ones, in order."""

    state: ClockState
    started_at: datetime.datetime
    limits: tuple[Limit, ...]
    pauses: tuple[Interval, ...]
    paused_at: datetime.datetime | None
    stopped_at: datetime.datetime | None

    @property
    def ended_at(self) -> datetime.datetime | None:
        """When it last ceased to run; None while it runs."""
        return self.paused_at or self.stopped_at


@dataclass(frozen=True, slots=True)
class Segment:
    """One limit with the stretch of time it fills."""

    limit: Limit
    start: datetime.datetime
    end: datetime.datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """The stored columns of a clock."""

    state: ClockState
    started_at: datetime.datetime
    warn_at: datetime.datetime | None
    due_at: datetime.datetime | None
    stopped_at: datetime.datetime | None
    paused_at: datetime.datetime | None
    paused_seconds: int
    extensions: int
    provisional: bool
    on_time: bool | None


def replay(events: Sequence[Event]) -> Replay:
    """Run through the ledger. Raises ClockError when an event does not fit what came before."""
    state: ClockState | None = None
    limits: list[Limit] = []
    pauses: list[Interval] = []
    paused_at: datetime.datetime | None = None
    stopped_at: datetime.datetime | None = None
    last = events[0].at if events else None
    for event in events:
        _check(event, state, last)
        last = event.at
        if event.kind in (EntryKind.START, EntryKind.EXTEND) and event.limit:
            limits.append(event.limit)
        if event.kind == EntryKind.PAUSE:
            paused_at = event.at
        elif event.kind == EntryKind.STOP:
            stopped_at = event.at
        elif event.kind in (EntryKind.RESUME, EntryKind.REOPEN):
            pauses.append((paused_at or stopped_at or event.at, event.at))
            paused_at = stopped_at = None
        state = _state_after(event.kind, state)
    if state is None:
        raise ClockError("a clock begins with a start")
    return Replay(state, events[0].at, tuple(limits), tuple(pauses), paused_at, stopped_at)


def segments(clock: Replay, calendar: WorkingCalendar) -> tuple[Segment, ...]:
    """Where each limit begins and ends, as if the clock ran on from its last finished pause."""
    day_length = calendar.day_length(calendar.day_of(clock.started_at))
    start, found = clock.started_at, []
    for limit in clock.limits:
        end = _advance(calendar, start, limit, clock.pauses, day_length)
        found.append(Segment(limit, start, end))
        start = end
    return tuple(found)


def evaluate(events: Sequence[Event], calendar: WorkingCalendar, yellow_percent: int = 80) -> Outcome:
    """Everything that is stored on a clock. Raises ClockError as ``replay`` does."""
    clock = replay(events)
    due = segments(clock, calendar)[-1].end
    in_working_time = any(limit.unit in WORKING_UNITS for limit in clock.limits)
    provisional = in_working_time and calendar.is_provisional(calendar.day_of(clock.started_at), calendar.day_of(due))
    # While it stands still nothing is due, unless the due time had passed before.
    waiting = clock.state == ClockState.PAUSED and clock.paused_at is not None and due > clock.paused_at
    warn = None if waiting else _share_used_at(clock, calendar, due, yellow_percent, in_working_time)
    ended = clock.ended_at
    return Outcome(
        state=clock.state,
        started_at=clock.started_at,
        warn_at=warn,
        due_at=None if waiting else due,
        stopped_at=clock.stopped_at,
        paused_at=clock.paused_at if clock.state == ClockState.PAUSED else None,
        paused_seconds=sum(int((last - first).total_seconds()) for first, last in clock.pauses),
        extensions=len(clock.limits) - 1,
        provisional=provisional and not waiting,
        on_time=ended <= due if clock.state == ClockState.STOPPED and ended else None,
    )


def used_share(events: Sequence[Event], calendar: WorkingCalendar, now: datetime.datetime) -> Decimal:
    """Share of the allowed time that is used at a moment: 0.8 is where the lamp turns yellow by default."""
    clock = replay(events)
    due = segments(clock, calendar)[-1].end
    now = min(now, clock.ended_at or now)
    in_working_time = any(limit.unit in WORKING_UNITS for limit in clock.limits)
    total = _running_time(clock, calendar, due, in_working_time)
    used = _running_time(clock, calendar, now, in_working_time)
    return Decimal(int(used.total_seconds())) / max(1, int(total.total_seconds()))


def _check(event: Event, state: ClockState | None, last: datetime.datetime | None) -> None:
    if last and event.at < last:
        raise ClockError(f"{event.kind} at {event.at} lies before the entry at {last}")
    if event.kind in (EntryKind.START, EntryKind.EXTEND) and event.limit is None:
        raise ClockError(f"{event.kind} needs a limit")
    if state not in _FOLLOWS.get(event.kind, (ClockState.RUNNING, ClockState.PAUSED)):
        raise ClockError(f"{event.kind} does not follow {state or 'nothing'}")


def _state_after(kind: str, state: ClockState | None) -> ClockState | None:
    after = {
        EntryKind.START: ClockState.RUNNING,
        EntryKind.PAUSE: ClockState.PAUSED,
        EntryKind.RESUME: ClockState.RUNNING,
        EntryKind.REOPEN: ClockState.RUNNING,
        EntryKind.STOP: ClockState.STOPPED,
    }
    return after.get(EntryKind(kind), state)


def _advance(
    calendar: WorkingCalendar, start: datetime.datetime, limit: Limit, pauses: Sequence[Interval], day_length: datetime.timedelta
) -> datetime.datetime:
    match limit.unit:
        case LimitUnit.WORK_DAY:
            # One length for all fractions of a clock: an extension means the same day as the limit it extends.
            return calendar.add_workdays(start, limit.value, pauses, day_length)
        case LimitUnit.WORK_HOUR:
            return calendar.add_work_hours(start, limit.value, pauses)
        case LimitUnit.CALENDAR_DAY:
            return calendar.add_calendar_days(start, limit.value, pauses)
        case LimitUnit.URGENT_HOUR:
            return calendar.add_time(start, scaled(datetime.timedelta(hours=1), limit.value), pauses)
    return calendar.add_time(start, scaled(datetime.timedelta(minutes=1), limit.value), pauses)


def _running_time(clock: Replay, calendar: WorkingCalendar, until: datetime.datetime, in_working_time: bool) -> datetime.timedelta:
    if in_working_time:
        return calendar.work_time_between(clock.started_at, until, clock.pauses)
    paused = sum((max(NOTHING, min(last, until) - min(first, until)) for first, last in clock.pauses), NOTHING)
    return max(NOTHING, until - clock.started_at - paused)


def _share_used_at(
    clock: Replay, calendar: WorkingCalendar, due: datetime.datetime, percent: int, in_working_time: bool
) -> datetime.datetime:
    share = scaled(_running_time(clock, calendar, due, in_working_time), Decimal(percent) / 100)
    if in_working_time:
        return calendar.after_work_time(clock.started_at, share, clock.pauses)
    return calendar.add_time(clock.started_at, share, clock.pauses)
