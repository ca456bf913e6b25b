"""What each act writes on the meeting."""

from __future__ import annotations

from django.utils import timezone

from core.numbering.services import letter_number
from core.workflow.machine import Context
from intranet.meetings.carrying import carried_text
from intranet.meetings.enums import ItemKind, Receipt
from intranet.meetings.guards import start_of
from intranet.meetings.models import Meeting
from intranet.meetings.parameters import minutes_prefix
from intranet.meetings.tasking import decisions_become_tasks


def notify(context: Context) -> None:
    meeting: Meeting = context.obj
    meeting.notified_at = meeting.notified_at or context.at
    meeting.revision += 1


def postpone(context: Context) -> None:
    """The answers were given for another day: the units answer again."""
    meeting: Meeting = context.obj
    meeting.revision += 1
    meeting.invitations.update(
        receipt=Receipt.PENDING, person="", post="", substitute_for="", reason="", answered_by=None, answered_at=None
    )


def reschedule(context: Context) -> None:
    meeting: Meeting = context.obj
    start = start_of(context.data)
    meeting.ends_at = start + (meeting.ends_at - meeting.starts_at)
    meeting.starts_at = start
    meeting.revision += 1


def cancel(context: Context) -> None:
    context.obj.revision += 1


def hold(context: Context) -> None:
    """What the meeting opened with is written down as it stood then."""
    meeting: Meeting = context.obj
    meeting.held_at = meeting.starts_at
    for item in meeting.items.filter(kind=ItemKind.CARRY_OVER):
        item.body = carried_text(meeting, at=context.at)
        item.save(update_fields=["body"])


def submit(context: Context) -> None:
    context.obj.submitted_at, context.obj.submitted_by = context.at, context.actor.user


def give_back(context: Context) -> None:
    context.obj.submitted_at, context.obj.submitted_by = None, None


def approve(context: Context) -> None:
    context.obj.approved_at, context.obj.approved_by = context.at, context.actor.user


def withdraw_approval(context: Context) -> None:
    give_back(context)
    context.obj.approved_at, context.obj.approved_by = None, None


def issue(context: Context) -> None:
    """Number and tasks in one transaction: either all decisions become tasks or the minutes are not issued."""
    meeting: Meeting = context.obj
    meeting.issued_at = context.at
    meeting.minutes_number = letter_number(prefix=minutes_prefix(), year=timezone.localdate(context.at).year)
    decisions_become_tasks(meeting=meeting, by=context.actor, at=context.at)
