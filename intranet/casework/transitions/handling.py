"""At the unit: 签收、退回、延期、挂账、进展、协办、处置完成; and 作废, which may come at any time."""

from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from core.workflow.machine import Transition
from intranet.casework import effects, guards, needs
from intranet.casework.enums import OPEN_STATES, RequestKind
from intranet.casework.enums import CaseState as S
from intranet.casework.permissions import HANDLING_ROLES

LEADER = frozenset({Role.LEADER})
UNIT_HEAD = frozenset({Role.UNIT_HEAD})
RETURNERS = HANDLING_ROLES | {Role.LIAISON, Role.UNIT_HEAD}
RETURN_DECIDERS = frozenset({Role.DISPATCHER, Role.LEADER})
AT_UNIT = frozenset({S.DISPATCHED, S.HANDLING})
IN_HAND = frozenset({S.HANDLING})
VOID_ASKERS = frozenset({Role.ACCEPTOR, Role.DISPATCHER, Role.SUPERVISOR, Role.OFFICE_CLERK})

HANDLING: tuple[Transition, ...] = (
    Transition("receive", _("签收"), frozenset({S.DISPATCHED}), S.HANDLING, HANDLING_ROLES, place="lead", likely=True, public_label=_("承办单位已签收")),
    Transition(
        "ask_return", _("申请退回"), AT_UNIT, None, RETURNERS, place="lead", available=guards.may_ask_return,
        needs=(needs.PROPOSED_UNIT, needs.opinion(_("退回原因"))), effect=effects.ask(RequestKind.RETURN, "proposed_unit"),
    ),
    Transition(
        "approve_return", _("同意退回"), AT_UNIT, S.FILED, RETURN_DECIDERS, available=guards.may_decide_return,
        needs=(needs.opinion(_("审批意见"), required=False),), effect=effects.approve_return, public_label=_("正在重新安排办理单位"),
    ),
    Transition(
        "refuse_return", _("不同意退回"), AT_UNIT, None, RETURN_DECIDERS, available=guards.may_decide_return,
        needs=(needs.opinion(_("审批意见")),), effect=effects.refuse(RequestKind.RETURN),
    ),
    Transition(
        "note", _("登记进展"), IN_HAND, None, HANDLING_ROLES, place="involved",
        needs=(needs.opinion(_("进展情况")), needs.PHOTOS_OPTIONAL, needs.FILES), effect=effects.attach_files,
    ),
    Transition(
        "assist", _("反馈协办情况"), AT_UNIT, None, HANDLING_ROLES, place="assisting",
        needs=(needs.opinion(_("协办情况")), needs.PHOTOS_OPTIONAL, needs.FILES), effect=effects.report_assist,
    ),
    Transition(
        "ask_extension", _("申请延期"), IN_HAND, None, HANDLING_ROLES | {Role.UNIT_HEAD}, place="lead", available=guards.may_ask_extension,
        needs=(needs.EXTRA_DAYS, needs.opinion(_("延期理由"))), check=guards.extension_days, effect=effects.ask(RequestKind.EXTENSION, "days"),
    ),
    Transition(
        "approve_extension", _("同意延期"), IN_HAND, None, frozenset({Role.UNIT_HEAD, Role.LEADER}), available=guards.may_decide_extension,
        needs=(needs.opinion(_("审批意见"), required=False),), effect=effects.approve_extension, public_label=_("办理期限已延长"),
    ),
    Transition(
        "refuse_extension", _("不同意延期"), IN_HAND, None, frozenset({Role.UNIT_HEAD, Role.LEADER}), available=guards.may_decide_extension,
        needs=(needs.opinion(_("审批意见")),), effect=effects.refuse(RequestKind.EXTENSION),
    ),
    Transition(
        "ask_suspend", _("申请挂账"), IN_HAND, None, UNIT_HEAD, place="lead", available=guards.may_ask_suspend,
        needs=(needs.REVIEW_ON, needs.opinion(_("挂账理由"), hint=_("须为工程、季节或条件尚不具备的情形。"))),
        check=guards.future_review, effect=effects.ask(RequestKind.SUSPEND, "review_on"),
    ),
    Transition(
        "approve_suspend", _("同意挂账"), IN_HAND, S.SUSPENDED, LEADER, available=guards.may_decide_suspend,
        needs=(needs.opinion(_("审批意见"), required=False),), effect=effects.approve_suspend, public_label=_("暂缓办理"),
    ),
    Transition(
        "refuse_suspend", _("不同意挂账"), IN_HAND, None, LEADER, available=guards.may_decide_suspend,
        needs=(needs.opinion(_("审批意见")),), effect=effects.refuse(RequestKind.SUSPEND),
    ),
    Transition(
        "resume", _("恢复处置"), frozenset({S.SUSPENDED}), S.HANDLING, frozenset({Role.DISPATCHER}), actors=frozenset({"user", "system"}),
        available=guards.review_reached, needs=(needs.opinion(_("意见"), required=False),), effect=effects.resume, likely=True,
        public_label=_("恢复办理"),
    ),
    Transition(
        "complete", _("处置完成"), IN_HAND, S.HANDLED, HANDLING_ROLES, place="lead", likely=True, available=guards.no_pending_at_unit,
        needs=(
            needs.MEASURE, needs.CORRECT_BY, needs.AFTER, needs.opinion(_("处置情况（内部）")), needs.REPLY, needs.LEVEL, needs.FILES,
        ),
        check=guards.correction_date, effect=effects.complete, public_label=_("承办单位已处置，等待核查"),
    ),
    Transition(
        "ask_void", _("申请作废"), OPEN_STATES, None, VOID_ASKERS, available=guards.may_ask_void,
        needs=(needs.VOID_REASON, needs.opinion(_("作废理由"))), effect=effects.ask(RequestKind.VOID, "reason_code"),
    ),
    Transition(
        "approve_void", _("同意作废"), OPEN_STATES, S.VOIDED, frozenset({Role.SHIFT_LEADER}), available=guards.may_decide_void,
        needs=(needs.opinion(_("审批意见"), required=False),), effect=effects.approve_void, public_label=_("已作废"),
    ),
    Transition(
        "refuse_void", _("不同意作废"), OPEN_STATES, None, frozenset({Role.SHIFT_LEADER}), available=guards.may_decide_void,
        needs=(needs.opinion(_("审批意见")),), effect=effects.refuse(RequestKind.VOID),
    ),
)
