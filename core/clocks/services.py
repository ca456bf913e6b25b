"""Writing clocks. Every act adds a ledger entry and stores what the ledger then says, in one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from core.calendars.calendar import WorkingCalendar
from core.calendars.selectors import working_calendar
from core.clocks.enums import EntryKind
from core.clocks.errors import ClockError
from core.clocks.ledger import Event, Outcome, evaluate
from core.clocks.models import Clock, ClockEntry
from core.clocks.selectors import events_of, open_clock, yellow_percent
from core.limits import Limit
from core.units.actors import SYSTEM, Actor
from core.units.refs import SubjectRef, subject_ref

LONGEST_REASON = 500
STORED = (
    "state",
    "warn_at",
    "due_at",
    "stopped_at",
    "paused_at",
    "paused_seconds",
    "extensions",
    "provisional",
    "on_time",
    "calendar_version",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of a clock's history that is written at once, by bulk writers."""

    event: Event
    by: Actor = SYSTEM
    reason: str = ""


@transaction.atomic
def clock_start(*, subject: Model, name: str, limit: Limit, at: datetime.datetime, by: Actor = SYSTEM, reason: str = "") -> Clock:
    """Start a limit of a record. ClockError when one of the same name is still open."""
    if open_clock(subject, name):
        raise ClockError(f"{subject_ref(subject)} has an open clock '{name}' already")
    happening = Happening(Event(EntryKind.START, at, limit), by, reason)
    clock, entries = clock_build(subject=subject_ref(subject), name=name, happenings=[happening], calendar=working_calendar())
    clock.save(force_insert=True)
    _write_entries(clock, entries)
    return clock


@transaction.atomic
def clock_pause(*, clock: Clock, at: datetime.datetime, by: Actor, reason: str) -> Clock:
    """Stand still from ``at`` on. The remaining time resumes with clock_resume."""
    return _happen(clock, Event(EntryKind.PAUSE, at), by, reason)


@transaction.atomic
def clock_resume(*, clock: Clock, at: datetime.datetime, by: Actor, reason: str = "") -> Clock:
    """Run on with the time that was left."""
    return _happen(clock, Event(EntryKind.RESUME, at), by, reason)


@transaction.atomic
def clock_extend(*, clock: Clock, limit: Limit, at: datetime.datetime, by: Actor, reason: str) -> Clock:
    """Allow more time, counted from the end of the time allowed so far."""
    return _happen(clock, Event(EntryKind.EXTEND, at, limit), by, reason)


@transaction.atomic
def clock_stop(*, clock: Clock, at: datetime.datetime, by: Actor = SYSTEM, reason: str = "") -> Clock:
    """End the clock; ``on_time`` then says whether it was kept. A paused clock ended when it was paused."""
    return _happen(clock, Event(EntryKind.STOP, at), by, reason)


@transaction.atomic
def clock_reopen(*, clock: Clock, at: datetime.datetime, by: Actor, reason: str) -> Clock:
    """Run on after a stop with the time that was left. ClockError when another of the name was started since."""
    other = Clock.objects.open().filter(subject_kind=clock.subject_kind, subject_id=clock.subject_id, name=clock.name)
    if other.exclude(pk=clock.pk).exists():
        raise ClockError(f"{clock} has a successor that is open")
    return _happen(clock, Event(EntryKind.REOPEN, at), by, reason)


def clock_build(
    *, subject: SubjectRef, name: str, happenings: Sequence[Happening], calendar: WorkingCalendar
) -> tuple[Clock, list[ClockEntry]]:
    """A clock and its ledger, unsaved, exactly as the acts one by one would leave them; for bulk writers.

    The entries' ``clock`` is set; save the clock first (bulk_create both).
    """
    events = [happening.event for happening in happenings]
    first = events[0].limit if events else None
    if first is None:
        raise ClockError("a clock begins with a start and its limit")
    clock = Clock(
        subject_kind=subject.kind,
        subject_id=subject.pk,
        name=name,
        started_at=events[0].at,
        limit_value=first.value,
        limit_unit=first.unit,
    )
    percent = yellow_percent()
    entries = []
    for count, happening in enumerate(happenings, start=1):
        before = clock.due_at
        apply_outcome(clock, evaluate(events[:count], calendar, percent), calendar)
        entries.append(_entry(clock, happening, before))
    return clock, entries


def apply_outcome(clock: Clock, outcome: Outcome, calendar: WorkingCalendar) -> bool:
    """Put an outcome on the clock's columns, unsaved. True when a time or state of it is another than before."""
    changed = False
    for name in STORED[:-1]:
        new = getattr(outcome, name)
        if getattr(clock, name) != new:
            setattr(clock, name, new)
            changed = True
    clock.calendar_version = calendar.version
    return changed


def _happen(clock: Clock, event: Event, by: Actor, reason: str) -> Clock:
    """Add one entry under the row's lock. The caller's object gets the new times too."""
    locked = Clock.objects.select_for_update().get(pk=clock.pk)
    calendar = working_calendar()
    before = locked.due_at
    outcome = evaluate([*events_of(locked), event], calendar, yellow_percent())
    apply_outcome(locked, outcome, calendar)
    apply_outcome(clock, outcome, calendar)
    locked.save(update_fields=STORED)
    _write_entries(locked, [_entry(locked, Happening(event, by, reason), before)])
    return clock


def _entry(clock: Clock, happening: Happening, due_before: datetime.datetime | None) -> ClockEntry:
    event, by = happening.event, happening.by
    return ClockEntry(
        clock=clock,
        kind=event.kind,
        at=event.at,
        limit_value=event.limit.value if event.limit else None,
        limit_unit=event.limit.unit if event.limit else "",
        reason=happening.reason[:LONGEST_REASON],
        actor_kind=by.kind,
        actor=by.user,
        actor_label=by.label[:60],
        due_before=due_before,
        due_after=clock.due_at,
        calendar_version=clock.calendar_version,
        recorded_at=timezone.now(),
    )


def _write_entries(clock: Clock, entries: Sequence[ClockEntry]) -> None:
    for entry in entries:
        entry.clock = clock
    ClockEntry.objects.bulk_create(entries)
