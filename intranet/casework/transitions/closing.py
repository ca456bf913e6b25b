"""Check, follow-up, close and what may come after; and the acts of the requester, office and leaders."""

from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from core.workflow.machine import Transition
from intranet.casework import effects, guards, needs
from intranet.casework.enums import OPEN_STATES
from intranet.casework.enums import CaseState as S

SUPERVISOR = frozenset({Role.SUPERVISOR})
ACCEPTOR = frozenset({Role.ACCEPTOR})
REQUESTER = frozenset({"requester"})
BEFORE_DISPATCH = frozenset({S.SUBMITTED, S.VERIFYING, S.ACCEPTED, S.FILED})

CLOSING: tuple[Transition, ...] = (
    Transition(
        "begin_check", _("开始核查"), frozenset({S.HANDLED}), S.CHECKING, SUPERVISOR, available=guards.not_of_lead_unit,
        not_same_as=("complete",), effect=effects.begin_check, likely=True, public_label=_("正在现场核查"),
    ),
    Transition(
        "check_pass", _("核查通过"), frozenset({S.CHECKING}), S.FOLLOW_UP, SUPERVISOR, available=guards.checking_by_me,
        not_same_as=("complete",), likely=True,
        needs=(needs.PHOTOS, needs.opinion(_("核查情况")), needs.REPLY_TO_RELEASE), effect=effects.check_pass, public_label=_("已办结，请您评价"),
    ),
    Transition(
        "check_fail", _("核查不通过，返工"), frozenset({S.CHECKING}), S.DISPATCHED, SUPERVISOR, available=guards.checking_by_me,
        not_same_as=("complete",), needs=(needs.PHOTOS, needs.opinion(_("不通过的原因"))), effect=effects.check_fail,
        public_label=_("核查未通过，退回承办单位重新处置"),
    ),
    Transition(
        "follow_up", _("登记回访"), frozenset({S.FOLLOW_UP}), None, ACCEPTOR, likely=True, available=guards.rated_by_whom,
        needs=(needs.REACHED, needs.STARS, needs.opinion(_("回访情况"))), effect=effects.note_follow_up,
    ),
    Transition(
        "rate", _("评价"), frozenset({S.FOLLOW_UP, S.CLOSED}), None, actors=REQUESTER, effect=effects.rate, public_label=_("您已评价"),
    ),
    Transition(
        "expire_follow_up", _("回访期满"), frozenset({S.FOLLOW_UP}), None, actors=frozenset({"system"}), available=guards.follow_up_over,
        effect=effects.expire_follow_up,
    ),
    Transition(
        "close", _("结案"), frozenset({S.FOLLOW_UP}), S.CLOSED, frozenset({Role.SHIFT_LEADER}), not_same_as=("complete",), likely=True,
        available=guards.ready_to_close, needs=(needs.opinion(_("结案意见"), required=False),), effect=effects.close, public_label=_("已结案"),
    ),
    Transition(
        "redo", _("不满意属实，重办"), frozenset({S.FOLLOW_UP}), S.DISPATCHED, frozenset({Role.ACCEPTOR, Role.LEADER}),
        available=guards.may_redo, needs=(needs.opinion(_("核实情况")),), effect=effects.redo, public_label=_("重新交办"),
    ),
    Transition(
        "reopen", _("重新打开"), frozenset({S.CLOSED}), S.DISPATCHED, frozenset({Role.OFFICE_CLERK}), actors=frozenset({"user", "requester"}),
        available=guards.has_unit, needs=(needs.opinion(_("理由")), needs.PHOTOS_OPTIONAL), effect=effects.reopen, public_label=_("重新打开"),
    ),
    Transition(
        "reopen_intake", _("重新打开并受理"), frozenset({S.CLOSED}), S.SUBMITTED, frozenset({Role.OFFICE_CLERK}),
        actors=frozenset({"user", "requester"}), available=guards.has_no_unit,
        needs=(needs.opinion(_("理由")), needs.PHOTOS_OPTIONAL), effect=effects.reopen, public_label=_("重新打开"),
    ),
    Transition(
        "audit_self_handled", _("抽查自行处置"), frozenset({S.CLOSED}), None, ACCEPTOR, not_same_as=("self_handle",),
        available=guards.is_self_handled, needs=(needs.opinion(_("抽查结论")),),
    ),
    Transition(
        "supplement", _("补充情况"), OPEN_STATES, None, ACCEPTOR, actors=frozenset({"user", "requester"}),
        needs=(needs.opinion(_("补充内容")), needs.PHOTOS_OPTIONAL), effect=effects.attach_files, public_label=_("已补充情况"),
    ),
    Transition(
        "withdraw", _("撤回"), BEFORE_DISPATCH, S.VOIDED, actors=REQUESTER, effect=effects.withdraw, public_label=_("已撤回"),
    ),
    Transition("instruct", _("批示"), OPEN_STATES, None, frozenset({Role.LEADER}), needs=(needs.opinion(_("批示内容")),)),
    Transition("remind", _("催办"), OPEN_STATES, None, frozenset({Role.OFFICE_CLERK, Role.DISPATCHER}), needs=(needs.opinion(_("催办内容")),)),
)
