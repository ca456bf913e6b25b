"""A decision becomes a committee task (S68): nobody types it again."""

from __future__ import annotations

import datetime

from core.units.actors import Actor
from core.workflow.services import advance
from intranet.meetings.models import Decision, Meeting
from intranet.tasks.enums import TaskKind, TaskSource
from intranet.tasks.services import task_create

TITLE_LENGTH = 80


def decisions_become_tasks(*, meeting: Meeting, by: Actor, at: datetime.datetime) -> None:
    """Runs inside the issue of the minutes. A task that cannot be made undoes the issue.

    The task is issued at once: the leader's approval of the minutes was the approval of each decision."""
    for decision in meeting.decisions.select_related("lead_unit").prefetch_related("assisting_units"):
        assisting = list(decision.assisting_units.all())
        task = task_create(
            kind=TaskKind.JOINT if assisting else TaskKind.ASSIGN,
            title=_title(decision.content),
            content=decision.content,
            lead_unit=decision.lead_unit,
            assisting_units=assisting,
            due_on=decision.due_on,
            causes=[decision],
            source=TaskSource.MEETING,
            basis=meeting.minutes_number,
            by=by,
            at=at,
        )
        advance(task, "issue", by=by, at=at)
        Decision.objects.filter(pk=decision.pk).update(task=task)


def _title(content: str) -> str:
    first = content.strip().splitlines()[0]
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"
