"""What the worker does for sharing: sends notices, and indexes anew when the lead unit changes."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.workflow.models import Step
from intranet.inbox.services import NUMBER_AND_ACT, notify
from intranet.sharing.followers import KIND, NOTICE_TOPIC
from intranet.sharing.machine import MACHINE
from intranet.sharing.models import Letter
from intranet.sharing.parameters import LEAD_TOPIC
from intranet.sharing.recipients import recipients_of
from search.services import request_index

STALE = datetime.timedelta(days=2)
LABELS = {row.action: row.label for row in MACHINE.transitions}


@handler(NOTICE_TOPIC, atomic=True)
def tell(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Number and link only: a notice may be read over a shoulder or in a mail."""
    letter = Letter.objects.select_related("sender_unit").get(pk=payload["letter"])
    step = Step.objects.get(pk=payload["step"])
    # A history written afterwards, or a queue that stood still for days: the inbox is for what is new.
    if timezone.now() - step.at > STALE:
        return
    users = recipients_of(letter, step)
    if users:
        values = {"number": letter.called, "act": LABELS.get(step.action, step.action)}
        notify(users=users, text=NUMBER_AND_ACT, values=values, url=reverse("intranet_sharing:detail", args=[letter.pk]), subject=letter)


@handler(LEAD_TOPIC, atomic=True)
def lead_changed(payload: dict[str, Any], message: OutboxMessage) -> None:
    """The access tokens of every letter name the lead unit."""
    for pk in Letter.objects.sent().order_by("pk").values_list("pk", flat=True):
        request_index(KIND, pk)
