"""Which role may look at and which may change each screen of the base data. The permission matrix is drawn from this.

Administration is separated (GB/T 22239, level 3): people and system, security, audit are three posts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import roles_of

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]

EVERY_ROLE = frozenset(Role.values)
ADMINS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
OVERSEERS = ADMINS | {Role.OFFICE_CLERK, Role.LEADER}


@dataclass(frozen=True, slots=True)
class Screen:
    """One area of the base data. ``change`` is a subset of ``look``."""

    key: str
    label: Promise
    text: Promise
    icon: str
    url_name: str
    look: frozenset[str]
    change: frozenset[str]


SCREENS: tuple[Screen, ...] = (
    Screen(
        "units", pgettext_lazy("list", "单位"), _("单位树、曾用名、接入状态"), "building-2", "units", EVERY_ROLE, frozenset({Role.SYSADMIN})
    ),
    Screen(
        "contacts",
        _("单位联系人"),
        _("分管负责人、联络人及缺员情况"),
        "user-check",
        "contacts",
        EVERY_ROLE,
        frozenset({Role.OFFICE_CLERK}),
    ),
    Screen("people", _("人员"), _("邀请、借调、停用"), "users", "people", OVERSEERS - {Role.LEADER}, frozenset({Role.SYSADMIN})),
    Screen(
        "roles",
        _("角色任命"),
        _("谁在哪个单位担任什么角色、任期"),
        "badge-check",
        "roles",
        ADMINS,
        frozenset({Role.SYSADMIN, Role.SECADMIN}),
    ),
    Screen(
        "security",
        _("登录安全"),
        _("在线登录、锁定、解除两步验证"),
        "shield-check",
        "sessions",
        ADMINS,
        frozenset({Role.SECADMIN, Role.SYSADMIN}),
    ),
    Screen(
        "categories",
        _("分类与立案条件"),
        _("大类、小类、立案条件与处置时限"),
        "tag",
        "categories",
        EVERY_ROLE,
        frozenset({Role.OFFICE_CLERK}),
    ),
    Screen("calendar", _("工作日历"), _("节假日、调休和办公时间"), "calendar-days", "calendar", EVERY_ROLE, frozenset({Role.OFFICE_CLERK})),
    Screen(
        "parameters",
        _("运行参数"),
        _("每个时限和周期的现值、依据和修改记录"),
        "settings",
        "parameters",
        OVERSEERS,
        frozenset({Role.OFFICE_CLERK}),
    ),
    Screen("security_parameters", _("登录安全参数"), _("密码、锁定、超时"), "lock", "parameters", OVERSEERS, frozenset({Role.SECADMIN})),
    Screen(
        "letters",
        _("未送达消息"),
        _("后台处理失败的消息，重试或放弃"),
        "triangle-alert",
        "letters",
        frozenset({Role.SYSADMIN}),
        frozenset({Role.SYSADMIN}),
    ),
    Screen(
        "audit",
        _("审计日志"),
        _("谁在何时做了什么，及链条检验"),
        "scroll-text",
        "audit",
        frozenset({Role.AUDITOR}),
        frozenset({Role.AUDITOR}),
    ),
    Screen(
        "reveals",
        _("明文查看记录"),
        _("谁查看过诉求人的联系方式、理由"),
        "eye",
        "reveals",
        frozenset({Role.AUDITOR, Role.SECADMIN}),
        frozenset(),
    ),
    Screen("matrix", _("权限矩阵"), _("每个角色可以看什么、做什么"), "columns-3", "matrix", OVERSEERS, frozenset()),
)
_by_key = {screen.key: screen for screen in SCREENS}
Person: TypeAlias = User | AnonymousUser | AbstractBaseUser


def screen_of(key: str) -> Screen:
    """A screen by its key."""
    return _by_key[key]


def may_look(user: Person, key: str) -> bool:
    """Whether the person may open the screen."""
    return isinstance(user, User) and not _by_key[key].look.isdisjoint(roles_of(user))


def may_change(user: Person, key: str) -> bool:
    """Whether the person may change what the screen shows."""
    return isinstance(user, User) and not _by_key[key].change.isdisjoint(roles_of(user))


def looks(key: str) -> Callable[[View[P]], View[P]]:
    """The view is for those who may look at the screen."""
    return _guard(lambda user: may_look(user, key))


def changes(key: str) -> Callable[[View[P]], View[P]]:
    """The view is for those who may change what the screen shows, also for showing its form."""
    return _guard(lambda user: may_change(user, key))


def _guard(allowed: Callable[[Person], bool]) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
