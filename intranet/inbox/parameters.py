"""Settings of notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define

MAIL_NOTICES = "inbox.mail_notices"


def declare() -> None:
    """Called once at start-up."""
    define(
        MAIL_NOTICES,
        False,
        ParameterKind.BOOL,
        _("通知同时发送邮件（只含编号和链接）"),
        source=_("建议值"),
        group=ParameterGroup.OTHER,
    )
