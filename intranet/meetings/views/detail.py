"""The meeting's page: agenda, minutes, decisions, attendance and the acts that are legal for this person now."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.documents.services import DOCX, PDF
from core.ui.components import Crumb
from core.ui.requests import person
from core.units.selectors import scope_of
from intranet.meetings.calendaring import meeting_calendar
from intranet.meetings.carrying import carried_of, follow_of
from intranet.meetings.enums import ItemKind, MeetingState
from intranet.meetings.managers import sees_every_meeting
from intranet.meetings.models import Decision, Meeting
from intranet.meetings.papers import minutes_docx, minutes_pdf
from intranet.meetings.permissions import may_answer, may_prepare, may_read_minutes, may_sign_in, may_write_minutes
from intranet.meetings.presenters import facts_of, stages_of, tally_of, timeline_of
from intranet.records.acts import RecordPage, act_context, record_act
from intranet.records.forms import ActionForm

S = MeetingState
WRITTEN = frozenset({S.MINUTES_DRAFT, S.MINUTES_APPROVED, S.ISSUED})


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person may know of it: otherwise 404."""
    found: Meeting = get_object_or_404(
        Meeting.objects.visible_to(person(request)).select_related("chair", "created_by__home_unit", "submitted_by", "approved_by"), pk=pk
    )
    return found


def crumbs_of(meeting: Meeting, *more: Crumb) -> list[Crumb]:
    url = reverse("intranet_meetings:detail", args=[meeting.pk]) if more else ""
    return [Crumb(_("联席会议"), reverse("intranet_meetings:list")), Crumb(meeting.number, url), *more]


@require_GET
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page."""
    return render(request, "intranet/meetings/detail.html", page_context(request, meeting_of(request, pk)))


def page_context(request: HttpRequest, meeting: Meeting, failed: ActionForm | None = None) -> dict[str, Any]:
    """Everything the page shows. Minutes and decisions only to who may read them."""
    user = person(request)
    whole = sees_every_meeting(scope_of(user))
    reads = may_read_minutes(user, meeting) and meeting.state in WRITTEN
    invitations = list(meeting.invitations.select_related("unit"))
    for row in invitations:
        row.meeting = meeting
    items = list(meeting.items.select_related("unit", "edited_by"))
    today = timezone.localdate()
    decisions = list(Decision.objects.for_list().filter(meeting=meeting)) if reads else []
    opens = any(item.kind == ItemKind.CARRY_OVER for item in items) and meeting.in_preparation
    return {
        "meeting": meeting,
        "stages": stages_of(meeting),
        "facts": facts_of(meeting),
        "items": items,
        "carried": carried_of(meeting) if opens and whole else [],
        "reads": reads,
        "decisions": [(decision, follow_of(decision, today)) for decision in decisions],
        "invitations": [(row, may_answer(user, row)) for row in invitations],
        "tally": tally_of(invitations),
        "timeline": timeline_of(meeting, whole=whole),
        "may_prepare": may_prepare(user, meeting),
        "may_sign_in": may_sign_in(user, meeting),
        "may_write": may_write_minutes(user, meeting),
        "has_paper": reads,
        **act_context(request, meeting, PAGE, failed),
        "crumbs": crumbs_of(meeting),
    }


PAGE = RecordPage(
    show=lambda request, meeting, failed, status: render(
        request, "intranet/meetings/detail.html", page_context(request, meeting, failed), status=status
    ),
    url=lambda meeting: reverse("intranet_meetings:detail", args=[meeting.pk]),
    act_url=lambda meeting, action: reverse("intranet_meetings:act", args=[meeting.pk, action]),
    list_url=lambda: reverse("intranet_meetings:list"),
    visible=lambda request, meeting: Meeting.objects.visible_to(person(request)).filter(pk=meeting.pk).exists(),
    number=lambda meeting: str(meeting.number),
    back=gettext_lazy("返回会议"),
)


@require_POST
def meeting_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do an act. What is refused comes back with a sentence and with everything that was typed."""
    return record_act(request, meeting_of(request, pk), action, PAGE)


@require_GET
def minutes_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The official minutes as PDF or DOCX, for whoever may read them; before the issue marked as a draft."""
    meeting = meeting_of(request, pk)
    if not may_read_minutes(person(request), meeting) or meeting.state not in WRITTEN:
        raise Http404
    data, kind = (minutes_pdf(meeting), PDF) if form == "pdf" else (minutes_docx(meeting), DOCX)
    return download(data, kind, f"{meeting.number}{_('会议纪要')}.{form}")


@require_GET
def meeting_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for the reader's own calendar."""
    meeting = meeting_of(request, pk)
    url = request.build_absolute_uri(reverse("intranet_meetings:detail", args=[meeting.pk]))
    return download(meeting_calendar(meeting, url), "text/calendar; charset=utf-8", f"{meeting.number}.ics")


def download(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def meeting_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Agenda and sign-in sheet on paper."""
    meeting = meeting_of(request, pk)
    context = {"meeting": meeting, "items": list(meeting.items.select_related("unit")), "printed_at": timezone.now()}
    context["invitations"] = list(meeting.invitations.select_related("unit"))
    return render(request, "intranet/meetings/print.html", context)
