"""What the worker does for meetings: notices."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.workflow.models import Step
from intranet.inbox.services import NUMBER_AND_ACT, notify
from intranet.meetings.followers import NOTICE_TOPIC
from intranet.meetings.models import Meeting
from intranet.meetings.presenters import LABELS
from intranet.meetings.recipients import recipients_of

STALE = datetime.timedelta(days=2)


@handler(NOTICE_TOPIC, atomic=True)
def tell(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Number and act only: a notice may be read over a shoulder."""
    meeting = Meeting.objects.get(pk=payload["meeting"])
    step = Step.objects.get(pk=payload["step"])
    # A history written afterwards, or a queue that stood still for days: the inbox is for what is new.
    if timezone.now() - step.at > STALE:
        return
    users = recipients_of(meeting, step)
    if users:
        values = {"number": meeting.number, "act": LABELS.get(step.action, step.action)}
        notify(users=users, text=NUMBER_AND_ACT, values=values, url=reverse("intranet_meetings:detail", args=[meeting.pk]), subject=meeting)
