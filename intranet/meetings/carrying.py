"""A meeting opens with what the earlier ones resolved and what became of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.ui.dates import full_date
from intranet.meetings.enums import Follow, MeetingState
from intranet.meetings.managers import DecisionQuerySet
from intranet.meetings.models import Decision, Meeting
from intranet.tasks.enums import OPEN_TASKS, TaskState

MOST = 60


@dataclass(frozen=True, slots=True)
class Carried:
    """A decision of an earlier meeting with the state of its task."""

    decision: Decision
    follow: Follow
    task_state: str


def follow_of(decision: Decision, today: datetime.date) -> Follow:
    """The decision as its task says."""
    task = decision.task
    if task is None:
        return Follow.NONE
    if task.state == TaskState.CLOSED:
        return Follow.DONE
    if task.state == TaskState.CANCELLED:
        return Follow.CANCELLED
    return Follow.OVERDUE if task.due_on < today else Follow.OPEN


def carried_decisions(meeting: Meeting) -> DecisionQuerySet:
    """All decisions of the last issued meeting before this one, and older ones that are still open."""
    earlier = Meeting.objects.filter(state=MeetingState.ISSUED, starts_at__lt=meeting.starts_at).exclude(pk=meeting.pk)
    last = earlier.order_by("-starts_at", "-id").values_list("pk", flat=True).first()
    still_open = Q(meeting__in=earlier.values("pk"), task__state__in=OPEN_TASKS)
    return Decision.objects.for_list().filter(Q(meeting=last) | still_open).order_by("meeting__starts_at", "position", "id")


def carried_of(meeting: Meeting, *, at: datetime.datetime | None = None) -> list[Carried]:
    today = timezone.localdate(at)
    return [
        Carried(decision, follow_of(decision, today), str(decision.task.get_state_display()) if decision.task else "")
        for decision in carried_decisions(meeting)[:MOST]
    ]


def carried_text(meeting: Meeting, *, at: datetime.datetime) -> str:
    """The list as text, one line for each decision, for the record of what the meeting had before it."""
    lines = [
        _("%(content)s（%(unit)s，%(due)s前）：%(state)s")
        % {
            "content": row.decision.content,
            "unit": row.decision.lead_unit.name,
            "due": full_date(row.decision.due_on),
            "state": row.follow.label,
        }
        for row in carried_of(meeting, at=at)
    ]
    return "\n".join(lines) or _("没有待落实的议定事项。")
