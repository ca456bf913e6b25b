"""What the worker does for casework: opens the cases of complaints, performs residents' acts, sends notices."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.workflow.models import Step
from intranet.casework.intake import act_perform
from intranet.casework.models import Case
from intranet.casework.presenters import LABELS
from intranet.casework.recipients import recipients_of
from intranet.casework.services import case_open_from_complaint
from intranet.inbox.services import NUMBER_AND_ACT, notify
from portal.complaints.models import Complaint, RequesterAct

STALE = datetime.timedelta(days=2)


@handler("complaints.submitted", atomic=True)
def open_case(payload: dict[str, Any], message: OutboxMessage) -> None:
    """A complaint becomes a case; delivered twice it stays one."""
    case_open_from_complaint(complaint=Complaint.objects.get(pk=payload["complaint"]))


@handler("complaints.act", atomic=True)
def perform_act(payload: dict[str, Any], message: OutboxMessage) -> None:
    """A rating, supplement, withdrawal or reopening, done as the requester."""
    act_perform(act=RequesterAct.objects.select_for_update().get(pk=payload["act"]))


@handler("casework.notice", atomic=True)
def tell(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Number and link only: a notice may be read over a shoulder or in a mail."""
    case = Case.objects.select_related("lead_unit").get(pk=payload["case"])
    step = Step.objects.get(pk=payload["step"])
    # A history written afterwards, or a queue that stood still for days: the inbox is for what is new.
    if timezone.now() - step.at > STALE:
        return
    users = recipients_of(case, step)
    if users:
        values = {"number": case.number, "act": LABELS.get(step.action, step.action)}
        notify(users=users, text=NUMBER_AND_ACT, values=values, url=reverse("intranet_casework:detail", args=[case.pk]), subject=case)
