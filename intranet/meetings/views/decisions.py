"""Decisions: entering them with the minutes, and the page of one with its task and its chain."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.workflow.errors import WorkflowError
from intranet.meetings.carrying import follow_of
from intranet.meetings.errors import ChangedMeanwhile
from intranet.meetings.forms import DecisionForm, decision_initial
from intranet.meetings.minuting import decision_add, decision_change, decision_remove
from intranet.meetings.models import Decision, Meeting
from intranet.meetings.permissions import may_write_minutes
from intranet.meetings.views.detail import crumbs_of, meeting_of
from intranet.meetings.views.prepare import GET_POST, detail_url, form_page, refuse, renewed, whole_number


@require_GET
def decision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: what was resolved, its task and how far it is, and the chain."""
    user = person(request)
    decision: Decision = get_object_or_404(Decision.objects.visible_to(user).for_list().select_related("item"), pk=pk)
    context = {
        "decision": decision,
        "follow": follow_of(decision, timezone.localdate()),
        "meeting": Meeting.objects.visible_to(user).filter(pk=decision.meeting_id).first(),
        "crumbs": [
            Crumb(_("议定事项"), reverse("intranet_meetings:decisions")),
            Crumb(decision.meeting.minutes_number or decision.meeting.number),
        ],
    }
    return render(request, "intranet/meetings/decision.html", context)


def _writable(request: HttpRequest, pk: int) -> Meeting:
    meeting = meeting_of(request, pk)
    if not may_write_minutes(person(request), meeting):
        raise PermissionDenied
    return meeting


@require_http_methods(GET_POST)
def decision_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new decision; the item it belongs to may be in the address."""
    meeting = _writable(request, pk)
    initial = {"item": whole_number(request.GET.get("item", ""))}
    form = DecisionForm(meeting, request.POST) if request.method == "POST" else DecisionForm(meeting, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            decision_add(meeting=meeting, by=acting(request), **data)
        except WorkflowError as error:
            refuse(form, error)
        else:
            return redirect(f"{detail_url(meeting)}#decisions")
    return form_page(request, form, title=_("增加议定事项"), crumbs=crumbs_of(meeting, Crumb(_("增加议定事项"))), submit=_("增加议定事项"))


@require_http_methods(GET_POST)
def decision_edit(request: HttpRequest, pk: int, decision_id: int) -> HttpResponse:
    """Change a decision while the minutes are drafted."""
    meeting = _writable(request, pk)
    decision: Decision = get_object_or_404(Decision.objects.for_list(), pk=decision_id, meeting=meeting)
    form = DecisionForm(meeting, request.POST) if request.method == "POST" else DecisionForm(meeting, initial=decision_initial(decision))
    theirs: ChangedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"revision": form.cleaned_data.get("revision") or 0}
        try:
            decision_change(decision=decision, by=acting(request), **data)
        except ChangedMeanwhile as error:
            theirs = error
            refuse(form, error)
            form.data = renewed(form, error.revision)
        except WorkflowError as error:
            refuse(form, error)
        else:
            return redirect(f"{detail_url(meeting)}#decisions")
    crumbs = crumbs_of(meeting, Crumb(_("修改议定事项")))
    return form_page(request, form, title=_("修改议定事项"), crumbs=crumbs, submit=_("保存"), theirs=theirs)


@require_POST
def decision_drop(request: HttpRequest, pk: int, decision_id: int) -> HttpResponseRedirect:
    """Strike a decision from the draft."""
    meeting = _writable(request, pk)
    decision: Decision = get_object_or_404(Decision, pk=decision_id, meeting=meeting)
    try:
        decision_remove(decision=decision, by=acting(request))
    except WorkflowError as error:
        messages.error(request, error.message)
    return redirect(f"{detail_url(meeting)}#decisions")
