"""Tasks and supervisions in the chain of records, and tasks as records that may be supervised."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.units.models import Unit, User
from intranet.records.parents import ParentKind, register_parent
from intranet.records.registry import RecordKind, RecordLine, register_kind
from intranet.tasks.models import Supervision, Task


def _tasks(user: User) -> QuerySet[Task]:
    return Task.objects.visible_to(user)


def _supervisions(user: User) -> QuerySet[Supervision]:
    return Supervision.objects.visible_to(user)


def _task_line(task: Task) -> RecordLine:
    return RecordLine(
        number=task.called,
        title=task.title,
        url=reverse("intranet_tasks:detail", args=[task.pk]),
        state=task.get_state_display(),
        at=task.issued_at or task.created_at,
    )


def _supervision_line(supervision: Supervision) -> RecordLine:
    return RecordLine(
        number=supervision.called,
        title=supervision.title,
        url=reverse("intranet_tasks:supervision", args=[supervision.pk]),
        state=supervision.get_state_display(),
        at=supervision.opened_at,
    )


def _task_unit(task: Task) -> Unit:
    return task.lead_unit


def register() -> None:
    """Called once at start-up."""
    register_kind(RecordKind(model=Task, label=_("任务"), icon="clipboard-list", order=60, visible=_tasks, line=_task_line))
    register_kind(RecordKind(model=Supervision, label=_("督办"), icon="siren", order=65, visible=_supervisions, line=_supervision_line))
    register_parent(ParentKind(model=Task, unit_of=_task_unit))
