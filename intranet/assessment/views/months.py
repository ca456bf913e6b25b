"""The list of months, a month's page with its rank tables and acts, the draft of its bulletin."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.ui.components import Crumb, Tab, TimelineEntry
from core.ui.requests import acting, person
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from core.workflow.errors import NotAllowed, WorkflowError
from core.workflow.selectors import steps_of
from intranet.assessment.effects import month_title
from intranet.assessment.enums import MonthState, SubjectKind
from intranet.assessment.machine import MONTH_MACHINE
from intranet.assessment.models import MonthlyAssessment, Score
from intranet.assessment.months import lamp_until, last_month, month_before, month_of
from intranet.assessment.permissions import DRAFTERS, sees_all_scores
from intranet.assessment.presenters import value_words
from intranet.assessment.selectors.bulletins import bulletin_of
from intranet.assessment.selectors.months import card_lines, month_shown, months_list, rank_table, versions_of
from intranet.assessment.services.bulletins import bulletin_draft
from intranet.assessment.services.computing import month_open
from intranet.records.acts import RecordPage, act_context, record_act
from intranet.records.forms import ActionForm
from portal.base.urlpaths import site_path

PAGE_SIZE = 25
OFFERED = 6
LABELS = {row.action: row.label for row in MONTH_MACHINE.transitions}
KEYS = ("on_time_handling", "closing", "satisfaction", "handling_hours")
# What the month's due date is about, by state.
DUE_LABELS = {
    MonthState.COMPUTING: gettext_lazy("公示期限"),
    MonthState.COMPUTED: gettext_lazy("公示期限"),
    MonthState.APPEAL: gettext_lazy("冻结期限"),
    MonthState.FROZEN: gettext_lazy("简报发布期限"),
}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A line of the list."""

    month: MonthlyAssessment
    lamp: str
    own: Score | None


def month_for(request: HttpRequest, key: str) -> MonthlyAssessment:
    """The newest version of the month that the person may see, or the one asked for with ?revision=."""
    first = month_of(key)
    user = person(request)
    if first is None:
        raise Http404
    wanted = request.GET.get("revision", "")
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5:
        found = MonthlyAssessment.objects.visible_to(user).filter(month=first, revision=int(wanted))
        month = found.select_related("indicator_set", "computed_by").first()
    else:
        month = month_shown(user, first)
    if month is None:
        raise Http404
    return month


def month_crumbs(month: MonthlyAssessment, *more: Crumb) -> list[Crumb]:
    """The way to a page of a month."""
    own = reverse("intranet_assessment:month", args=[month.key]) if more else ""
    return [Crumb(_("月度考评"), reverse("intranet_assessment:list")), Crumb(month_title(month), own), *more]


@require_GET
def month_index(request: HttpRequest) -> HttpResponse:
    """All months, newest first."""
    user = person(request)
    page = Paginator(months_list(user), PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    own = own_scores(user, list(page.object_list))
    context = {
        "page": page,
        "rows": [MonthRow(month, lamp_until(month.due_at, now), own.get(month.pk)) for month in page],
        "open_months": open_months() if scope_of(user).has(Role.ASSESSOR) else [],
    }
    return render(request, "intranet/assessment/list.html", context)


def own_scores(user: User, months: list[MonthlyAssessment]) -> dict[int, Score]:
    """The person's own unit's place in each month, for those who are of one unit."""
    units = scope_of(user).unit_ids
    if sees_all_scores(user) or not units:
        return {}
    rows = Score.objects.visible_to(user).filter(month__in=months, subject_kind=SubjectKind.UNIT, unit__in=units).select_related("unit")
    runs = {month.pk: month.run for month in months}
    return {row.month_id: row for row in rows if row.run == runs[row.month_id]}


def open_months() -> list[datetime.date]:
    """Ended months that nobody has computed yet: the newest first."""
    newest = last_month(timezone.localdate())
    offered = [month_before(newest, back) for back in range(OFFERED)]
    known = set(MonthlyAssessment.objects.filter(month__in=offered).values_list("month", flat=True))
    return [month for month in offered if month not in known]


@require_POST
def month_new(request: HttpRequest) -> HttpResponse:
    """Begin a month."""
    month = month_of(request.POST.get("month", ""))
    if month is None:
        messages.error(request, _("请选择月份。"))
        return HttpResponseRedirect(reverse("intranet_assessment:list"))
    try:
        opened = month_open(month=month, by=acting(request))
    except NotAllowed as error:
        return render(request, "intranet/records/refused.html", _refusal(error.message), status=403)
    except WorkflowError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("intranet_assessment:list"))
    return HttpResponseRedirect(reverse("intranet_assessment:month", args=[opened.key]))


def _refusal(message: str) -> dict[str, Any]:
    return {"number": "", "message": message, "url": reverse("intranet_assessment:list"), "back": _("返回月度考评"), "typed": []}


@require_GET
def month_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The month's page."""
    month = month_for(request, key)
    return render(request, "intranet/assessment/month.html", page_context(request, month))


def page_context(request: HttpRequest, month: MonthlyAssessment, failed: ActionForm | None = None) -> dict[str, Any]:
    """Everything the page shows."""
    user = person(request)
    kind = SubjectKind.STREET if request.GET.get("view") == "streets" else SubjectKind.UNIT
    rows = rank_table(month, kind, user) if month.run else []
    now = timezone.now()
    bulletin = bulletin_of(month.month) if month.frozen_at else None
    shows_district = sees_all_scores(user) or month.bulletin_at is not None
    return {
        "month": month,
        "title": month_title(month),
        "rows": rows,
        "kind": kind,
        "most": 100,
        "tabs": _tabs(month, kind),
        "keys": _keys(month) if shows_district and month.run else [],
        "percent": round(100 * month.compute_done / month.compute_total) if month.compute_total else 0,
        "lamp": lamp_until(month.due_at, now),
        "due_label": DUE_LABELS.get(MonthState(month.state), ""),
        "checks": freeze_checks(month, user, now) if month.state == MonthState.APPEAL and sees_all_scores(user) else [],
        "versions": versions_of(user, month.month),
        "open_appeals": month.appeals.visible_to(user).open().count(),
        "appeals": month.appeals.visible_to(user).count(),
        "timeline": _timeline(month),
        "bulletin": bulletin,
        "bulletin_url": site_path(bulletin.url_path) if bulletin and bulletin.live else "",
        "may_draft": month.state == MonthState.FROZEN and scope_of(user).has(*DRAFTERS),
        "may_edit": bulletin is not None and scope_of(user).has(Role.PUBLISHER),
        "crumbs": month_crumbs(month),
        **act_context(request, month, PAGE, failed),
    }


def _tabs(month: MonthlyAssessment, kind: str) -> list[Tab]:
    version = f"&revision={month.revision}" if month.revision > 1 else ""
    return [
        Tab(_("责任单位"), f"?view=units{version}", kind == SubjectKind.UNIT),
        Tab(_("街道"), f"?view=streets{version}", kind == SubjectKind.STREET),
    ]


def _keys(month: MonthlyAssessment) -> list[dict[str, Any]]:
    """The district's key figures with the way of the last year."""
    lines = {line.indicator.identifier: line for line in card_lines(month, SubjectKind.DISTRICT, None)}
    url = {name: reverse("intranet_assessment:indicator", args=[month.key, "district", name]) for name in KEYS}
    return [
        {
            "label": line.indicator.label,
            "value": value_words(line.measure.key, line.result.value),
            "note": _("上月 %(value)s") % {"value": value_words(line.measure.key, line.before)},
            "url": url[name],
            "trend": line.trend,
        }
        for name in KEYS
        if (line := lines.get(name))
    ]


def freeze_checks(month: MonthlyAssessment, user: User, now: datetime.datetime) -> list[tuple[bool, str]]:
    """What must be so before the month can be frozen, each with whether it is."""
    waiting = month.appeals.open().count()
    return [
        (month.appeals_until is not None and now > month.appeals_until, _("申诉期已满")),
        (not waiting, _("申诉全部答复") if not waiting else _("还有%(count)s件申诉未答复") % {"count": waiting}),
        (not month.stale, _("数值已按采纳的申诉重新计算")),
        (month.computed_by_id != user.pk, _("由计算人以外的人冻结")),
    ]


def _timeline(month: MonthlyAssessment) -> list[TimelineEntry]:
    steps = list(steps_of(month).select_related("unit").order_by("-id")[:30])
    first = steps[-1].pk if steps else 0
    return [
        TimelineEntry(
            title=_("计算") if step.pk == first else str(LABELS.get(step.action, step.action)),
            at=step.at,
            unit=str(step.unit or ""),
            actor=step.actor_label,
            body=step.opinion,
            state="current" if index == 0 else "done",
        )
        for index, step in enumerate(steps)
    ]


PAGE = RecordPage(
    show=lambda request, month, failed, status: render(
        request, "intranet/assessment/month.html", page_context(request, month, failed), status=status
    ),
    url=lambda month: reverse("intranet_assessment:month", args=[month.key]),
    act_url=lambda month, action: reverse("intranet_assessment:month_act", args=[month.key, action]) + f"?revision={month.revision}",
    list_url=lambda: reverse("intranet_assessment:list"),
    visible=lambda request, month: MonthlyAssessment.objects.visible_to(person(request)).filter(pk=month.pk).exists(),
    number=lambda month: str(month),
    back=gettext_lazy("返回月度考评"),
)


@require_POST
def month_act(request: HttpRequest, key: str, action: str) -> HttpResponse:
    """Do an act on the month."""
    return record_act(request, month_for(request, key), action, PAGE)


@require_POST
def bulletin_make(request: HttpRequest, key: str) -> HttpResponse:
    """Draft the bulletin and go on in the editor, if the person writes there."""
    month = month_for(request, key)
    try:
        page = bulletin_draft(month=month, by=acting(request))
    except NotAllowed as error:
        return render(request, "intranet/records/refused.html", _refusal(error.message), status=403)
    except WorkflowError as error:
        return render(request, "intranet/records/refused.html", _refusal(error.message), status=409)
    messages.success(request, _("已起草：%(title)s") % {"title": page.title})
    if scope_of(person(request)).has(Role.PUBLISHER):
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return HttpResponseRedirect(reverse("intranet_assessment:month", args=[month.key]))
