"""Why an act on a letter may be refused although role and state fit. Each raises with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.parameters.selectors import flag, number
from core.units.actors import Actor
from core.units.enums import Role
from core.units.selectors import scope_of
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.moment import act_moment
from core.workflow.selectors import pending_request, steps_of
from core.workflow.services import deny_own_request
from intranet.records.selectors import consequences_of
from intranet.sharing.enums import LetterKind, LetterState, RecipientState, RequestKind
from intranet.sharing.kinds import owes_reply, rule_of
from intranet.sharing.models import Letter, LetterRecipient
from intranet.sharing.parameters import approval_key
from intranet.sharing.permissions import WITHOUT_LIAISON, present_rows, rows_of

Guard = Callable[[Letter, Actor], None]
CASE = "intranet_casework.case"


def needs_approval(letter: Letter) -> bool:
    """Whether this kind goes out only when the unit head has signed (a setting for each kind)."""
    return flag(approval_key(letter.kind))


def is_asked(letter: Letter) -> bool:
    """Whether the letter lies before the unit head."""
    return pending_request(letter, RequestKind.SEND) is not None


def not_asked_yet(letter: Letter, _actor: Actor) -> None:
    if is_asked(letter):
        raise Refused(_("已送分管负责人签发，先撤回送签才能办理。"))


def may_ask_send(letter: Letter, actor: Actor) -> None:
    if not needs_approval(letter):
        raise Refused(_("此类函件不须签发，可直接发出。"))
    not_asked_yet(letter, actor)


def may_withdraw_send(letter: Letter, _actor: Actor) -> None:
    if not is_asked(letter):
        raise Refused(_("没有待签发的申请。"))


def may_send(letter: Letter, actor: Actor) -> None:
    if needs_approval(letter):
        raise Refused(_("此类函件须经分管负责人签发后发出。"))
    not_asked_yet(letter, actor)


def may_sign(letter: Letter, actor: Actor) -> None:
    """Author ≠ approver: neither who asked, nor who wrote or changed a word of it, signs."""
    deny_own_request(letter, actor, RequestKind.SEND)
    if letter.author_id == actor.user_id or steps_of(letter).filter(action="edit", actor=actor.user_id).exists():
        raise NotAllowed(_("拟稿人不能签发自己拟的函件。"))


def row_to_receive(letter: Letter, actor: Actor) -> LetterRecipient | None:
    """The receipt that this person owes."""
    return _row(letter, actor, RecipientState.PENDING)


def row_to_answer(letter: Letter, actor: Actor) -> LetterRecipient | None:
    """The answer that this person's unit owes."""
    return _row(letter, actor, RecipientState.RECEIVED)


def _row(letter: Letter, actor: Actor, state: str) -> LetterRecipient | None:
    rows = rows_of(letter, actor.user) if actor.user else []
    return next((row for row in rows if row.state == state), None)


def may_receive(letter: Letter, actor: Actor) -> None:
    """联络人 takes in; a handler only where no liaison is named."""
    row = row_to_receive(letter, actor)
    if row is None:
        raise Refused(_("本单位已签收。"))
    assert actor.user is not None
    others = {Role.LIAISON, Role.OFFICE_CLERK, Role.STREET_CENTRE, Role.COMMUNITY_WORKER}
    if row.unit.kind not in WITHOUT_LIAISON and not scope_of(actor.user).holds_at(others, {row.unit_id}):
        raise NotAllowed(_("函件由本单位联络人签收。"))


def may_accept(letter: Letter, _actor: Actor) -> None:
    if not rule_of(letter).acceptance:
        raise Refused(_("只有书面移送须办理接收。"))
    if letter.accepted_at:
        raise Refused(_("已接收该移送。"))


def may_return(letter: Letter, _actor: Actor) -> None:
    if not rule_of(letter).returnable:
        raise Refused(_("此类函件不能退回。"))
    if letter.accepted_at:
        raise Refused(_("已接收的移送不能退回。"))


def may_refuse(letter: Letter, _actor: Actor) -> None:
    if not rule_of(letter).refusable:
        raise Refused(_("只有协查函可以书面拒绝。"))


def answers_with(*kinds: str) -> Guard:
    """Guard of an answer in the form of these kinds."""

    def guard(letter: Letter, actor: Actor) -> None:
        if letter.kind not in kinds or not owes_reply(letter):
            raise Refused(_("此函件不用这种方式回复。"))
        if rule_of(letter).acceptance and not letter.accepted_at:
            raise Refused(_("接收移送后才能反馈结果。"))
        if row_to_answer(letter, actor) is None:
            raise Refused(_("本单位尚未签收，或者已经回复。"))
        if pending_request(letter, RequestKind.EXTENSION):
            raise Refused(_("延期申请待审批，暂不能回复。"))

    return guard


may_reply = answers_with(LetterKind.APPROVAL_INFO, LetterKind.OPINION_LETTER, LetterKind.JOINT_ENFORCEMENT)
may_reply_assist = answers_with(LetterKind.ASSIST_REQUEST)
may_report_result = answers_with(LetterKind.WRITTEN_TRANSFER)


def answer_owed(letter: Letter, _actor: Actor) -> None:
    """An answer that came as a letter of its own."""
    if not owes_reply(letter) or (rule_of(letter).acceptance and not letter.accepted_at):
        raise Refused(_("此函件不用这种方式回复。"))


def may_ask_extension(letter: Letter, _actor: Actor) -> None:
    """协查 +5, once, before the due time (安阳 art. 35)."""
    if not rule_of(letter).extendable:
        raise Refused(_("只有协查函可以延期回复。"))
    if pending_request(letter, RequestKind.EXTENSION):
        raise Refused(_("已提出延期申请，等待审批。"))
    if letter.extension_count >= number("sharing.assist_extension_times"):
        raise Refused(_("已用完延期次数，不能再延期。"))
    if letter.due_at is None or act_moment() > letter.due_at:
        raise Refused(_("已超过回复期限，不能再申请延期。"))


def may_decide_extension(letter: Letter, actor: Actor) -> None:
    deny_own_request(letter, actor, RequestKind.EXTENSION)


def not_joint(letter: Letter, _actor: Actor) -> None:
    if letter.kind == LetterKind.JOINT_ENFORCEMENT:
        raise Refused(_("联合执法在登记结果后办结。"))


def may_ask_again(letter: Letter, _actor: Actor) -> None:
    if rule_of(letter).many:
        raise Refused(_("发给多个单位的函件不能要求补充回复。"))


def is_joint(letter: Letter, _actor: Actor) -> None:
    if letter.kind != LetterKind.JOINT_ENFORCEMENT:
        raise Refused(_("只有联合执法须登记结果。"))


def may_open_case(letter: Letter, _actor: Actor) -> None:
    if not rule_of(letter).acceptance or not letter.accepted_at:
        raise Refused(_("接收书面移送后才能转为案件。"))
    if any(ref.kind == CASE for ref in consequences_of(letter)):
        raise Refused(_("该移送已转为案件。"))


def needs_decision_no(_letter: Letter, _actor: Actor, data: Mapping[str, Any]) -> None:
    if data.get("outcome") == "penalised" and not str(data.get("decision_no") or "").strip():
        raise InvalidData({"decision_no": _("已作出行政处罚的，请填写处罚决定书文号。")})


# Where an act leads, as far as it depends on the other recipients.


def after_receipt(letter: Letter) -> str:
    """With the last receipt a letter is received; where no answer is owed that is its end."""
    if sum(row.state == RecipientState.PENDING for row in present_rows(letter)) > 1:
        return letter.state
    return LetterState.RECEIVED if owes_reply(letter) else LetterState.CONFIRMED


def after_reply(letter: Letter) -> str:
    """With the last answer a letter is answered."""
    return letter.state if sum(row.state != RecipientState.REPLIED for row in present_rows(letter)) > 1 else LetterState.REPLIED
