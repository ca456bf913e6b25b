"""Settings of committee tasks. Defaults are proposals, since the source says only 及时."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.limits import Limit, LimitUnit
from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define

PREFIX_ASSIGN = "task.prefix_assign"
PREFIX_JOINT = "task.prefix_joint"
PREFIX_SUPERVISION = "task.prefix_supervision"
RECEIVE_LIMIT = "task.receive_limit"
REVIEW_LIMIT = "task.review_limit"
RETURN_TIMES = "task.return_times"
EXTENSIONS_BY_HEAD = "task.extensions_by_unit_head"
EXTENSIONS_BY_LEADER = "task.extensions_by_leader"
SUPERVISION_EXTENSIONS = "task.supervision_extensions"
REMIND_BEFORE = "task.remind_before_days"
ESCALATE_AFTER = "task.escalate_after_days"
DUE_DAYS = "task.due_days"

PROPOSAL = _("建议值")
GROUP = ParameterGroup.TASK


def declare() -> None:
    """Called once at start-up."""
    for key, prefix, label in (
        (PREFIX_ASSIGN, "城管交", _("交办单文号字头")),
        (PREFIX_JOINT, "城管会", _("会办单文号字头")),
        (PREFIX_SUPERVISION, "城管督", _("督办单文号字头")),
    ):
        define(key, prefix, ParameterKind.TEXT, label, source=PROPOSAL, group=GROUP)
    define(RECEIVE_LIMIT, Limit(Decimal(1), LimitUnit.WORK_DAY), ParameterKind.DURATION, _("任务签收时限"), source=PROPOSAL, group=GROUP)
    define(REVIEW_LIMIT, Limit(Decimal(3), LimitUnit.WORK_DAY), ParameterKind.DURATION, _("办结审核时限"), source=PROPOSAL, group=GROUP)
    for key, default, label, unit, low, high in (
        (RETURN_TIMES, 1, _("主办单位可申请退回次数"), _("次"), 0, 5),
        (EXTENSIONS_BY_HEAD, 1, _("任务：分管负责人可批准的延期次数"), _("次"), 0, 5),
        (EXTENSIONS_BY_LEADER, 1, _("任务：领导可批准的延期次数"), _("次"), 0, 5),
        (SUPERVISION_EXTENSIONS, 1, _("督办可延期次数（领导批准）"), _("次"), 0, 5),
        (REMIND_BEFORE, 2, _("到期前几天提醒"), _("天"), 1, 30),
        (ESCALATE_AFTER, 3, _("超期几天后报办公室"), _("天"), 1, 60),
        (DUE_DAYS, 10, _("拟稿时默认的办理天数"), _("天"), 1, 365),
    ):
        define(key, default, ParameterKind.INT, label, unit, PROPOSAL, group=GROUP, minimum=low, maximum=high)
