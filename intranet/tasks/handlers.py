"""What the worker does for tasks: sends the notices that acts left in the outbox."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.units.models import User
from core.workflow.models import Step
from intranet.inbox.services import NUMBER_AND_ACT, notify
from intranet.tasks.followers import NOTICE_TOPIC, TASK
from intranet.tasks.labels import act_called
from intranet.tasks.models import Supervision, Task
from intranet.tasks.recipients import asker, supervision_recipients, task_recipients

STALE = datetime.timedelta(days=2)


@handler(NOTICE_TOPIC, atomic=True)
def tell(payload: dict[str, Any], _message: OutboxMessage) -> None:
    """Number and link only: a notice may be read over a shoulder or in a mail."""
    step = Step.objects.get(pk=payload["step"])
    # A history written afterwards, or a queue that stood still for days: the inbox is for what is new.
    if timezone.now() - step.at > STALE:
        return
    record: Task | Supervision
    users: list[User]
    if step.subject_kind == "intranet_tasks.task" and step.action == "approve_return":
        _tell_returned(Task.objects.get(pk=payload["pk"]), step)
        return
    if payload["kind"] == TASK:
        record = Task.objects.select_related("lead_unit").get(pk=payload["pk"])
        users, name = task_recipients(record, step), "intranet_tasks:detail"
    else:
        record = Supervision.objects.select_related("unit").get(pk=payload["pk"])
        users, name = supervision_recipients(record, step), "intranet_tasks:supervision"
    if users:
        values = {"number": record.number or record.pk, "act": act_called(step.subject_kind, step.action)}
        notify(users=users, text=NUMBER_AND_ACT, values=values, url=reverse(name, args=[record.pk]), subject=record)


def _tell_returned(task: Task, step: Step) -> None:
    """The unit is rid of the task and sees it no more: it hears so, with the register as the address."""
    users = list(User.objects.filter(pk__in=asker("intranet_tasks.task", task.pk, "return"), is_active=True))
    if users:
        values = {"number": task.called, "act": act_called(step.subject_kind, step.action)}
        notify(users=users, text=NUMBER_AND_ACT, values=values, url=reverse("intranet_tasks:list"))
