"""Lists of cases: the queues of a post, filters kept in the URL, export of what the filter shows."""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from core.categories.models import MajorCategory
from core.ui.components import Chip, Tab
from core.ui.requests import person
from core.units.models import Unit
from intranet.casework.enums import CaseSource, CaseState
from intranet.casework.models import Case
from intranet.casework.presenters import local
from intranet.casework.selectors import CaseFilter, case_list, cases_in, lamp_of_case, queues_of
from intranet.casework.views.entry import entry_links

PAGE_SIZE = 25
EXPORT_ROWS = 5000
YEARS = range(2000, 2100)  # beyond them the day after, or the zone, leaves the calendar


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its lamp."""

    case: Case
    lamp: str


def filter_of(request: HttpRequest) -> CaseFilter:
    """The filter in the address. What makes no sense is left out rather than answered with an error."""
    get = request.GET.get
    return CaseFilter(
        queue=get("queue", ""),
        state=_known(get("state", ""), CaseState.values),
        lamp=_known(get("lamp", ""), ("red", "yellow", "green")),
        unit=_number(get("unit", "")),
        street=_number(get("street", "")),
        major=_number(get("major", "")),
        source=_known(get("source", ""), CaseSource.values),
        number=get("number", "").strip()[:24].replace("\x00", ""),
        since=_day(get("since", "")),
        until=_day(get("until", "")),
        order=_known(get("order", ""), ("due", "new")),
    )


def _known(text: str, allowed: Any) -> str:
    return text if text in allowed else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


@require_GET
def case_index(request: HttpRequest) -> HttpResponse:
    """The list, 25 a page."""
    user = person(request)
    chosen = filter_of(request)
    cases = case_list(user, chosen)
    if request.GET.get("format") == "csv":
        return export(cases.for_list()[:EXPORT_ROWS])
    page = Paginator(cases.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    units = {unit.pk: unit for unit in Unit.objects.active()}
    majors = list(MajorCategory.objects.filter(is_active=True))
    return render(
        request,
        "intranet/casework/list.html",
        {
            "page": page,
            "rows": [Row(case, lamp_of_case(case, now)) for case in page],
            "tabs": tabs_of(request, chosen),
            "chosen": chosen,
            "chips": chips_of(request, chosen, units, majors),
            "clear_url": f"?{urlencode({'queue': chosen.queue})}" if chosen.queue else "?",
            "states": CaseState.choices,
            "sources": CaseSource.choices,
            "units": [unit for unit in units.values() if unit.kind not in ("committee", "community", "office")],
            "streets": [unit for unit in units.values() if unit.kind == "street_office"],
            "majors": majors,
            "ENTRY_LINKS": entry_links(user),
        },
    )


def tabs_of(request: HttpRequest, chosen: CaseFilter) -> list[Tab]:
    """The queues of the person's posts with what waits in each."""
    user = person(request)
    tabs = [Tab(_("全部可见"), "?", not chosen.queue)]
    tabs += [Tab(queue.label, f"?queue={queue.key}", chosen.queue == queue.key, cases_in(queue, user).count()) for queue in queues_of(user)]
    return tabs


def chips_of(request: HttpRequest, chosen: CaseFilter, units: dict[int, Unit], majors: list[MajorCategory]) -> list[Chip]:
    """The filters in force, each with the address without it."""
    names: dict[str, tuple[str, object]] = {
        "state": (_("状态"), dict(CaseState.choices).get(chosen.state, "")),
        "lamp": (_("时限"), {"red": _("超期"), "yellow": _("将到期"), "green": _("在期")}.get(chosen.lamp, "")),
        "unit": (_("主办单位"), str(units.get(chosen.unit or 0, "") or "")),
        "street": (_("街道"), str(units.get(chosen.street or 0, "") or "")),
        "major": (_("大类"), next((row.name for row in majors if row.pk == chosen.major), "")),
        "source": (_("来源"), dict(CaseSource.choices).get(chosen.source, "")),
        "number": (_("编号"), chosen.number),
        "since": (_("自"), str(chosen.since or "")),
        "until": (pgettext("filter", "至"), str(chosen.until or "")),
    }
    chips: list[Chip] = []
    for key, (label, shown) in names.items():
        if shown:
            query = request.GET.copy()
            query.pop(key, None)
            query.pop("page", None)
            chips.append(Chip(label, str(shown), f"?{query.urlencode()}"))
    return chips


def export(cases: Any) -> HttpResponse:
    """The filtered list as CSV for a spreadsheet; a cell never starts a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    response["Content-Disposition"] = f'attachment; filename="cases-{timezone.localdate():%Y%m%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [_("案件编号"), _("标题"), _("状态"), _("来源"), _("小类"), _("街道"), _("社区"), _("主办单位"), _("上报时间"), _("到期时间")]
    )
    for case in cases:
        cells = (
            case.number,
            case.title,
            case.get_state_display(),
            case.get_source_display(),
            case.minor or "",
            case.street or "",
            case.community or "",
            case.lead_unit or "",
            local(case.reported_at),
            local(case.due_at),
        )
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return response


def safe_cell(text: str) -> str:
    """A leading = + - @ tab or CR would be run as a formula by a spreadsheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
