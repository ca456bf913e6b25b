"""The workplace's entries in the rail, and the shortcuts of roles whose work lies in the base data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.ui.navigation import NavItem, register
from core.units.enums import Role
from intranet.inbox.registry import Shortcut, register_shortcut

SECTION = _("工作台")
SHORTCUTS = (
    Shortcut(_("邀请人员"), "intranet_registry:invite", "users", frozenset({Role.SYSADMIN}), 500),
    Shortcut(_("未送达消息"), "intranet_registry:letters", "triangle-alert", frozenset({Role.SYSADMIN}), 510),
    Shortcut(_("登录安全"), "intranet_registry:sessions", "shield-check", frozenset({Role.SECADMIN}), 520),
    Shortcut(_("角色任命"), "intranet_registry:roles", "badge-check", frozenset({Role.SECADMIN}), 530),
    Shortcut(_("审计日志"), "intranet_registry:audit", "scroll-text", frozenset({Role.AUDITOR}), 540),
    Shortcut(_("明文查看记录"), "intranet_registry:reveals", "eye", frozenset({Role.AUDITOR}), 550),
    Shortcut(_("单位联系人缺员"), "intranet_registry:contacts", "user-check", frozenset({Role.OFFICE_CLERK}), 560, "?missing=any"),
    Shortcut(_("运行参数"), "intranet_registry:parameters", "settings", frozenset({Role.OFFICE_CLERK}), 570),
)


def register_entries() -> None:
    """Called once at start-up."""
    register(NavItem(SECTION, _("今天"), "house", "intranet_inbox:home", 10))
    register(NavItem(SECTION, _("通知"), "bell", "intranet_inbox:notifications", 15))
    for shortcut in SHORTCUTS:
        register_shortcut(shortcut)
