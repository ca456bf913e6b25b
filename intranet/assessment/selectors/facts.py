"""Reading the ledgers of cases as the facts that scores are computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from core.calendars.selectors import calendar_at
from core.categories.models import MinorCategory
from core.clocks.ledger import Event
from core.clocks.models import ClockEntry
from core.limits import Limit
from core.workflow.models import Step
from intranet.assessment.models import Adjustment, MonthlyAssessment
from intranet.assessment.months import period_of
from intranet.assessment.pure.facts import CaseFacts, ClockFact, MinorFact, Period, StepFact, World
from intranet.casework.models import Case

CASE = "intranet_casework.case"
PIECE = 400
# The acts that scores ask for; a look at a case, a note or a reminder changes no figure.
ACTIONS = (
    "accept", "verify_true", "self_handle", "reject", "transfer_out", "file", "not_file", "approve_void", "withdraw", "dispatch",
    "receive", "complete", "check_fail", "approve_suspend", "resume", "approve_return", "close", "rate", "follow_up", "redo", "reopen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far the ledgers are read: rows that were written later do not count, whatever time they name."""

    step: int
    entry: int


def horizon_now() -> Horizon:
    """The newest rows of both ledgers."""
    step = Step.objects.order_by().aggregate(last=Max("id"))["last"] or 0
    return Horizon(step, ClockEntry.objects.order_by().aggregate(last=Max("id"))["last"] or 0)


def horizon_of(month: MonthlyAssessment) -> Horizon:
    return Horizon(month.step_horizon, month.entry_horizon)


def world_of(month: MonthlyAssessment) -> World:
    """Everything beside the cases: the period, the calendar as it stood, categories, what appeals took out."""
    minors = {int(pk): MinorFact(kind, unseen) for pk, (kind, unseen) in month.minors.items()}
    adjusted = Adjustment.objects.filter(month=month.month)
    if month.frozen_at is not None:  # what a later version of the month took out is not taken out of this one
        adjusted = adjusted.filter(at__lte=month.frozen_at)
    excluded = frozenset(adjusted.values_list("case_id", "unit_id"))
    return World(period_of(month.month), calendar_at(month.calendar_version), minors, excluded)


def minors_now() -> dict[str, list[str]]:
    """What each subcategory counts as today, as a month keeps it."""
    rows = MinorCategory.objects.order_by("pk").values_list("pk", "major__kind", "four_unseen_flag")
    return {str(pk): [kind, unseen] for pk, kind, unseen in rows}


def candidate_ids(period: Period) -> list[int]:
    """Cases that may count in a period: with an act in it, or reported before its end and not over before its start."""
    alive = Case.objects.filter(reported_at__lt=period.end).filter(Q(closed_at__isnull=True) | Q(closed_at__gte=period.start))
    acted = Step.objects.filter(subject_kind=CASE, action__in=ACTIONS, at__gte=period.start, at__lt=period.end)
    found = set(alive.order_by().values_list("pk", flat=True))
    found.update(acted.order_by().values_list("subject_id", flat=True))
    return sorted(found)


def facts_in_pieces(ids: Sequence[int], period: Period, horizon: Horizon) -> Iterator[list[CaseFacts]]:
    """The facts of the cases, some hundreds at a time: three queries for each piece."""
    for first in range(0, len(ids), PIECE):
        yield facts_of(ids[first : first + PIECE], period, horizon)


def facts_of(ids: Sequence[int], period: Period, horizon: Horizon) -> list[CaseFacts]:
    """The facts of these cases before the period's end, in the order they happened."""
    steps = _steps(ids, period, horizon)
    clocks = _clocks(ids, period, horizon)
    rows = Case.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "source", "street_id", "minor_id")
    return [CaseFacts(pk, source, street, minor, tuple(steps.get(pk, ())), tuple(clocks.get(pk, ()))) for pk, source, street, minor in rows]


def _steps(ids: Sequence[int], period: Period, horizon: Horizon) -> Mapping[int, list[StepFact]]:
    found: dict[int, list[StepFact]] = defaultdict(list)
    rows = Step.objects.filter(subject_kind=CASE, subject_id__in=ids, action__in=ACTIONS, at__lt=period.end, id__lte=horizon.step)
    for subject, action, at, data in rows.order_by("at", "id").values_list("subject_id", "action", "at", "data").iterator(2000):
        found[subject].append(_step(action, at, data))
    return found


def _step(action: str, at: Any, data: Mapping[str, Any]) -> StepFact:
    return StepFact(
        action=action,
        at=at,
        lead_unit=data.get("lead_unit") if action == "dispatch" else None,
        street=data.get("street"),
        minor=data.get("minor"),
        satisfaction=data.get("satisfaction"),
        level=data.get("resolved_level") or "",
    )


def _clocks(ids: Sequence[int], period: Period, horizon: Horizon) -> Mapping[int, list[ClockFact]]:
    events: dict[int, list[Event]] = defaultdict(list)
    owners: dict[int, tuple[int, str]] = {}
    rows = (
        ClockEntry.objects.filter(clock__subject_kind=CASE, clock__subject_id__in=ids, at__lt=period.end, id__lte=horizon.entry)
        .exclude(kind="recompute")
        .order_by("clock_id", "id")
        .values_list("clock_id", "clock__subject_id", "clock__name", "kind", "at", "limit_value", "limit_unit")
    )
    for clock, subject, name, kind, at, value, unit in rows.iterator(2000):
        owners[clock] = (subject, name)
        events[clock].append(Event(kind, at, None if value is None else Limit(value, unit)))
    found: dict[int, list[ClockFact]] = defaultdict(list)
    for clock, (subject, name) in owners.items():
        found[subject].append(ClockFact(name, tuple(events[clock])))
    return found
