"""What each act writes on a task and its assists. Clocks, index and notices follow in machine.py."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from core.files.services import file_attach
from core.numbering.services import letter_number
from core.parameters.selectors import value
from core.workflow.machine import Context
from core.workflow.moment import act_date
from core.workflow.services import request_decide, request_open, requests_lapse
from intranet.tasks.enums import RequestKind, TaskKind
from intranet.tasks.guards import own_missing_assist
from intranet.tasks.models import Task
from intranet.tasks.parameters import PREFIX_ASSIGN, PREFIX_JOINT

FILE_FIELDS = {"photos": "photo", "files": "document"}
Effect = Callable[[Context], None]


def attach_files(context: Context) -> None:
    """Tie the files of the act to the record and to its step."""
    for name, role in FILE_FIELDS.items():
        for stored in context.data.get(name) or ():
            file_attach(file=stored, subject=context.obj, role=role, step=context.step)


def issue(context: Context) -> None:
    """The number is taken here, in the act's transaction, so that it has no gaps; issued again, it stays."""
    task: Task = context.obj
    if not task.number:
        prefix = PREFIX_JOINT if task.kind == TaskKind.JOINT else PREFIX_ASSIGN
        task.number = letter_number(prefix=str(value(prefix)), year=act_date().year)
    task.issued_at, task.issued_by = context.at, context.actor.user


def report(context: Context) -> None:
    context.obj.result = context.data.get("opinion", "")
    context.obj.reported_at = context.at
    attach_files(context)


def return_report(context: Context) -> None:
    context.obj.return_count += 1
    context.obj.reported_at = None


def close(context: Context) -> None:
    context.obj.closed_at = context.at


def ask(kind: str, *fields: str) -> Effect:
    """Effect of an ask_… act: a request row with the named data."""

    def effect(context: Context) -> None:
        request_open(context, kind=kind, data={name: context.data.get(name) for name in fields})
        attach_files(context)

    return effect


def refuse(kind: str) -> Effect:
    """Effect of a refuse_… act."""

    def effect(context: Context) -> None:
        request_decide(context, kind=kind, approved=False)
        if kind == RequestKind.RETURN:
            context.obj.refused_count += 1

    return effect


def approve_return(context: Context) -> None:
    """Back in the drawer, out of the unit's sight: the office names another unit and issues it again, under the
    same number."""
    request_decide(context, kind=RequestKind.RETURN, approved=True)
    context.obj.issued_at = None
    context.obj.refused_count = 0
    context.obj.round += 1


def approve_extension(context: Context) -> None:
    request = request_decide(context, kind=RequestKind.EXTENSION, approved=True)
    context.obj.extension_count += 1
    context.notes["new_due_on"] = datetime.date.fromisoformat(request.data["new_due_on"])


def submit_assist(context: Context) -> None:
    assist = own_missing_assist(context.obj, context.actor)
    if assist is not None:
        assist.opinion = context.data["opinion"]
        assist.submitted_at, assist.submitted_by = context.at, context.actor.user
        assist.save(update_fields=["opinion", "submitted_at", "submitted_by"])
    attach_files(context)


def waive_assist(context: Context) -> None:
    assist = context.obj.assists.get(unit=context.data["waived_unit"])
    assist.waive_reason = context.data["opinion"]
    assist.waived_at, assist.waived_by = context.at, context.actor.user
    assist.save(update_fields=["waive_reason", "waived_at", "waived_by"])


def lapse_requests(context: Context) -> None:
    """Requests that a change of state has overtaken are closed; receiving and starting overtake none."""
    if context.obj.state != context.from_state and context.transition.action not in ("receive", "start"):
        requests_lapse(context.obj, at=context.at)
