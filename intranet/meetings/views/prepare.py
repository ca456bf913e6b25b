"""Preparing: facts and invitations, the agenda, the units' answers. All of it works without JavaScript."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.workflow.errors import InvalidData, WorkflowError
from intranet.casework.models import Case
from intranet.meetings.enums import OPEN_PREPARATION, ItemKind, MeetingKind
from intranet.meetings.errors import ChangedMeanwhile
from intranet.meetings.forms import AgendaForm, FactsForm, ProposeForm, ReceiptForm, facts_initial, receipt_initial
from intranet.meetings.models import AgendaItem, Invitation, Meeting
from intranet.meetings.permissions import is_clerk, may_answer, may_prepare
from intranet.meetings.presenters import case_text, cluster_text
from intranet.meetings.selectors import cluster_cases
from intranet.meetings.services import (
    agenda_add,
    agenda_change,
    agenda_move,
    agenda_remove,
    meeting_create,
    meeting_update,
    receipt_give,
)
from intranet.meetings.views.detail import crumbs_of, meeting_of

GET_POST = ["GET", "POST"]
FIELDS_OF = {"ends": "minutes_long"}


def form_page(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    """One form on a page of its own; 422 when something is wrong with it."""
    return render(request, "intranet/meetings/form.html", {"form": form, **context}, status=422 if form.errors else 200)


def refuse(form: Form, error: WorkflowError) -> None:
    """The service's sentence beside its field, or over the form."""
    if isinstance(error, InvalidData):
        for name, message in error.fields.items():
            field = FIELDS_OF.get(name, name)
            form.add_error(field if field in form.fields else None, message)
    else:
        form.add_error(None, error.message)


def renewed(form: Form, revision: int) -> QueryDict:
    """What was typed, now resting on the newer revision: saving again is a choice made with both texts in sight."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["revision"] = str(revision)
    return data


def detail_url(meeting: Meeting) -> str:
    return reverse("intranet_meetings:detail", args=[meeting.pk])


def demand_clerk(request: HttpRequest) -> None:
    if not is_clerk(person(request)):
        raise PermissionDenied


def whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


@require_http_methods(GET_POST)
def meeting_new(request: HttpRequest) -> HttpResponse:
    """A monthly or an ad hoc meeting; from a cluster of complaints the item is there already (S69)."""
    demand_clerk(request)
    cases = _cluster(request)
    kind = MeetingKind.AD_HOC if cases or request.GET.get("kind") == MeetingKind.AD_HOC else MeetingKind.MONTHLY
    form = FactsForm(kind, request.POST) if request.method == "POST" else FactsForm(kind, initial=_suggested(kind, cases))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                meeting = meeting_create(kind=kind, by=acting(request), **form.facts())
                if cases:
                    title, body = cluster_text(cases)
                    agenda_add(meeting=meeting, kind=ItemKind.CLUSTER, title=title, body=body, unit=None, by=acting(request), causes=cases)
        except WorkflowError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已建立会议：%(number)s") % {"number": meeting.number})
            return redirect(detail_url(meeting))
    title = _("筹备专题会议") if kind == MeetingKind.AD_HOC else _("筹备月度联席会议")
    crumbs = [Crumb(_("联席会议"), reverse("intranet_meetings:list")), Crumb(title)]
    return form_page(request, form, title=title, crumbs=crumbs, submit=_("建立会议"), cases=cases)


def _cluster(request: HttpRequest) -> list[Case]:
    minor, community = whole_number(request.GET.get("minor", "")), whole_number(request.GET.get("community", ""))
    if minor is None or community is None:
        return []
    return list(cluster_cases(person(request), minor=minor, community=community, now=timezone.now()))


def _suggested(kind: str, cases: list[Case]) -> dict[str, Any]:
    today = timezone.localdate()
    if cases:
        title, _body = cluster_text(cases)
        return {"title": title[:80], "clock": "09:30", "day": today + datetime.timedelta(days=2)}
    if kind == MeetingKind.AD_HOC:
        return {"clock": "09:30"}
    taken = set(Meeting.objects.of_year(today.year).filter(kind=kind).exclude(state="cancelled").values_list("month", flat=True))
    month = today.replace(day=1)
    if month in taken:
        month = (month + datetime.timedelta(days=32)).replace(day=1)
    words = {"year": month.year, "month": month.month}
    return {"title": _("%(year)s年%(month)s月城市管理联席会议") % words, "month": month, "clock": "14:30"}


@require_http_methods(GET_POST)
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts and invitations."""
    meeting = meeting_of(request, pk)
    if not may_prepare(person(request), meeting):
        raise PermissionDenied
    form = FactsForm(meeting.kind, request.POST) if request.method == "POST" else FactsForm(meeting.kind, initial=facts_initial(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            meeting_update(meeting=meeting, revision=form.cleaned_data.get("revision") or 0, by=acting(request), **form.facts())
        except ChangedMeanwhile as error:
            refuse(form, error)
            form.data = renewed(form, error.revision)
        except WorkflowError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect(detail_url(meeting))
    return form_page(request, form, title=_("修改会议信息"), crumbs=crumbs_of(meeting, Crumb(_("修改会议信息"))), submit=_("保存"))


@require_http_methods(GET_POST)
def agenda_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A free item, or one made of a case whose number is in the address."""
    meeting = meeting_of(request, pk)
    if not may_prepare(person(request), meeting):
        raise PermissionDenied
    case = _case(request)
    title, body = case_text(case) if case else ("", "")
    initial = {"title": title, "body": body, "unit": case.lead_unit_id if case else None}
    form = AgendaForm(request.POST) if request.method == "POST" else AgendaForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        kind = ItemKind.CASE if case else ItemKind.FREE
        try:
            agenda_add(meeting=meeting, kind=kind, by=acting(request), causes=[case] if case else [], **form.cleaned_data)
        except WorkflowError as error:
            refuse(form, error)
        else:
            return redirect(f"{detail_url(meeting)}#agenda")
    return form_page(request, form, title=_("增加议题"), crumbs=crumbs_of(meeting, Crumb(_("增加议题"))), submit=_("增加议题"))


def _case(request: HttpRequest) -> Case | None:
    number = whole_number(request.GET.get("case", ""))
    if number is None:
        return None
    found: Case = get_object_or_404(Case.objects.visible_to(person(request)).select_related("street", "community"), pk=number)
    return found


@require_http_methods(GET_POST)
def propose(request: HttpRequest) -> HttpResponse:
    """From a case: which of the meetings in preparation it goes before."""
    demand_clerk(request)
    case = _case(request)
    if case is None:
        raise Http404
    meetings = Meeting.objects.filter(state__in=OPEN_PREPARATION).order_by("starts_at")
    form = ProposeForm(meetings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["meeting"]
        return redirect(f"{reverse('intranet_meetings:agenda_new', args=[chosen.pk])}?case={case.pk}")
    crumbs = [Crumb(_("联席会议"), reverse("intranet_meetings:list")), Crumb(_("列入会议议题"))]
    return form_page(request, form, title=_("列入会议议题"), crumbs=crumbs, submit=_("下一步"), lead=str(case))


def item_of(meeting: Meeting, item_id: int) -> AgendaItem:
    found: AgendaItem = get_object_or_404(AgendaItem.objects.select_related("meeting", "edited_by"), pk=item_id, meeting=meeting)
    return found


@require_http_methods(GET_POST)
def agenda_edit(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    """Change an item before the meeting."""
    meeting = meeting_of(request, pk)
    item = item_of(meeting, item_id)
    if not may_prepare(person(request), meeting):
        raise PermissionDenied
    initial = {"title": item.title, "body": item.body, "unit": item.unit_id}
    form = AgendaForm(request.POST) if request.method == "POST" else AgendaForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            agenda_change(item=item, by=acting(request), **form.cleaned_data)
        except WorkflowError as error:
            refuse(form, error)
        else:
            return redirect(f"{detail_url(meeting)}#item-{item.pk}")
    return form_page(request, form, title=_("修改议题"), crumbs=crumbs_of(meeting, Crumb(_("修改议题"))), submit=_("保存"))


@require_POST
def agenda_do(request: HttpRequest, pk: int, item_id: int, how: str) -> HttpResponseRedirect:
    """Move an item or take it off."""
    meeting = meeting_of(request, int(pk))
    item = item_of(meeting, int(item_id))
    if not may_prepare(person(request), meeting):
        raise PermissionDenied
    try:
        if how == "remove":
            agenda_remove(item=item, by=acting(request))
        else:
            agenda_move(item=item, up=how == "up", by=acting(request))
    except WorkflowError as error:
        messages.error(request, error.message)
    return redirect(f"{detail_url(meeting)}#agenda")


@require_http_methods(GET_POST)
def receipt(request: HttpRequest, pk: int, invitation_id: int) -> HttpResponse:
    """回执 of one unit."""
    meeting = meeting_of(request, pk)
    invitation: Invitation = get_object_or_404(Invitation.objects.select_related("unit", "meeting"), pk=invitation_id, meeting=meeting)
    if not may_answer(person(request), invitation):
        raise PermissionDenied
    form = ReceiptForm(request.POST) if request.method == "POST" else ReceiptForm(initial=receipt_initial(invitation))
    if request.method == "POST" and form.is_valid():
        try:
            receipt_give(invitation=invitation, by=acting(request), **form.cleaned_data)
        except WorkflowError as error:
            refuse(form, error)
        else:
            messages.success(request, _("回执已提交。"))
            return redirect(f"{detail_url(meeting)}#attendance")
    title = _("%(unit)s的参会回执") % {"unit": invitation.unit}
    return form_page(request, form, title=title, crumbs=crumbs_of(meeting, Crumb(_("参会回执"))), submit=_("提交回执"), lead=meeting.title)
