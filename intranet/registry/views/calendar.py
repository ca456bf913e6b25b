"""The working calendar: a year at a glance with the source of each special day, hours of work, arrangements."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.calendars.arrangements import EARLIEST_YEAR, LATEST_YEAR
from core.calendars.models import CalendarYear, WorkHours
from core.calendars.selectors import working_calendar, years_overview
from core.calendars.services import arrangement_withdraw, work_hours_set
from core.ui.components import Crumb, Tab
from intranet.registry.forms.fields import ReasonForm
from intranet.registry.forms.settings import HoursForm
from intranet.registry.listing import actor_from
from intranet.registry.permissions import changes, looks, may_change
from intranet.registry.selectors.calendar import special_days, year_months
from intranet.registry.views.pages import FormPage, bound, crumbs, form_page

WEEKDAYS = (
    pgettext_lazy("weekday", "一"),
    pgettext_lazy("weekday", "二"),
    pgettext_lazy("weekday", "三"),
    pgettext_lazy("weekday", "四"),
    pgettext_lazy("weekday", "五"),
    pgettext_lazy("weekday", "六"),
    pgettext_lazy("weekday", "日"),
)


def _year_url(year: int) -> str:
    return reverse("intranet_registry:calendar_year", args=[year])


@looks("calendar")
@require_GET
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One year by months; this year when none is named."""
    year = year or timezone.localdate().year
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Http404
    table = working_calendar()
    rows = years_overview()
    years = sorted({row.year for row in rows} | {year}, reverse=True)
    arrangements = CalendarYear.objects.filter(year=year).order_by("-version", "scope")
    context: dict[str, Any] = {
        "year": year,
        "status": table.status_of(year),
        "weekdays": WEEKDAYS,
        "months": year_months(table, year),
        "days": special_days(table, year),
        "arrangements": arrangements,
        "hours": WorkHours.objects.order_by("-valid_from", "-id")[:20],
        "tabs": [Tab(str(item), _year_url(item), item == year) for item in years],
        "crumbs": crumbs("calendar"),
        "may_change": may_change(request.user, "calendar"),
    }
    return render(request, "intranet/registry/calendar.html", context)


@changes("calendar")
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """Hours of work from a day on."""
    back = reverse("intranet_registry:calendar")
    intro = _("自生效日期起使用，正在计时的时限随之重新计算。")
    page = FormPage(_("设置办公时间"), _("保存办公时间"), back, _("办公时间已保存。"), crumbs("calendar", Crumb(_("办公时间"))), intro)
    form = bound(HoursForm, request)

    def perform(data: dict[str, Any]) -> object:
        assert isinstance(form, HoursForm)
        return work_hours_set(valid_from=data["valid_from"], periods=form.periods(), by=actor_from(request), reason=data["reason"])

    return form_page(request, form, page, perform)


@changes("calendar")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong arrangement out of force."""
    row = get_object_or_404(CalendarYear, pk=pk)
    word = _("撤回年度安排")
    intro = _("撤回后，%(year)d年按周一至周五计算，时限显示为暂定，直到导入新的安排。") % {"year": row.year}
    page = FormPage(word, word, _year_url(row.year), _("已撤回。"), crumbs("calendar", Crumb(word)), intro)

    def perform(data: dict[str, Any]) -> object:
        return arrangement_withdraw(arrangement=row, by=actor_from(request), reason=data["reason"])

    return form_page(request, bound(ReasonForm, request), page, perform)
