"""A subject's scorecard, and the list of cases behind each of its figures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.ui.components import Crumb, Tab
from core.ui.requests import person
from core.units.models import Unit
from intranet.assessment.effects import month_title
from intranet.assessment.enums import MonthState, SubjectKind
from intranet.assessment.models import CountedCase, Indicator, MonthlyAssessment, Result, Score
from intranet.assessment.permissions import may_speak_for
from intranet.assessment.presenters import figure_words, points_words, rule_words, value_words
from intranet.assessment.pure.measures import BY_KEY, Measure
from intranet.assessment.selectors.months import CardLine, adjustments_of, card_lines, counted_cases, score_of
from intranet.assessment.views.months import month_crumbs, month_for
from intranet.casework.models import Case
from intranet.casework.presenters import local

PAGE_SIZE = 25
EXPORT_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Whose:
    """The subject of a page: the district, a unit or a street."""

    kind: str
    unit: Unit | None
    key: str

    @property
    def name(self) -> str:
        return str(self.unit) if self.unit else str(SubjectKind.DISTRICT.label)


def subject_or_404(request: HttpRequest, month: MonthlyAssessment, subject: str) -> tuple[Whose, Score]:
    """Whose page it is, with the score, in one query: a unit whose score is hidden looks like one that has none."""
    kind = {"d": SubjectKind.DISTRICT, "u": SubjectKind.UNIT, "s": SubjectKind.STREET}[subject[0]]
    unit_id = None if kind == SubjectKind.DISTRICT else int(subject[1:])
    score = score_of(month, kind, unit_id, person(request))
    if score is None:
        raise Http404
    return Whose(kind, score.unit, subject), score


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An indicator as the card draws it."""

    line: CardLine
    url: str
    text: str
    points: str
    before: str


@require_GET
def card(request: HttpRequest, key: str, subject: str) -> HttpResponse:
    """All figures of a subject in a month."""
    month = month_for(request, key)
    whose, score = subject_or_404(request, month, subject)
    lines = [
        ShownLine(
            line,
            reverse("intranet_assessment:indicator", args=[month.key, subject, line.indicator.identifier]),
            figure_words(line.measure.key, line.result),
            points_words(line.result.points),
            value_words(line.measure.key, line.before),
        )
        for line in card_lines(month, whose.kind, whose.unit)
    ]
    of = {kind: [row for row in lines if row.line.indicator.kind == kind] for kind in ("scored", "deduction", "bonus", "shown")}
    context = {
        "month": month,
        "title": month_title(month),
        "whose": whose,
        "score": score,
        "lines": of,
        "adjustments": adjustments_of(month, whose.unit) if whose.kind == SubjectKind.UNIT else [],
        "may_appeal": may_appeal(request, month, whose),
        "crumbs": month_crumbs(month, Crumb(whose.name)),
    }
    return render(request, "intranet/assessment/card.html", context)


def may_appeal(request: HttpRequest, month: MonthlyAssessment, whose: Whose) -> bool:
    """Whether the person may appeal for this unit now."""
    if whose.kind != SubjectKind.UNIT or whose.unit is None or month.state != MonthState.APPEAL:
        return False
    open_now = month.appeals_until is not None and timezone.now() <= month.appeals_until
    return open_now and may_speak_for(person(request), whose.unit)


def indicator_or_404(month: MonthlyAssessment, whose: Whose, identifier: str) -> tuple[Indicator, Result]:
    """The indicator with the subject's figure."""
    row = get_object_or_404(month.indicator_set.indicators.all(), identifier=identifier)
    found = Result.objects.filter(month=month, run=month.run, subject_kind=whose.kind, unit=whose.unit, identifier=identifier)
    return row, get_object_or_404(found)


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A line of the case list. ``case`` None: it counts, but the person may not see it."""

    counted: CountedCase
    case: Case | None


@require_GET
def indicator(request: HttpRequest, key: str, subject: str, identifier: str) -> HttpResponse:
    """A figure with its definition, its points and its cases."""
    month = month_for(request, key)
    whose, _score = subject_or_404(request, month, subject)
    row, result = indicator_or_404(month, whose, identifier)
    measure = BY_KEY[row.measure]
    rows = counted_cases(month, row.measure, whose.kind, whose.unit)
    part = request.GET.get("part", "")
    shown = rows.filter(counted=part == "in") if part in ("in", "out") else rows
    if request.GET.get("format") == "csv":
        return export(request, month, row, shown)
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "month": month,
        "whose": whose,
        "indicator": row,
        "measure": measure,
        "result": result,
        "text": value_words(measure.key, result.value),
        "points": points_words(result.points),
        "rules": _rules(result),
        "page": page,
        "rows": visible_rows(request, list(page.object_list)),
        "tabs": _tabs(measure, result, part),
        "adjustments": adjustments_of(month, whose.unit) if whose.kind == SubjectKind.UNIT else adjustments_of(month, None),
        "may_appeal": may_appeal(request, month, whose),
        "crumbs": month_crumbs(month, Crumb(whose.name, reverse("intranet_assessment:card", args=[month.key, subject])), Crumb(row.label)),
    }
    return render(request, "intranet/assessment/indicator.html", context)


def visible_rows(request: HttpRequest, counted: list[CountedCase]) -> list[CountedRow]:
    """Only cases that the person may see are named; a case may have gone to another unit since."""
    seen = set(
        Case.objects.visible_to(person(request)).filter(pk__in=[row.case_id for row in counted]).order_by().values_list("pk", flat=True)
    )
    return [CountedRow(row, row.case if row.case_id in seen else None) for row in counted]


def _tabs(measure: Measure, result: Result, part: str) -> list[Tab]:
    if measure.family != "rate":
        return []
    return [
        Tab(_("全部计入"), "?", part not in ("in", "out"), result.denominator),
        Tab(_("计入分子"), "?part=in", part == "in", result.numerator),
        Tab(_("未计入分子"), "?part=out", part == "out", result.denominator - result.numerator),
    ]


def _rules(result: Result) -> list[tuple[str, Any]]:
    """The parameters in words."""
    words = {
        "full": _("满分值"), "zero": _("零分值"), "per_point": _("每低一个百分点扣"), "each": _("每件"), "then_from": _("从第几件起"),
        "then_each": _("此后每件"), "cap": _("最多"), "double_sources": _("加倍的来源"),
    }  # fmt: skip
    params = rule_words(result.inputs)
    return [(words[name], ", ".join(value) if isinstance(value, list) else value) for name, value in params.items() if name in words]


def export(request: HttpRequest, month: MonthlyAssessment, row: Indicator, rows: Any) -> HttpResponse:
    """The list for a spreadsheet; what the person may not see is left out."""
    response = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    response["Content-Disposition"] = f'attachment; filename="{month.key}-{row.identifier}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("案件编号"), _("标题"), _("单位"), _("街道"), _("计入分子"), _("发生时间"), _("应当时间"), _("数值")])
    for line in visible_rows(request, list(rows[:EXPORT_ROWS])):
        if line.case is None:
            continue
        counted = line.counted
        cells = (
            line.case.number, line.case.title, counted.unit or "", counted.street or "", _("是") if counted.counted else _("否"),
            local(counted.at), local(counted.due), "" if counted.value is None else counted.value,
        )  # fmt: skip
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return response


def safe_cell(text: str) -> str:
    """A leading = + - @ tab or CR would be run as a formula by a spreadsheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
