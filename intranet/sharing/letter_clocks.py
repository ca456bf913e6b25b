"""Which limit of a letter runs when (domain.md §3.8), and the copy of it that lists show.

The duty to tell runs from the event (an approval, an enforcement) until the letter is sent. From then on one clock
runs: until the receipt, until a transfer is accepted or returned, until the answer. What is sent again after a
return has its whole limit anew; so has an answer that is asked for again.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from core.clocks.models import Clock
from core.clocks.registry import on_recomputed
from core.clocks.selectors import clocks_of
from core.clocks.services import clock_extend, clock_start, clock_stop
from core.limits import Limit
from core.parameters.selectors import limit
from core.units.actors import Actor
from core.workflow.machine import Context
from intranet.sharing.enums import ClockName, LetterState
from intranet.sharing.kinds import owes_reply, rule_of
from intranet.sharing.models import Letter
from intranet.sharing.parameters import RECEIVE_LIMIT, RESULT_LIMIT

KIND = "intranet_sharing.letter"


def wanted(letter: Letter) -> tuple[ClockName, Limit] | None:
    """The clock that should run now."""
    rule = rule_of(letter)
    if letter.state == LetterState.DRAFT:
        return (ClockName.SEND, limit(rule.told_within)) if rule.told_within and letter.event_on else None
    if letter.state not in (LetterState.SENT, LetterState.RECEIVED):
        return None
    if rule.acceptance:
        return (ClockName.RESULT, limit(RESULT_LIMIT)) if letter.accepted_at else (ClockName.ANSWER, limit(rule.limit))
    if owes_reply(letter) and rule.clock != ClockName.RECEIVE:
        return rule.clock, limit(rule.limit)
    return (ClockName.RECEIVE, limit(RECEIVE_LIMIT)) if letter.state == LetterState.SENT else None


def clocks_follow(context: Context) -> None:
    """After every act."""
    letter: Letter = context.obj
    clock = clock_adjust(letter, at=context.at, by=context.actor)
    if clock and context.notes.get("extend"):
        reason = context.data.get("opinion") or ""
        clock = clock_extend(clock=clock, limit=limit("sharing.assist_extension"), at=context.at, by=context.actor, reason=reason)
    if letter.state != context.from_state:
        letter.overdue_notices = 0
    show_clock(letter, clock)


def clock_adjust(letter: Letter, *, at: datetime.datetime, by: Actor, anew: bool = False) -> Clock | None:
    """End what should not run any more and start what should; returns the running one. ``anew``: its beginning moved."""
    name, span = wanted(letter) or (None, None)
    running: Clock | None = None
    for clock in clocks_of(letter).open():
        if clock.name == name and not anew:
            running = clock
        else:
            clock_stop(clock=clock, at=max(at, clock.started_at), by=by)
    if running is None and name and span:
        running = clock_start(subject=letter, name=name, limit=span, at=_beginning(letter, name, at), by=by)
        letter.overdue_notices = 0
    return running


def _beginning(letter: Letter, name: ClockName, at: datetime.datetime) -> datetime.datetime:
    if name == ClockName.SEND and letter.event_on:
        return datetime.datetime.combine(letter.event_on, datetime.time.min, timezone.get_current_timezone())
    return at


def show_clock(letter: Letter, clock: Clock | None) -> None:
    """Copy the running clock onto the letter, for lists, lamps and the periodic jobs."""
    letter.clock_name = clock.name if clock else ""
    letter.due_at = clock.due_at if clock else None
    letter.warn_at = clock.warn_at if clock else None
    letter.due_provisional = clock.provisional if clock else False


@on_recomputed(KIND)
def copy_due_times(clocks: Sequence[Clock]) -> None:
    """The calendar moved due times: put them on the letters that show these clocks."""
    for clock in clocks:
        shown = Letter.objects.filter(pk=clock.subject_id, clock_name=clock.name)
        shown.update(due_at=clock.due_at, warn_at=clock.warn_at, due_provisional=clock.provisional)
