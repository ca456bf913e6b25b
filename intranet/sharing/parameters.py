"""The settings of sharing that domain.md §3.8 does not name already (those are in core/parameters)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.limits import Limit, LimitUnit
from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define
from intranet.sharing.enums import LetterKind

LEAD = "sharing.enforcement_lead"
LEAD_TOPIC = "sharing.lead_changed"
RECEIVE_LIMIT = "sharing.receive_limit"
RESULT_LIMIT = "sharing.transfer_result_limit"
REMIND_DAYS = "sharing.duty_remind_days"
EXPIRING_DAYS = "sharing.approval_expiring_days"
PROPOSAL = _("建议值")
G = ParameterGroup.SHARING


def approval_key(kind: str) -> str:
    """Whether a letter of this kind goes out only after the unit head's approval."""
    return f"sharing.{kind}_needs_approval"


def declare() -> None:
    """Called once at start-up."""
    define(
        LEAD, "", ParameterKind.TEXT, _("执法牵头单位代码"), "", _("原文S66：城管执法部门牵头"), group=G, topic=LEAD_TOPIC,
        help=_("填写单位代码。牵头单位可以看到各单位之间已发出的函件。"),
    )  # fmt: skip
    define(RECEIVE_LIMIT, Limit(Decimal(2), LimitUnit.WORK_DAY), ParameterKind.DURATION, _("函件签收时限"), source=PROPOSAL, group=G)
    define(
        RESULT_LIMIT, Limit(Decimal(90), LimitUnit.CALENDAR_DAY), ParameterKind.DURATION, _("书面移送结果反馈时限（接收后）"),
        source=_("《行政处罚法》第60条"), group=G,
    )  # fmt: skip
    define(REMIND_DAYS, 3, ParameterKind.INT, _("定期通报和报送提前提醒"), _("天"), PROPOSAL, group=G, minimum=0, maximum=15)
    define(EXPIRING_DAYS, 30, ParameterKind.INT, _("许可即将到期的提示"), _("天"), PROPOSAL, group=G, minimum=1, maximum=365)
    for kind in LetterKind:
        label = format_lazy(_("{kind}须经分管负责人签发"), kind=kind.label)
        define(approval_key(kind), True, ParameterKind.BOOL, label, source=_("原文S70：分管负责人"), group=G)
