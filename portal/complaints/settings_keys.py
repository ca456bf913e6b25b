"""The settings of this app, declared at start-up (core.parameters)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define

SUBMISSIONS = "complaints.submissions_per_hour"
ATTEMPTS = "complaints.attempts_per_hour"
LOOKUPS = "complaints.lookups_per_10_minutes"
ACTS = "complaints.acts_per_hour"
CHANNELS = "complaints.channels"
CHANNEL_NAMES = {
    "web": gettext_noop("网上反映"),
    "phone": gettext_noop("热线电话"),
    "patrol": gettext_noop("监督员巡查"),
    "community": gettext_noop("社区上报"),
    "leader": gettext_noop("领导交办"),
    "wechat": gettext_noop("微信"),
    "visit": gettext_noop("来访"),
    "letter": gettext_noop("来信"),
    "other": gettext_noop("其他"),
}
DEFAULT_CHANNELS = ",".join(f"{code}={name}" for code, name in CHANNEL_NAMES.items())


def declare() -> None:
    """Called once at start-up."""
    proposal = _("建议值")
    for key, default, label in (
        (SUBMISSIONS, 10, _("同一网络地址每小时可提交的诉求数")),
        (ATTEMPTS, 60, _("同一网络地址每小时可发送表单的次数（含填写有误的）")),
        (LOOKUPS, 30, _("同一网络地址每10分钟可查询进度的次数")),
        (ACTS, 20, _("同一网络地址每小时可评价、补充、撤回、要求重办的次数")),
    ):
        define(key, default, ParameterKind.INT, label, _("次"), proposal, group=ParameterGroup.SECURITY, minimum=1, maximum=100_000)
    define(
        CHANNELS,
        DEFAULT_CHANNELS,
        ParameterKind.TEXT,
        _("诉求渠道"),
        source=proposal,
        group=ParameterGroup.OTHER,
        help=_("代码=名称，用逗号分开；代码一经使用不要更改。"),
    )
