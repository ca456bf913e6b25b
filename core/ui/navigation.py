"""Navigation of both faces. Apps register their entries in ``ready()``; the layouts only draw them.

An entry whose URL cannot be reversed is left out, so a face shows what it can serve and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.components import Text

Person = AbstractBaseUser | AnonymousUser


def everyone(user: Person) -> bool:
    """Visible to whoever is signed in."""
    return True


def first_url(names: Sequence[str]) -> str:
    """URL of the first name that exists on this face, or an empty string."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the intranet's rail. ``visible`` must not query more than the person's scope does."""

    section: Text
    label: Text
    icon: str
    url_name: str
    order: int = 100
    visible: Callable[[Person], bool] = everyone


@dataclass(frozen=True, slots=True)
class PortalItem:
    """An entry of the portal's main navigation. ``url`` (for pages of the page tree) wins over names.

    ``action`` marks the two things residents come for; they stand apart and survive in 长辈模式.
    """

    key: str
    label: Text
    order: int
    url_names: tuple[str, ...] = ()
    url: Callable[[], str] | None = None
    action: bool = False
    icon: str = ""

    def href(self) -> str:
        """Address of the entry, empty when this site does not have it."""
        return (self.url() if self.url else "") or first_url(self.url_names)


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry ready to draw."""

    label: Text
    href: str
    icon: str = ""
    active: bool = False


@dataclass(frozen=True, slots=True)
class NavSection:
    """Entries of the rail under one heading."""

    label: Text
    links: tuple[NavLink, ...]


_rail: list[NavItem] = []
_portal: dict[str, PortalItem] = {}


def register(item: NavItem) -> NavItem:
    """Add an entry to the rail. Sections stand in the order of their lowest entry."""
    if item not in _rail:
        _rail.append(item)
    return item


def register_portal(item: PortalItem) -> PortalItem:
    """Add an entry to the portal's navigation, or replace the one with the same key."""
    _portal[item.key] = item
    return item


def rail_sections(user: Person, path: str) -> tuple[NavSection, ...]:
    """The rail for a person. The entry with the longest address that begins ``path`` is the active one."""
    items = [(item, first_url((item.url_name,))) for item in sorted(_rail, key=lambda item: item.order) if item.visible(user)]
    shown = [(item, href) for item, href in items if href]
    active = _longest([href for _item, href in shown], path)
    grouped: dict[str, list[NavLink]] = {}
    for item, href in shown:
        grouped.setdefault(str(item.section), []).append(NavLink(item.label, href, item.icon, href == active))
    return tuple(NavSection(label, tuple(links)) for label, links in grouped.items())


def portal_links(path: str, *, action: bool) -> tuple[NavLink, ...]:
    """The portal's navigation: sections (``action=False``) or the two actions."""
    items = sorted((item for item in _portal.values() if item.action is action), key=lambda item: item.order)
    shown = [(item, item.href()) for item in items]
    active = _longest([href for _item, href in shown if href], path)
    return tuple(NavLink(item.label, href, item.icon, href == active) for item, href in shown if href)


def _longest(hrefs: Sequence[str], path: str) -> str:
    """The home page is active only on itself: every path begins with its address."""
    fitting = [href for href in hrefs if path == href or (href != "/" and path.startswith(href))]
    return max(fitting, key=len, default="")


for _item in (
    PortalItem("home", pgettext_lazy("navigation", "首页"), 10, ("portal_base:home",)),
    PortalItem("notices", _("通知公告"), 20, ("portal_base:notices",)),
    PortalItem("policies", _("政策文件"), 30, ("portal_base:policies",)),
    PortalItem("bulletins", _("考评简报"), 40, ("portal_base:bulletins",)),
    PortalItem("units", _("成员单位"), 50, ("portal_directory:list", "portal_directory:index")),
    PortalItem("search", _("检索"), 60, ("search:results", "search:search", "search:page")),
    PortalItem("complain", _("我要反映问题"), 10, ("portal_complaints:new",), action=True, icon="message-square"),
    PortalItem(
        "progress",
        _("查办理进度"),
        20,
        ("portal_complaints:lookup", "portal_complaints:track", "portal_complaints:progress"),
        action=True,
        icon="text-search",
    ),
):
    register_portal(_item)
