"""Guards and effects of supervisions."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from core.numbering.services import letter_number
from core.parameters.selectors import number, value
from core.units.actors import Actor
from core.units.selectors import scope_of
from core.workflow.errors import NotAllowed, Refused
from core.workflow.machine import Context
from core.workflow.moment import act_date
from core.workflow.selectors import pending_request
from core.workflow.services import deny_own_request, request_decide
from intranet.tasks.effects import attach_files
from intranet.tasks.enums import RequestKind, SupervisionLevel
from intranet.tasks.models import Supervision
from intranet.tasks.parameters import PREFIX_SUPERVISION, SUPERVISION_EXTENSIONS


def not_the_proposer(supervision: Supervision, actor: Actor) -> None:
    """立项 and 登记 are two people's acts."""
    if actor.user_id is not None and supervision.opened_by_id == actor.user_id:
        raise NotAllowed(_("登记须由立项人以外的人员办理。"))


def day_ahead(supervision: Supervision, _actor: Actor) -> None:
    if supervision.due_on <= act_date():
        raise Refused(_("回复期限须晚于发出当日，请撤销后重新立项。"))


def not_yet_received(supervision: Supervision, _actor: Actor) -> None:
    if supervision.received_at is not None:
        raise Refused(_("督办单已签收。"))


def is_received(supervision: Supervision, _actor: Actor) -> None:
    if supervision.received_at is None:
        raise Refused(_("请先签收督办单。"))


def may_ask_extension(supervision: Supervision, _actor: Actor) -> None:
    if pending_request(supervision, RequestKind.EXTENSION):
        raise Refused(_("已提出延期申请，等待审批。"))
    if supervision.extension_count >= number(SUPERVISION_EXTENSIONS):
        raise Refused(_("本督办事项已用完延期次数，不能再延期。"))
    if act_date() > supervision.due_on:
        raise Refused(_("已超过回复期限，不能再申请延期。"))


def may_decide_extension(supervision: Supervision, actor: Actor) -> None:
    deny_own_request(supervision, actor, RequestKind.EXTENSION)


def not_of_unit(supervision: Supervision, actor: Actor) -> None:
    """Nobody with a post at the supervised unit checks its reply."""
    if actor.user is not None and supervision.unit_id in scope_of(actor.user).unit_ids:
        raise NotAllowed(_("核查和销号须由被督办单位以外的人员进行。"))


def can_be_raised(supervision: Supervision, _actor: Actor) -> None:
    if supervision.level == SupervisionLevel.LISTED:
        raise Refused(_("已是最高督办级别。"))


def register(context: Context) -> None:
    supervision: Supervision = context.obj
    supervision.number = letter_number(prefix=str(value(PREFIX_SUPERVISION)), year=act_date().year)


def dispatch(context: Context) -> None:
    context.obj.dispatched_at = context.at


def receive(context: Context) -> None:
    context.obj.received_at = context.at


def reply(context: Context) -> None:
    context.obj.reply = context.data.get("opinion", "")
    context.obj.replied_at = context.at
    attach_files(context)


def return_reply(context: Context) -> None:
    context.obj.return_count += 1
    context.obj.replied_at = None


def raise_level(context: Context) -> None:
    context.obj.level = context.data["level"]


def approve_extension(context: Context) -> None:
    request = request_decide(context, kind=RequestKind.EXTENSION, approved=True)
    context.obj.extension_count += 1
    context.notes["new_due_on"] = datetime.date.fromisoformat(request.data["new_due_on"])


def close(context: Context) -> None:
    context.obj.closed_at = context.at
