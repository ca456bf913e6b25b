"""After the meeting: sign-in and the minutes by item. A second clerk's text is never overwritten unseen."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.workflow.errors import WorkflowError
from intranet.meetings.enums import Presence
from intranet.meetings.errors import ChangedMeanwhile
from intranet.meetings.forms import MinutesForm
from intranet.meetings.minuting import minutes_write, sign_in
from intranet.meetings.permissions import may_sign_in, may_write_minutes
from intranet.meetings.views.detail import crumbs_of, meeting_of
from intranet.meetings.views.prepare import GET_POST, detail_url, form_page, item_of, refuse, renewed


@require_http_methods(GET_POST)
def sign_in_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One row for each invited unit; the names of the receipts are filled in."""
    meeting = meeting_of(request, pk)
    if not may_sign_in(person(request), meeting):
        raise PermissionDenied
    invitations = list(meeting.invitations.select_related("unit"))
    problem = ""
    if request.method == "POST":
        rows = {
            row.pk: (request.POST[f"presence-{row.pk}"], request.POST.get(f"name-{row.pk}", ""))
            for row in invitations
            if f"presence-{row.pk}" in request.POST
        }
        try:
            sign_in(meeting=meeting, rows=rows, by=acting(request))
        except WorkflowError as error:
            problem = error.message
            for row in invitations:  # nothing typed is lost
                row.signed_name = rows.get(row.pk, ("", row.signed_name))[1]
        else:
            messages.success(request, _("签到已登记。"))
            return redirect(f"{detail_url(meeting)}#attendance")
    context = {
        "meeting": meeting,
        "invitations": invitations,
        "presences": Presence.choices,
        "problem": problem,
        "crumbs": crumbs_of(meeting, Crumb(_("签到"))),
    }
    return render(request, "intranet/meetings/sign_in.html", context, status=422 if problem else 200)


@require_http_methods(GET_POST)
def minutes_edit(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    """The minutes of one item. "Changed meanwhile" shows both texts, the writer's own in the field."""
    meeting = meeting_of(request, pk)
    item = item_of(meeting, item_id)
    if not may_write_minutes(person(request), meeting):
        raise PermissionDenied
    initial = {"text": item.minutes, "revision": item.revision}
    form = MinutesForm(request.POST) if request.method == "POST" else MinutesForm(initial=initial)
    theirs: ChangedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        try:
            minutes_write(item=item, by=acting(request), **form.cleaned_data)
        except ChangedMeanwhile as error:
            theirs = error
            refuse(form, error)
            form.data = renewed(form, error.revision)
        except WorkflowError as error:
            refuse(form, error)
        else:
            messages.success(request, _("纪要已保存。"))
            return redirect(f"{detail_url(meeting)}#item-{item.pk}")
    crumbs = crumbs_of(meeting, Crumb(_("纪要")))
    return form_page(request, form, title=item.title, crumbs=crumbs, submit=_("保存纪要"), lead=item.body, theirs=theirs)
