"""The bulletin for staff: the same tables, where each figure opens the list of its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.ui.components import Crumb
from core.ui.requests import person
from intranet.assessment.enums import SubjectKind
from intranet.assessment.models import MonthlyAssessment, Score
from intranet.assessment.permissions import sees_all_scores
from intranet.assessment.selectors.bulletins import bulletin_of
from intranet.assessment.views.months import month_crumbs, month_for
from portal.base.urlpaths import site_path
from portal.bulletins.report import DASH, Indicator, Report, Row, Value


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of links: (name, address of the card, cells as (text, address))."""

    title: str | Promise
    head: Sequence[str]
    rows: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]


@require_GET
def bulletin_sources(request: HttpRequest, key: str) -> HttpResponse:
    """The public page links here for staff. Who may not see a unit's figures sees them without a link."""
    month = month_for(request, key)
    page = bulletin_of(month.month)
    if page is None or not page.figures or not (page.live or sees_all_scores(person(request))):
        raise Http404
    report = page.report
    context = {
        "month": month,
        "bulletin": page,
        "bulletin_url": site_path(page.url_path) if page.live else "",
        "tables": tables_of(report, month, open_subjects(request, month)),
        "crumbs": month_crumbs(month, Crumb(_("简报数据来源"))),
    }
    return render(request, "intranet/assessment/sources.html", context)


def open_subjects(request: HttpRequest, month: MonthlyAssessment) -> Mapping[tuple[str, str], str]:
    """(kind, unit code) → how the address names it, of everything the person may open."""
    rows = Score.objects.visible_to(person(request)).filter(month=month, run=month.run).select_related("unit")
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.unit is None:
            found[row.subject_kind, ""] = "district"
        else:
            found[row.subject_kind, row.unit.code] = f"{'u' if row.subject_kind == SubjectKind.UNIT else 's'}{row.unit_id}"
    return found


def tables_of(report: Report, month: MonthlyAssessment, subjects: Mapping[tuple[str, str], str]) -> list[SourceTable]:
    """The district's figures, then units and streets by indicator."""
    whole = Row("", str(SubjectKind.DISTRICT.label), report.district)
    shown = [item for item in report.indicators if item.identifier in report.district]
    district = [(item.label, "", [_cell(month, subjects.get((SubjectKind.DISTRICT, ""), ""), whole, item)]) for item in shown]
    tables = [SourceTable(_("主要指标"), [_("数值")], district)]
    for title, kind, rows in ((_("责任单位"), SubjectKind.UNIT, report.ranked), (_("街道"), SubjectKind.STREET, report.streets)):
        items = [item for item in report.indicators if any(item.identifier in row.values for row in rows)]
        lines = []
        for row in rows:
            subject = subjects.get((kind, row.code), "")
            address = reverse("intranet_assessment:card", args=[month.key, subject]) if subject else ""
            lines.append((row.name, address, [_cell(month, subject, row, item) for item in items]))
        tables.append(SourceTable(title, [item.label for item in items], lines))
    return tables


def _cell(month: MonthlyAssessment, subject: str, row: Row, item: Indicator) -> tuple[str, str]:
    value = row.values.get(item.identifier, Value(0, 0, None))
    text = value.shown(item.family)
    if not subject or text == DASH or item.identifier not in row.values:
        return text, ""
    return text, reverse("intranet_assessment:indicator", args=[month.key, subject, item.identifier])
