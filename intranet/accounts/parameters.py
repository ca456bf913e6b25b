"""Settings that sign-in adds to the security group (the others are in core/parameters/definitions.py)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define

SECOND_FACTOR_FOR_ALL = "security.second_factor_for_all"
INVITATION_HOURS = "security.invitation_hours"


def declare() -> None:
    """Called once at start-up."""
    level, proposal = _("等级保护2.0第三级：管理员须双因素鉴别"), _("建议值")
    define(
        SECOND_FACTOR_FOR_ALL,
        False,
        ParameterKind.BOOL,
        _("全体人员必须使用双因素鉴别（管理员始终必须）"),
        source=level,
        group=ParameterGroup.SECURITY,
    )
    define(
        INVITATION_HOURS,
        72,
        ParameterKind.INT,
        _("邀请与重置链接有效期"),
        _("小时"),
        proposal,
        group=ParameterGroup.SECURITY,
        minimum=1,
        maximum=720,
    )
