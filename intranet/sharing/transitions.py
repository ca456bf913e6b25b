"""The table of the letter workflow (domain.md §3.7), one for all kinds; what a kind does not know, its guards refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Transition
from intranet.sharing import effects, guards, needs
from intranet.sharing.enums import LetterState as S
from intranet.sharing.permissions import HEADS, RECEIVERS, WRITERS

WRITTEN = frozenset({S.DRAFT, S.RETURNED})
UNDER_WAY = frozenset({S.SENT, S.RECEIVED})
ANSWERERS = RECEIVERS | HEADS

SENDING: tuple[Transition, ...] = (
    Transition(
        "approve_send", _("签发"), WRITTEN, S.SENT, HEADS, place="sender_head", likely=True, not_same_as=("ask_send",),
        available=guards.may_sign, needs=(needs.opinion(_("签发意见"), required=False),), effect=effects.approve_send,
    ),
    Transition(
        "ask_send", _("送分管负责人签发"), WRITTEN, None, WRITERS, place="sender", likely=True,
        available=guards.may_ask_send, effect=effects.ask_send,
    ),
    Transition("send", _("发出"), WRITTEN, S.SENT, WRITERS, place="sender", likely=True, available=guards.may_send, effect=effects.send_out),
    Transition(
        "refuse_send", _("退回修改"), WRITTEN, None, HEADS, place="sender_head", not_same_as=("ask_send",),
        available=guards.may_sign, needs=(needs.opinion(_("修改意见")),), effect=effects.refuse_send,
    ),
    Transition(
        "withdraw_send", _("撤回送签"), WRITTEN, None, WRITERS, place="sender", available=guards.may_withdraw_send,
        effect=effects.withdraw_send,
    ),
    Transition(
        "void", _("作废"), WRITTEN, S.VOIDED, WRITERS, place="sender", available=guards.not_asked_yet,
        needs=(needs.opinion(_("作废理由")),), effect=effects.void,
    ),
)  # fmt: skip

TAKING_IN: tuple[Transition, ...] = (
    Transition(
        "receive", _("签收"), frozenset({S.SENT}), S.RECEIVED, RECEIVERS, place="recipient", likely=True,
        available=guards.may_receive, target_of=guards.after_receipt, effect=effects.receive,
    ),
    Transition(
        "accept", _("接收移送"), frozenset({S.RECEIVED}), None, ANSWERERS, place="recipient", likely=True,
        available=guards.may_accept, needs=(needs.opinion(_("接收意见"), required=False),), effect=effects.accept,
    ),
    Transition(
        "return_back", _("退回并说明原因"), UNDER_WAY, S.RETURNED, ANSWERERS, place="recipient", available=guards.may_return,
        needs=(needs.opinion(_("退回原因")), needs.FILES), effect=effects.return_back,
    ),
    Transition(
        "refuse", _("书面拒绝"), frozenset({S.RECEIVED}), S.REFUSED, HEADS, place="recipient_head", available=guards.may_refuse,
        needs=(needs.opinion(_("拒绝理由")), needs.FILES), effect=effects.refuse,
    ),
)  # fmt: skip

ANSWERING: tuple[Transition, ...] = (
    Transition(
        "reply", _("回复"), UNDER_WAY, S.REPLIED, ANSWERERS, place="recipient", likely=True, available=guards.may_reply,
        target_of=guards.after_reply, needs=(needs.opinion(_("回复内容")), needs.FILES), effect=effects.reply,
    ),
    Transition(
        "reply_assist", _("回复协查"), UNDER_WAY, S.REPLIED, ANSWERERS, place="recipient", likely=True,
        available=guards.may_reply_assist, target_of=guards.after_reply,
        needs=(needs.CHARACTERISATION, needs.HANDLING, needs.opinion(_("提供资料的说明")), needs.FILES), effect=effects.reply,
    ),
    Transition(
        "report_result", _("反馈处理结果"), UNDER_WAY, S.REPLIED, ANSWERERS, place="recipient", likely=True,
        available=guards.may_report_result, target_of=guards.after_reply,
        needs=(needs.OUTCOME, needs.DECISION_NO, needs.opinion(_("处理情况")), needs.FILES),
        check=guards.needs_decision_no, effect=effects.reply,
    ),
    Transition(
        "answered", _("以函回复"), frozenset({S.RECEIVED}), S.REPLIED, actors=frozenset({"system"}),
        available=guards.answer_owed, effect=effects.answered,
    ),
    Transition(
        "ask_extension", _("申请延期"), UNDER_WAY, None, RECEIVERS, place="recipient", available=guards.may_ask_extension,
        needs=(needs.opinion(_("延期理由")),), effect=effects.ask_extension,
    ),
    Transition(
        "approve_extension", _("同意延期"), UNDER_WAY, None, HEADS, place="recipient_head", not_same_as=("ask_extension",),
        available=guards.may_decide_extension, needs=(needs.opinion(_("审批意见"), required=False),), effect=effects.approve_extension,
    ),
    Transition(
        "refuse_extension", _("不同意延期"), UNDER_WAY, None, HEADS, place="recipient_head", not_same_as=("ask_extension",),
        available=guards.may_decide_extension, needs=(needs.opinion(_("审批意见")),), effect=effects.refuse_extension,
    ),
    Transition(
        "open_case", _("转为案件"), frozenset({S.RECEIVED, S.REPLIED}), None, ANSWERERS, place="recipient",
        available=guards.may_open_case, needs=(needs.PLACE, needs.FACTS), effect=effects.open_case,
    ),
)  # fmt: skip

ENDING: tuple[Transition, ...] = (
    Transition(
        "confirm", _("确认办结"), frozenset({S.REPLIED}), S.CONFIRMED, WRITERS, place="sender", likely=True, available=guards.not_joint,
        needs=(needs.opinion(required=False),), effect=effects.confirm,
    ),
    Transition(
        "record_result", _("登记联合执法结果"), frozenset({S.SENT, S.RECEIVED, S.REPLIED}), S.CONFIRMED, WRITERS, place="sender",
        likely=True, available=guards.is_joint, needs=(*needs.COUNTS, needs.opinion(_("结果说明")), needs.FILES),
        effect=effects.record_result,
    ),
    Transition(
        "ask_again", _("要求补充回复"), frozenset({S.REPLIED}), S.RECEIVED, WRITERS, place="sender", available=guards.may_ask_again,
        needs=(needs.opinion(_("需要补充的内容")),), effect=effects.ask_again,
    ),
    Transition(
        "remind", _("催办"), UNDER_WAY, None, WRITERS, place="sender", needs=(needs.opinion(_("催办意见"), required=False),),
    ),
)  # fmt: skip

TRANSITIONS = (*SENDING, *TAKING_IN, *ANSWERING, *ENDING)
