"""What follows from an act or a change, in its transaction: the index and the notices."""

from __future__ import annotations

from django.utils import timezone

from core.outbox.services import emit
from core.workflow.machine import Context
from intranet.meetings.enums import MeetingState
from intranet.meetings.models import Meeting
from search.services import request_index

NOTICE_TOPIC = "meetings.notice"
TOLD = frozenset({"notify", "postpone", "cancel", "submit", "give_back", "approve", "withdraw_approval", "issue"})


def after_act(context: Context) -> None:
    """Runs after every act on a meeting."""
    index_meeting(context.obj)
    if context.transition.action in TOLD and context.step is not None:
        emit(NOTICE_TOPIC, {"meeting": context.obj.pk, "step": context.step.pk})


def index_meeting(meeting: Meeting) -> None:
    """The meeting, and from the issue on its decisions, are to be found as they stand now."""
    meeting.changed_at = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(changed_at=meeting.changed_at)
    request_index("meeting", meeting.pk)
    if meeting.state in (MeetingState.ISSUED, MeetingState.MINUTES_DRAFT, MeetingState.MINUTES_APPROVED):
        for pk in meeting.decisions.values_list("pk", flat=True):
            request_index("decision", pk)
