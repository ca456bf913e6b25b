"""What follows from an act, in its transaction: the index and the notices."""

from __future__ import annotations

from core.outbox.services import emit
from core.workflow.machine import Context
from search.services import request_index

TASK, SUPERVISION = "task", "supervision"
NOTICE_TOPIC = "tasks.notice"


def task_followed(context: Context) -> None:
    """Runs after every act on a task."""
    _follow(context, TASK)


def supervision_followed(context: Context) -> None:
    """Runs after every act on a supervision."""
    _follow(context, SUPERVISION)


def _follow(context: Context, kind: str) -> None:
    request_index(kind, context.obj.pk)
    if context.step is not None:
        emit(NOTICE_TOPIC, {"kind": kind, "pk": context.obj.pk, "step": context.step.pk})
