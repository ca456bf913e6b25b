"""The base data's entries in the rail: each person sees the screens the roles open."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from core.ui.navigation import NavItem, Person, register
from intranet.registry.permissions import may_look

SECTION = _("基础数据")
# Screens that many look into daily, or that some work with; the rest is reached from the overview.
IN_RAIL = {
    "contacts": 810,
    "categories": 820,
    "calendar": 830,
    "people": 840,
    "roles": 850,
    "security": 860,
    "letters": 870,
    "audit": 880,
    "reveals": 890,
}
LABELS = {
    "contacts": (_("单位与联系人"), "building-2", "intranet_registry:contacts"),
    "categories": (_("分类与时限"), "tag", "intranet_registry:categories"),
    "calendar": (_("工作日历"), "calendar-days", "intranet_registry:calendar"),
    "people": (_("人员"), "users", "intranet_registry:people"),
    "roles": (_("角色任命"), "badge-check", "intranet_registry:roles"),
    "security": (_("登录安全"), "shield-check", "intranet_registry:sessions"),
    "letters": (_("未送达消息"), "triangle-alert", "intranet_registry:letters"),
    "audit": (_("审计日志"), "scroll-text", "intranet_registry:audit"),
    "reveals": (_("明文查看记录"), "eye", "intranet_registry:reveals"),
}


def _visible(key: str, user: Person) -> bool:
    return may_look(user, key)


def register_screens() -> None:
    """Called once at start-up."""
    register(NavItem(SECTION, _("全部基础数据"), "database", "intranet_registry:overview", 800, partial(_visible, "units")))
    for key, order in IN_RAIL.items():
        label, icon, url_name = LABELS[key]
        register(NavItem(SECTION, label, icon, url_name, order, partial(_visible, key)))
