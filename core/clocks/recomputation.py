"""All open clocks anew when the calendar, the hours of work or the yellow threshold changed.

Written in pieces that hold the database's write lock for under 100 ms, with 20 ms between them, so that a
resident's complaint never waits behind a recomputation (DESIGN rule 1).
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.audit.services import record
from core.calendars.selectors import working_calendar
from core.clocks.enums import EntryKind
from core.clocks.ledger import evaluate
from core.clocks.models import Clock, ClockEntry
from core.clocks.registry import tell_recomputed
from core.clocks.selectors import events_from, yellow_percent
from core.clocks.services import LONGEST_REASON, STORED, apply_outcome
from core.parameters.snapshots import forget_all
from core.units.actors import SYSTEM

LONGEST_PIECE = 0.1
PAUSE = 0.02
SMALLEST, FIRST, LARGEST = 5, 20, 200


@dataclass(slots=True)
class Recomputation:
    """How far a run came. ``moved`` clocks have another due or yellow time, or are no longer provisional.

    ``after`` is the number of the last clock seen; ``finished`` is false when the time given was used up.
    """

    after: int = 0
    checked: int = 0
    moved: int = 0
    pieces: int = 0
    longest_piece: float = 0.0
    finished: bool = False


def clocks_recompute(
    *,
    reason: str,
    run: Recomputation | None = None,
    seconds: float | None = None,
    pause: Callable[[float], None] = time.sleep,
    watch: Callable[[], float] = time.monotonic,
) -> Recomputation:
    """Compute every open clock again, or go on with ``run`` for ``seconds`` (one piece at least). ``watch`` tells seconds.

    May be repeated and may be cut off anywhere: what is done stays right. Must not be called inside a
    transaction, which would hold the lock through all pieces.
    """
    # The change may be younger than what this process holds in memory.
    forget_all()
    run, size, started = run or Recomputation(), FIRST, watch()
    while True:
        began = watch()
        if not _piece(run, size, reason):
            _finish(run, reason)
            return run
        took = watch() - began
        run.pieces += 1
        run.longest_piece = max(run.longest_piece, took)
        # Aim at half of what is allowed: the next piece may hold longer ledgers.
        size = max(SMALLEST, min(LARGEST, int(size * LONGEST_PIECE / 2 / max(took, 0.001))))
        pause(PAUSE)
        if seconds is not None and watch() - started >= seconds:
            return run


@transaction.atomic
def _finish(run: Recomputation, reason: str) -> None:
    run.finished = True
    data = {"reason": reason, "calendar_version": working_calendar().version, "checked": run.checked, "moved": run.moved}
    record(action="clocks.recompute", by=SYSTEM, data=data)


@transaction.atomic(durable=True)
def _piece(run: Recomputation, size: int, reason: str) -> bool:
    """The next clocks by number. False when there are no more."""
    clocks = list(Clock.objects.open().filter(pk__gt=run.after).order_by("pk").select_for_update().prefetch_related("entries")[:size])
    if not clocks:
        return False
    calendar, percent = working_calendar(), yellow_percent()
    moved, notes = [], []
    for clock in clocks:
        before = clock.due_at
        events = events_from(sorted(clock.entries.all(), key=lambda entry: entry.pk))
        if apply_outcome(clock, evaluate(events, calendar, percent), calendar):
            moved.append(clock)
            notes.append(_note(clock, before, reason))
    if moved:
        Clock.objects.bulk_update(moved, STORED)
        ClockEntry.objects.bulk_create(notes)
        tell_recomputed(moved)
    run.after = clocks[-1].pk
    run.checked += len(clocks)
    run.moved += len(moved)
    return True


def _note(clock: Clock, due_before: datetime.datetime | None, reason: str) -> ClockEntry:
    now = timezone.now()
    return ClockEntry(
        clock=clock,
        kind=EntryKind.RECOMPUTE,
        at=now,
        reason=reason[:LONGEST_REASON],
        actor_kind=SYSTEM.kind,
        actor_label=SYSTEM.label,
        due_before=due_before,
        due_after=clock.due_at,
        calendar_version=clock.calendar_version,
        recorded_at=now,
    )
