"""How the clocks follow the states of tasks and supervisions.

The deadline is one clock for a round: it starts at issue and ends with the day ordered. While the office
examines the report it stands still, so that the unit does not pay for the office's time; sent back, it goes on
with the days that were left. Each assisting unit's day is a clock of its own (domain.md §3.6).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.calendars.selectors import working_calendar
from core.clocks.enums import ClockState
from core.clocks.models import Clock
from core.clocks.registry import on_recomputed
from core.clocks.selectors import clocks_of, limit_until, open_clock, open_clocks_by_subject
from core.clocks.services import clock_extend, clock_pause, clock_reopen, clock_resume, clock_start, clock_stop
from core.limits import Limit, LimitUnit
from core.parameters.selectors import limit
from core.workflow.machine import Context
from intranet.tasks.enums import AT_UNIT, ClockName, Reminder, SupervisionState, TaskKind, TaskState
from intranet.tasks.models import Supervision, Task, TaskAssist
from intranet.tasks.parameters import RECEIVE_LIMIT, REVIEW_LIMIT

Clocks = dict[str, Clock]
SHOWN = dict.fromkeys(AT_UNIT, ClockName.DEADLINE) | {TaskState.REPORTED: ClockName.REVIEW}


def task_clocks_follow(context: Context) -> None:
    """Runs before a task is saved by an act."""
    task: Task = context.obj
    moved = task.state != context.from_state
    if moved:
        clocks = _open_clocks(task)
        _stage(task, ClockName.RECEIVE, limit(RECEIVE_LIMIT), context, clocks, runs=task.state == TaskState.ISSUED)
        _stage(task, ClockName.REVIEW, limit(REVIEW_LIMIT), context, clocks, runs=task.state == TaskState.REPORTED)
        _deadline(task, ClockName.DEADLINE, context, clocks, runs=task.state in AT_UNIT, stands=task.state == TaskState.REPORTED)
        task.reminder = Reminder.NONE
        show_clock(task, SHOWN.get(TaskState(task.state)), clocks)
    else:
        _extend(context, ClockName.DEADLINE)
    if moved or context.transition.action in ("assist", "waive_assist"):
        _assists(task, context)


def supervision_clocks_follow(context: Context) -> None:
    """Runs before a supervision is saved by an act."""
    supervision: Supervision = context.obj
    if supervision.state != context.from_state:
        clocks = _open_clocks(supervision)
        runs, stands = supervision.state == SupervisionState.SUPERVISING, supervision.state == SupervisionState.REPLIED
        _deadline(supervision, ClockName.REPLY, context, clocks, runs=runs, stands=stands)
        supervision.reminder = Reminder.NONE
        show_clock(supervision, ClockName.REPLY if runs else None, clocks)
    else:
        _extend(context, ClockName.REPLY)


def _open_clocks(record: Any) -> Clocks:
    """The open clocks of a record by name, in one query; the acts below keep it true."""
    return {clock.name: clock for clock in clocks_of(record).open()}


def _stage(record: Any, name: ClockName, span: Limit, context: Context, clocks: Clocks, *, runs: bool) -> None:
    """A clock that runs while the record is in one state."""
    clock = clocks.get(name)
    if runs and clock is None:
        clocks[name] = clock_start(subject=record, name=name, limit=span, at=context.at, by=context.actor)
    elif clock and not runs:
        clock_stop(clock=clock, at=context.at, by=context.actor)
        del clocks[name]


def _deadline(record: Any, name: ClockName, context: Context, clocks: Clocks, *, runs: bool, stands: bool) -> None:
    clock, why = clocks.get(name), str(context.transition.label)
    if runs:
        if clock is None:
            clock = _again(record, name, context) or clock_start(
                subject=record, name=name, limit=limit_until(record.due_on, context.at), at=context.at, by=context.actor, reason=why
            )
        elif clock.state == ClockState.PAUSED:
            clock_resume(clock=clock, at=context.at, by=context.actor, reason=why)
        if clock.due_at is not None:
            record.due_on = working_calendar().day_of(clock.due_at)
        clocks[name] = clock
    elif clock and stands:
        if clock.state == ClockState.RUNNING:
            clock_pause(clock=clock, at=context.at, by=context.actor, reason=why)
    elif clock:
        clock_stop(clock=clock, at=context.at, by=context.actor, reason=why)
        del clocks[name]


def _again(record: Any, name: ClockName, context: Context) -> Clock | None:
    """A record sent back after its approval runs on with what was left of its own clock."""
    if not context.transition.action.startswith("return_"):
        return None
    last = clocks_of(record).filter(name=name).last()
    return clock_reopen(clock=last, at=context.at, by=context.actor, reason=str(context.transition.label)) if last else None


def _extend(context: Context, name: ClockName) -> None:
    day: datetime.date | None = context.notes.get("new_due_on")
    clock = open_clock(context.obj, name) if day is not None else None
    if day is None or clock is None:
        return
    more = Limit(Decimal((day - context.obj.due_on).days), LimitUnit.CALENDAR_DAY)
    clock_extend(clock=clock, limit=more, at=context.at, by=context.actor, reason=str(context.data.get("opinion") or ""))
    context.obj.due_on, context.obj.reminder = day, Reminder.NONE
    show_clock(context.obj, name, {name: clock})


def _assists(task: Task, context: Context) -> None:
    """Each assisting unit's clock runs from the issue until it answers, is excused, or the task is over."""
    if task.kind != TaskKind.JOINT:
        return
    assists = list(task.assists.all())
    clocks = open_clocks_by_subject("intranet_tasks.taskassist", [assist.pk for assist in assists], ClockName.ASSIST)
    for assist in assists:
        clock = clocks.get(assist.pk)
        runs = assist.is_missing and task.state not in (TaskState.DRAFT, TaskState.CLOSED, TaskState.CANCELLED)
        if runs and clock is None:
            span = limit_until(assist.due_on, context.at)
            clock = clock_start(subject=assist, name=ClockName.ASSIST, limit=span, at=context.at, by=context.actor)
        elif clock and not runs:
            clock_stop(clock=clock, at=context.at, by=context.actor)
        elif bool(clock) == (assist.due_at is not None):
            continue
        assist.due_at, assist.warn_at = (clock.due_at, clock.warn_at) if clock and runs else (None, None)
        assist.save(update_fields=["due_at", "warn_at"])


def show_clock(record: Any, name: ClockName | None, clocks: Clocks) -> None:
    """Copy the running clock onto the record, for lists, lamps and the periodic jobs."""
    clock = clocks.get(name) if name else None
    record.clock_name = name or ""
    record.due_at = clock.due_at if clock else None
    record.warn_at = clock.warn_at if clock else None
    record.due_provisional = clock.provisional if clock else False


@on_recomputed("intranet_tasks.task")
def copy_task_times(clocks: Sequence[Clock]) -> None:
    """The calendar or the yellow threshold moved a time: put it on the tasks that show it."""
    for clock in clocks:
        shown = Task.objects.filter(pk=clock.subject_id, clock_name=clock.name)
        shown.update(due_at=clock.due_at, warn_at=clock.warn_at, due_provisional=clock.provisional)


@on_recomputed("intranet_tasks.taskassist")
def copy_assist_times(clocks: Sequence[Clock]) -> None:
    for clock in clocks:
        TaskAssist.objects.filter(pk=clock.subject_id, due_at__isnull=False).update(due_at=clock.due_at, warn_at=clock.warn_at)


@on_recomputed("intranet_tasks.supervision")
def copy_supervision_times(clocks: Sequence[Clock]) -> None:
    for clock in clocks:
        shown = Supervision.objects.filter(pk=clock.subject_id, clock_name=clock.name)
        shown.update(due_at=clock.due_at, warn_at=clock.warn_at, due_provisional=clock.provisional)
