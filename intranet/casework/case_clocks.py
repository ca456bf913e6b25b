"""How a case's clocks follow its states (domain.md §3.3: which limit runs in which state).

A stage clock runs while the case is in its state. The handling clock is one for a round: it starts at
dispatch, stops counting while the case is parked (挂账) or being checked, goes on after a failed check,
and ends when the check is passed. Where the settings say so (返工后重新计算处置时限), a failed check ends it and
starts another with the whole limit.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from core.clocks.models import Clock
from core.clocks.registry import on_recomputed
from core.clocks.selectors import open_clock
from core.clocks.services import clock_extend, clock_pause, clock_resume, clock_start, clock_stop
from core.limits import Limit, LimitUnit
from core.parameters.selectors import flag, limit
from core.workflow.machine import Context
from intranet.casework.enums import CaseState, ClockName
from intranet.casework.models import Case

STAGE_CLOCK: dict[str, ClockName] = {
    CaseState.SUBMITTED: ClockName.ACCEPT,
    CaseState.VERIFYING: ClockName.VERIFY,
    CaseState.ACCEPTED: ClockName.FILING,
    CaseState.FILED: ClockName.DISPATCH,
    CaseState.DISPATCHED: ClockName.RECEIVE,
    CaseState.HANDLING: ClockName.HANDLING,
    CaseState.HANDLED: ClockName.CHECK,
    CaseState.CHECKING: ClockName.CHECK,
    CaseState.FOLLOW_UP: ClockName.FOLLOW_UP,
}
# States in which the handling clock runs, and those in which it stands still.
RUNS = frozenset({CaseState.DISPATCHED, CaseState.HANDLING})
STANDS = frozenset({CaseState.SUSPENDED, CaseState.HANDLED, CaseState.CHECKING})


def clocks_follow(context: Context) -> None:
    """Start, pause, resume, extend or stop clocks for an act, and show the present one on the case."""
    case = context.obj
    days = context.notes.get("extend_days")
    handling = open_clock(case, ClockName.HANDLING)
    if days and handling:
        clock_extend(
            clock=handling,
            limit=Limit(Decimal(days), LimitUnit.WORK_DAY),
            at=context.at,
            by=context.actor,
            reason=context.data.get("opinion", ""),
        )
    changed = case.state != context.from_state or context.transition.action in ("send_verify",)
    if changed:
        _stage(case, context.from_state, context)
        _handling(case, handling, context)
        case.overdue_notices = 0
    show_clock(case)


def _stage(case: Case, from_state: str, context: Context) -> None:
    before, after = STAGE_CLOCK.get(CaseState(from_state)), STAGE_CLOCK.get(CaseState(case.state))
    if before == after and from_state != case.state:
        return
    if before and before != ClockName.HANDLING:
        clock = open_clock(case, before)
        if clock:
            clock_stop(clock=clock, at=context.at)
    if after and after != ClockName.HANDLING:
        clock_start(subject=case, name=after, limit=stage_limit(case, after), at=context.at)


def _handling(case: Case, clock: Clock | None, context: Context) -> None:
    if case.state in RUNS:
        if clock is None:
            clock_start(subject=case, name=ClockName.HANDLING, limit=handling_limit(case), at=context.at)
        elif context.transition.action == "check_fail" and flag("case.rework_resets_clock"):
            _begin_anew(case, clock, context)
        elif clock.state == "paused":
            clock_resume(clock=clock, at=context.at, by=context.actor, reason=str(context.transition.label))
    elif clock and case.state in STANDS:
        if clock.state == "running":
            clock_pause(clock=clock, at=context.at, by=context.actor, reason=str(context.transition.label))
    elif clock:
        clock_stop(clock=clock, at=context.at)


def _begin_anew(case: Case, clock: Clock, context: Context) -> None:
    """The time until the failed check stays in the ledger, with whether it was kept."""
    why = str(context.transition.label)
    clock_stop(clock=clock, at=context.at, by=context.actor, reason=why)
    clock_start(subject=case, name=ClockName.HANDLING, limit=handling_limit(case), at=context.at, by=context.actor, reason=why)


def stage_limit(case: Case, name: ClockName) -> Limit:
    """The limit of a stage, from the settings; urgent cases have their own where the settings name one."""
    key = f"case.{name}_limit"
    return limit(f"{key}_urgent" if case.urgent and name in URGENT_STAGES else key)


# Stages for which the settings name a shorter limit for urgent cases.
URGENT_STAGES = frozenset({ClockName.ACCEPT, ClockName.FILING, ClockName.DISPATCH})


def handling_limit(case: Case) -> Limit:
    """From the filing condition; without one the fallback of the settings."""
    if case.condition is not None:
        return Limit(case.condition.limit_value, case.condition.limit_unit)
    return stage_limit(case, ClockName.HANDLING)


def show_clock(case: Case) -> None:
    """Copy the running clock of the state onto the case, for lists, lamps and the periodic jobs."""
    name = STAGE_CLOCK.get(CaseState(case.state))
    put_clock(case, name or "", open_clock(case, name) if name else None)


def put_clock(case: Case, name: str, clock: Clock | None) -> None:
    """``clock`` is the open one of the state, if there is one."""
    case.clock_name = name
    case.due_at = clock.due_at if clock else None
    case.warn_at = clock.warn_at if clock else None
    case.due_provisional = clock.provisional if clock else False


def public_due(case: Case, handling: Clock | None) -> tuple[datetime.datetime | None, bool]:
    """The date shown to the resident: by when the unit must have handled it, before that the stage's own.

    ``handling`` is the case's open handling clock, if there is one.
    """
    if handling and case.state in RUNS:
        return handling.due_at, handling.provisional
    return (case.due_at, case.due_provisional) if case.is_open and case.state != CaseState.SUSPENDED else (None, False)


@on_recomputed("intranet_casework.case")
def copy_due_times(clocks: Sequence[Clock]) -> None:
    """The calendar moved due times: put them on the cases that show these clocks."""
    for clock in clocks:
        shown = Case.objects.filter(pk=clock.subject_id, clock_name=clock.name)
        shown.update(due_at=clock.due_at, warn_at=clock.warn_at, due_provisional=clock.provisional)
