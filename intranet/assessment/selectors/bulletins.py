"""The figures of a frozen month as its bulletin keeps them (portal/bulletins/report.py)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, F

from core.units.models import Unit
from intranet.assessment.enums import SubjectKind
from intranet.assessment.models import Appeal, Indicator, MonthlyAssessment, Result, Score
from intranet.assessment.months import month_before
from intranet.assessment.pure.measures import BY_KEY
from intranet.assessment.selectors.months import holding_months
from portal.bulletins.models import BulletinPage
from portal.bulletins.report import FORMAT, stored_value

# Parts that are the month's own; the rest compares with other months.
OWN = ("month", "revision", "digest", "indicators", "district", "appeals")


def report_of(month: MonthlyAssessment) -> dict[str, Any]:
    """Everything the bulletin shows, as plain data. Nine queries whatever the month."""
    indicators = list(month.indicator_set.indicators.all())
    past = holding_months(month.month)
    before = past.get(month_before(month.month))
    figures = _figures(month)
    return {
        "format": FORMAT,
        "month": month.month.isoformat(),
        "revision": month.revision,
        "version": f"v{month.indicator_set.version}",
        "digest": month.digest,
        "cutoff": month.cutoff.isoformat(),
        "indicators": [_indicator(row) for row in indicators],
        "district": figures.get((SubjectKind.DISTRICT, None), {}),
        "before": _figures(before).get((SubjectKind.DISTRICT, None), {}) if before else {},
        "units": _rows(month, SubjectKind.UNIT, figures, before),
        "streets": _rows(month, SubjectKind.STREET, figures, before),
        "trend": _trend(past, month),
        "appeals": dict(Appeal.objects.filter(month=month).order_by().values_list("state").annotate(n=Count("pk"))),
    }


def _indicator(row: Indicator) -> dict[str, Any]:
    measure = BY_KEY[row.measure]
    return {
        "identifier": row.identifier,
        "label": row.label,
        "definition": row.definition,
        "family": measure.family,
        "higher": measure.higher,
        "weight": str(row.weight.normalize()) if row.kind == "scored" else "",
        "kind": row.kind,
        "numerator_label": str(measure.counted),
        "denominator_label": str(measure.base),
    }


def _figures(month: MonthlyAssessment) -> dict[tuple[str, int | None], dict[str, list[Any]]]:
    found: dict[tuple[str, int | None], dict[str, list[Any]]] = {}
    for row in Result.objects.filter(month=month, run=month.run).order_by("id"):
        value = stored_value(row.numerator, row.denominator, row.value, row.points)
        found.setdefault((row.subject_kind, row.unit_id), {})[row.identifier] = value
    return found


def _rows(month: MonthlyAssessment, kind: str, figures: Any, before: MonthlyAssessment | None) -> list[dict[str, Any]]:
    earlier = dict(Score.objects.filter(month=before, run=before.run, subject_kind=kind).values_list("unit_id", "rank")) if before else {}
    scores = Score.objects.filter(month=month, run=month.run, subject_kind=kind).select_related("unit")
    rows = [
        {
            "code": score.unit.code if score.unit else "",
            "name": score.unit.short_name if score.unit else "",
            "values": figures.get((kind, score.unit_id), {}),
            "base": _text(score.base),
            "deductions": _text(score.deductions),
            "bonus": _text(score.bonus),
            "total": _text(score.total),
            "rank": score.rank,
            "rank_before": earlier.get(score.unit_id),
        }
        for score in scores.order_by(F("rank").asc(nulls_last=True), "unit__sort_order", "unit_id")
    ]
    if kind == SubjectKind.UNIT:
        rows += _idle({row["code"] for row in rows})
    return rows


def _idle(known: set[str]) -> list[dict[str, Any]]:
    """Member units on the platform for which nothing was to be measured: named, without score or place."""
    nothing: dict[str, Any] = {
        "values": {},
        "base": None,
        "deductions": None,
        "bonus": None,
        "total": None,
        "rank": None,
        "rank_before": None,
    }
    units = Unit.objects.handling().filter(kind="member_unit").exclude(code__in=known)
    return [{"code": unit.code, "name": unit.short_name, **nothing} for unit in units]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _trend(past: dict[datetime.date, MonthlyAssessment], month: MonthlyAssessment) -> list[dict[str, Any]]:
    months = {row.pk: row for row in {**past, month.month: month}.values()}
    values: dict[int, dict[str, str | None]] = {pk: {} for pk in months}
    rows = Result.objects.filter(month__in=months, run=F("month__run"), subject_kind=SubjectKind.DISTRICT)
    for pk, identifier, value in rows.values_list("month_id", "identifier", "value"):
        values[pk][identifier] = _text(value)
    ordered = sorted(months.values(), key=lambda row: row.month)
    return [{"month": row.month.isoformat(), "values": dict(sorted(values[row.pk].items()))} for row in ordered]


def agrees(page: BulletinPage, month: MonthlyAssessment) -> bool:
    """Whether a bulletin says what the frozen month says."""
    fresh = report_of(month)
    return all(page.figures.get(name) == fresh[name] for name in OWN) and _scores(page.figures) == _scores(fresh)


def _scores(report: dict[str, Any]) -> list[Any]:
    """Units and streets as the month has them: who had nothing to measure, and last month's places, are not its own."""
    names = ("code", "values", "base", "deductions", "bonus", "total", "rank")
    return [[row[name] for name in names] for kind in ("units", "streets") for row in report.get(kind, ()) if row["values"]]


def bulletin_of(month: datetime.date) -> BulletinPage | None:
    """The bulletin's page, public or draft."""
    found: BulletinPage | None = BulletinPage.objects.of_month(month).order_by("-live", "pk").first()
    return found
