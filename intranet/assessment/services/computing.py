"""Computing a month: opened by a person, carried out by the worker or the command, stored in pieces.

Rows of a new computing are written beside those of the one before, some hundreds at a time with a pause, so that
a complaint never waits behind them; the last transaction makes them the ones that hold. A computing that was
killed leaves rows that nobody reads; the next one takes them away.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import structlog
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.calendars.selectors import working_calendar
from core.units.actors import SYSTEM, Actor
from core.units.models import User
from core.units.selectors import scope_of
from core.workflow.errors import NotAllowed, Refused
from core.workflow.services import advance, step_write
from intranet.assessment.effects import ask_computing
from intranet.assessment.enums import FIXED_STATES, MonthState
from intranet.assessment.models import Adjustment, CountedCase, IndicatorSet, MonthlyAssessment, Result, Score
from intranet.assessment.months import last_month, period_of, show_due
from intranet.assessment.permissions import ASSESSORS
from intranet.assessment.selectors.computing import Computed, Progress, compute
from intranet.assessment.selectors.facts import horizon_now, minors_now

logger = structlog.get_logger(__name__)
PIECE = 500
PAUSE_SECONDS = 0.02
M = TypeVar("M", bound=models.Model)


@transaction.atomic
def month_open(*, month: datetime.date, by: Actor, at: datetime.datetime | None = None) -> MonthlyAssessment:
    """Begin a month's assessment. Raises NotAllowed or Refused (not over yet, begun before, no indicator set)."""
    moment = at or timezone.now()
    if isinstance(by.user, User) and not scope_of(by.user).has(*ASSESSORS):
        raise NotAllowed(_("只有考评员可以计算月度考评。"))
    if last_month(timezone.localdate(moment)) < month:
        raise Refused(_("这个月份还没有结束，不能计算。"))
    if MonthlyAssessment.objects.filter(month=month).exists():
        raise Refused(_("这个月份已经计算过。"))
    chosen = IndicatorSet.objects.for_month(month)
    if chosen is None:
        raise Refused(_("这个月份没有适用的考核指标。"))
    row = MonthlyAssessment.objects.create(
        month=month,
        state_since=moment,
        indicator_set=chosen,
        cutoff=period_of(month).end,
        computed_by=by.user,
        due_at=show_due(month),
    )
    unit = min((unit for role, unit in scope_of(by.user).role_units if role in ASSESSORS), default=None) if by.user else None
    step_write(obj=row, action="recompute", from_state="", actor=by, at=moment, data={}, unit_id=unit)
    ask_computing(row)
    record(action="intranet_assessment.monthlyassessment.open", by=by, subject=row, data={"month": row.key})
    return row


def month_compute(*, month: MonthlyAssessment, at: datetime.datetime | None = None) -> Computed | None:
    """Compute a month that waits for it. None when nothing is to be done, or another computing overtook this one."""
    claimed = _claim(month.pk)
    if claimed is None:
        return None
    CountedCase.objects.discard_run(claimed, keep=claimed.run)
    adjusted = Adjustment.objects.filter(month=claimed.month).count()
    computed = compute(claimed, _progress_of(claimed))
    _store(claimed, computed)
    if not _settle(claimed, computed, adjusted, at or timezone.now()):
        return None
    logger.info("assessment.computed", month=claimed.key, cases=computed.cases, rows=len(computed.hits))
    month.refresh_from_db()
    CountedCase.objects.discard_run(month, keep=month.run)
    return computed


@transaction.atomic
def _claim(pk: int) -> MonthlyAssessment | None:
    """Take the next number, and fix how far the ledgers are read if that is open."""
    row = MonthlyAssessment.objects.select_for_update().get(pk=pk)
    if row.state in FIXED_STATES or not row.stale:
        return None
    if not row.step_horizon:
        horizon = horizon_now()
        row.step_horizon, row.entry_horizon = horizon.step, horizon.entry
        row.calendar_version = working_calendar().version
        row.minors = minors_now()
    row.claimed += 1
    row.compute_done = row.compute_total = 0
    row.save()
    return row


def _progress_of(month: MonthlyAssessment) -> Progress:
    """Notes how far it is, for the page."""

    def note(done: int, total: int) -> None:
        MonthlyAssessment.objects.filter(pk=month.pk).update(compute_done=done, compute_total=total)

    return note


def _store(month: MonthlyAssessment, computed: Computed) -> None:
    shared: dict[str, Any] = {"month": month, "run": month.claimed}
    _write(
        CountedCase,
        (
            CountedCase(
                **shared, measure=hit.measure, case_id=hit.case_id, unit_id=hit.unit, street_id=hit.street,
                counted=hit.counted, at=hit.at, due=hit.due, value=hit.value,
            )
            for hit in computed.hits
        ),
    )  # fmt: skip
    results: list[Result] = []
    scores: list[Score] = []
    inputs = {row.identifier: _inputs(row) for row in month.indicator_set.indicators.all()}
    for subject, card in computed.cards.items():
        whose: dict[str, Any] = {**shared, "subject_kind": subject.kind, "unit_id": subject.unit}
        place = computed.places[subject]
        scores.append(Score(**whose, base=card.base, deductions=card.deductions, bonus=card.bonus, total=card.total, rank=place))
        for line in card.lines:
            figure = line.figure
            results.append(
                Result(
                    **whose, identifier=line.identifier, numerator=figure.numerator, denominator=figure.denominator,
                    value=figure.value, points=line.points, inputs=inputs[line.identifier],
                )
            )  # fmt: skip
    _write(Result, results)
    _write(Score, scores)


def _inputs(row: Any) -> dict[str, Any]:
    """What the points were worked out with, beside the figure itself."""
    return {"kind": row.kind, "weight": str(row.weight), "function": row.function, "params": row.params, "measure": row.measure}


def _write(model: type[M], rows: Iterable[M]) -> None:
    """Add rows, a piece to a transaction, with a pause between. Inside somebody's transaction there is no use in pausing."""
    waiting: list[M] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) >= PIECE:
            _piece(model, waiting)
            waiting = []
    if waiting:
        _piece(model, waiting)


def _piece(model: type[M], rows: Sequence[M]) -> None:
    model._default_manager.bulk_create(rows)
    if not connection.in_atomic_block:
        time.sleep(PAUSE_SECONDS)


@transaction.atomic
def _settle(claimed: MonthlyAssessment, computed: Computed, adjusted: int, at: datetime.datetime) -> bool:
    """Make this computing the one that holds, unless the month was frozen or another computing began meanwhile."""
    row = MonthlyAssessment.objects.select_for_update().get(pk=claimed.pk)
    if row.claimed != claimed.claimed or row.state in FIXED_STATES:
        return False
    row.run = row.claimed
    row.digest, row.case_count = computed.digest, computed.cases
    row.computed_at, row.problem = at, ""
    # An appeal accepted while this was running is not in these figures yet.
    row.stale = Adjustment.objects.filter(month=row.month).count() != adjusted
    row.save()
    if row.stale:
        ask_computing(row)
    elif row.state == MonthState.COMPUTING:
        advance(row, "finish", by=SYSTEM, at=at)
    else:
        advance(row, "refresh", by=SYSTEM, at=at)
    return True
