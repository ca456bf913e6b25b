"""Reading months, figures and case lists for the screens."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from core.units.models import Unit, User
from intranet.assessment.enums import SubjectKind
from intranet.assessment.models import Adjustment, CountedCase, Indicator, MonthlyAssessment, Result, Score
from intranet.assessment.months import month_before
from intranet.assessment.pure.measures import BY_KEY, Measure

TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of the rank table."""

    score: Score
    trend: tuple[float, ...]
    before: int | None

    @property
    def subject(self) -> str:
        """How addresses name it."""
        return f"{'u' if self.score.subject_kind == SubjectKind.UNIT else 's'}{self.score.unit_id}"


@dataclass(frozen=True, slots=True)
class CardLine:
    """An indicator on a scorecard."""

    indicator: Indicator
    measure: Measure
    result: Result
    before: Decimal | None
    trend: tuple[float, ...]


def month_shown(user: User, month: datetime.date) -> MonthlyAssessment | None:
    """The newest version of a month that the person may see."""
    return (
        MonthlyAssessment.objects.visible_to(user)
        .filter(month=month)
        .select_related("indicator_set", "computed_by")
        .order_by("-revision")
        .first()
    )


def versions_of(user: User, month: datetime.date) -> list[MonthlyAssessment]:
    return list(MonthlyAssessment.objects.visible_to(user).filter(month=month).order_by("-revision"))


def months_list(user: User) -> QuerySet[MonthlyAssessment]:
    """One row for each month, the newest first."""
    visible = MonthlyAssessment.objects.visible_to(user)
    return visible.current_among(visible).select_related("indicator_set").order_by("-month")


def holding_months(until: datetime.date, count: int = TREND_MONTHS) -> dict[datetime.date, MonthlyAssessment]:
    """The version that holds of each of the last months up to one, by month: the newest with figures shown."""
    since = month_before(until, count - 1)
    rows = MonthlyAssessment.objects.filter(month__gte=since, month__lte=until, run__gt=0).exclude(state__in=("computing", "superseded"))
    return {row.month: row for row in rows.order_by("month", "revision")}


def _held(model: Any, months: Sequence[MonthlyAssessment]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(month__in=[row.pk for row in months], run=F("month__run"))
    return rows


def rank_table(month: MonthlyAssessment, kind: str, user: User) -> list[Ranked]:
    """Units or streets by place, with their totals of the last months. Two queries."""
    past = holding_months(month.month)
    shown = Score.objects.visible_to(user).filter(month=month, run=month.run, subject_kind=kind).select_related("unit")
    scores = list(shown.order_by(F("rank").asc(nulls_last=True), "unit__sort_order"))
    others = [row for row in past.values() if row.month != month.month]
    history: dict[int, dict[datetime.date, tuple[Decimal | None, int | None]]] = {}
    rows = _held(Score, others).filter(subject_kind=kind, unit__in=[score.unit_id for score in scores])
    for unit, at, total, rank in rows.values_list("unit_id", "month__month", "total", "rank"):
        history.setdefault(unit, {})[at] = (total, rank)
    last = month_before(month.month)
    table = []
    for score in scores:
        own = history.get(score.unit_id or 0, {})
        values = [own[at][0] for at in sorted(own)] + [score.total]
        table.append(Ranked(score, tuple(float(value) for value in values if value is not None), own.get(last, (None, None))[1]))
    return table


def card_lines(month: MonthlyAssessment, kind: str, unit: Unit | None) -> list[CardLine]:
    """All indicators of a subject, with the month before and the way of the last year. Three queries."""
    past = holding_months(month.month)
    past[month.month] = month
    rows = _held(Result, list(past.values())).filter(subject_kind=kind, unit=unit).select_related("month").order_by("month__month")
    by: dict[str, dict[datetime.date, Result]] = {}
    for row in rows:
        by.setdefault(row.identifier, {})[row.month.month] = row
    last = month_before(month.month)
    lines = []
    for indicator in month.indicator_set.indicators.all():
        own = by.get(indicator.identifier, {})
        if month.month not in own:
            continue
        trend = tuple(float(value) for at in sorted(own) if (value := own[at].value) is not None)
        before = own[last].value if last in own else None
        lines.append(CardLine(indicator, BY_KEY[indicator.measure], own[month.month], before, trend))
    return lines


def score_of(month: MonthlyAssessment, kind: str, unit: int | None, user: User) -> Score | None:
    """A subject's score, if the person may see it."""
    rows = Score.objects.visible_to(user).filter(month=month, run=month.run, subject_kind=kind, unit=unit)
    found: Score | None = rows.select_related("unit").first()
    return found


def counted_cases(month: MonthlyAssessment, measure: str, kind: str, unit: Unit | None) -> QuerySet[CountedCase]:
    """The cases behind a figure: those that are not in the numerator of a rate first, since they are asked about."""
    rows = CountedCase.objects.held(month).filter(measure=measure)
    if kind == SubjectKind.UNIT:
        rows = rows.filter(unit=unit)
    elif kind == SubjectKind.STREET:
        rows = rows.filter(street=unit)
    found: QuerySet[CountedCase] = rows.select_related("case", "unit", "street").order_by("counted", "id")
    return found


def adjustments_of(month: MonthlyAssessment, unit: Unit | None) -> list[Adjustment]:
    """What accepted appeals took out."""
    rows = Adjustment.objects.filter(month=month.month).select_related("case", "unit", "appeal", "decided_by")
    return list(rows.filter(unit=unit) if unit else rows)
