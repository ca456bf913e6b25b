"""What each act writes on the case. Clocks, resident's progress, index and notices follow in followers.py."""

from __future__ import annotations

import datetime
from typing import Any

from core.files.services import file_attach
from core.workflow.machine import Context
from core.workflow.services import request_decide, request_open, requests_lapse
from intranet.casework.enums import CaseState, RequestKind
from intranet.casework.models import Case, CaseAssist

FILE_FIELDS = {"photos": "photo", "photos_before": "photo_before", "photos_after": "photo_after", "files": "document"}


def attach_files(context: Context) -> None:
    """Tie the files of the act to the case and to its step."""
    for name, role in FILE_FIELDS.items():
        for stored in context.data.get(name) or ():
            file_attach(file=stored, subject=context.obj, role=role, step=context.step)


def set_intake_facts(context: Context) -> None:
    case, data = context.obj, context.data
    for name in ("minor", "street", "community", "place", "urgent"):
        if name in data:
            setattr(case, name, data[name])
    case.urgent = bool(case.urgent)


def verified_with_facts(context: Context) -> None:
    set_intake_facts(context)
    verified(context)


def assign_supervisor(context: Context) -> None:
    context.obj.supervisor = context.data["supervisor"]
    context.obj.verified_true = None


def verified(context: Context) -> None:
    context.obj.verified_true = context.transition.action == "verify_true"
    attach_files(context)


def give_reason(context: Context) -> None:
    context.obj.reason_code = context.data.get("reason_code", "")
    context.obj.public_reply = context.data.get("public_reply", "") or context.obj.public_reply
    context.obj.closed_at = context.at


def transfer_out(context: Context) -> None:
    context.obj.transferred_to = context.data["transferred_to"]
    context.obj.public_reply = context.data["public_reply"]
    context.obj.closed_at = context.at


def merge(context: Context) -> None:
    case = context.obj
    case.parent = context.data["parent"]
    case.merged_from = context.from_state


def unmerge(context: Context) -> None:
    context.obj.parent, context.obj.merged_from = None, ""


def state_before_merge(case: Case) -> str:
    """Where an undone merge puts the case back."""
    return case.merged_from or CaseState.SUBMITTED


def answer(context: Context) -> None:
    case = context.obj
    case.public_reply = context.data["public_reply"]
    case.closed_at = context.at


def self_handle(context: Context) -> None:
    case = context.obj
    case.self_handled = True
    case.resolved_level = "community"
    case.handled_at = case.closed_at = context.at
    attach_files(context)


def file_case(context: Context) -> None:
    case = context.obj
    case.condition = context.data["condition"]
    case.filed_at = context.at


def dispatch(context: Context) -> None:
    """One lead unit and 0..n assisting units. A dispatch to another unit after a return counts there."""
    case, data = context.obj, context.data
    if case.lead_unit_id != data["lead_unit"].pk:
        case.return_count = 0
    case.lead_unit = data["lead_unit"]
    case.finally_assigned = bool(data.get("finally_assigned"))
    case.dispatched_at = context.at
    case.assists.all().delete()
    for unit in data.get("assisting_units") or ():
        CaseAssist.objects.create(case=case, unit=unit, round=case.round)


def report_assist(context: Context) -> None:
    unit_id = context.step.unit_id if context.step else None
    context.obj.assists.filter(unit_id=unit_id).update(opinion=context.data["opinion"], reported_at=context.at)
    attach_files(context)


def ask(kind: str, *fields: str) -> Any:
    """Effect of an ask_… act: a request row with the named data."""

    def effect(context: Context) -> None:
        request_open(context, kind=kind, data={name: context.data.get(name) for name in fields})
        attach_files(context)

    return effect


def refuse(kind: str) -> Any:
    """Effect of a refuse_… act."""

    def effect(context: Context) -> None:
        request_decide(context, kind=kind, approved=False)
        if kind == RequestKind.RETURN:
            # The dispute is decided: the unit has used its return (派单异议: the centre assigns finally).
            context.obj.return_count += 1
            context.obj.finally_assigned = True

    return effect


def approve_return(context: Context) -> None:
    case: Case = context.obj
    request_decide(context, kind=RequestKind.RETURN, approved=True)
    case.wrong_dispatch_count += 1
    case.lead_unit = None
    case.dispatched_at = None
    case.assists.all().delete()


def approve_extension(context: Context) -> None:
    request = request_decide(context, kind=RequestKind.EXTENSION, approved=True)
    context.obj.extension_count += 1
    context.notes["extend_days"] = request.data["days"]


def approve_suspend(context: Context) -> None:
    request = request_decide(context, kind=RequestKind.SUSPEND, approved=True)
    context.obj.review_on = datetime.date.fromisoformat(request.data["review_on"])


def resume(context: Context) -> None:
    context.obj.review_on = None


def approve_void(context: Context) -> None:
    request = request_decide(context, kind=RequestKind.VOID, approved=True)
    context.obj.reason_code = request.data["reason_code"]
    context.obj.closed_at = context.at


def withdraw(context: Context) -> None:
    context.obj.reason_code = "withdrawn"
    context.obj.closed_at = context.at


def complete(context: Context) -> None:
    case, data = context.obj, context.data
    case.handled_at = context.at
    case.reply_draft = data.get("public_reply") or ""
    if data.get("resolved_level"):
        case.resolved_level = data["resolved_level"]
    attach_files(context)


def begin_check(context: Context) -> None:
    context.obj.supervisor = context.actor.user


def check_pass(context: Context) -> None:
    """The checker releases the reply that the handler drafted, as drafted or as put right."""
    context.obj.public_reply = context.data.get("public_reply") or context.obj.reply_draft
    attach_files(context)


def check_fail(context: Context) -> None:
    context.obj.rework_count += 1
    attach_files(context)


def note_follow_up(context: Context) -> None:
    case, data = context.obj, context.data
    case.follow_up_tries += 1
    if data.get("satisfaction"):
        case.satisfaction = data["satisfaction"]
        case.rating_comment = data.get("opinion", "")


def rate(context: Context) -> None:
    context.obj.satisfaction = context.data["satisfaction"]
    context.obj.rating_comment = context.data.get("opinion", "")


def expire_follow_up(context: Context) -> None:
    context.obj.follow_up_expired = True


def close(context: Context) -> None:
    context.obj.closed_at = context.at


def redo(context: Context) -> None:
    context.obj.redo_count += 1
    _new_round(context)


def reopen(context: Context) -> None:
    context.obj.reopen_count += 1
    attach_files(context)
    _new_round(context)


def _new_round(context: Context) -> None:
    case: Case = context.obj
    case.round += 1
    case.satisfaction, case.rating_comment = None, ""
    case.follow_up_tries, case.follow_up_expired = 0, False
    case.handled_at = case.closed_at = None
    case.self_handled = False
    case.reply_draft = ""
    case.verified_true = None
    if case.lead_unit_id:
        case.dispatched_at = context.at
        case.finally_assigned = True


def lapse_requests(context: Context) -> None:
    """Requests that a change of state has overtaken are closed, so that no queue shows them for ever."""
    if context.obj.state != context.from_state:
        requests_lapse(context.obj, at=context.at)
