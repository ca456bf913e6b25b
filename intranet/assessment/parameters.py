"""Settings of the monthly assessment (domain.md §3.8: proposals)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.limits import Limit, LimitUnit
from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define

SHOW_DAY = "assessment.show_day"
APPEAL_WINDOW = "assessment.appeal_window"
ANSWER_LIMIT = "assessment.answer_limit"
FREEZE_LIMIT = "assessment.freeze_limit"
BULLETIN_DAY = "assessment.bulletin_day"
_PROPOSAL = _("建议值")
_GROUP = ParameterGroup.ASSESSMENT


def declare() -> None:
    """Called once at start-up."""
    define(SHOW_DAY, 3, ParameterKind.INT, _("月度考评最迟于次月几日公示到单位"), _("日"), _PROPOSAL, group=_GROUP, minimum=1, maximum=28)
    spans = (
        (APPEAL_WINDOW, 5, _("考评申诉期")),
        (ANSWER_LIMIT, 3, _("考评申诉答复时限")),
        (FREEZE_LIMIT, 2, _("申诉期满后冻结时限")),
    )
    for key, days, label in spans:
        span = Limit(Decimal(days), LimitUnit.WORK_DAY)
        define(key, span, ParameterKind.DURATION, label, source=_PROPOSAL, group=_GROUP)
    define(BULLETIN_DAY, 15, ParameterKind.INT, _("考评简报最迟于次月几日发布"), _("日"), _PROPOSAL, group=_GROUP, minimum=1, maximum=28)
