"""What the home page and the top bar read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.phrases import listed
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.inbox.models import Notification
from intranet.inbox.registry import DueItem, Shortcut, providers, shortcuts_for


@dataclass(frozen=True, slots=True)
class DueGroup:
    """A stretch of time and what falls into it, earliest first."""

    key: str
    label: str
    items: tuple[DueItem, ...]


@dataclass(frozen=True, slots=True)
class ReadyShortcut:
    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Home:
    """The home page: groups without items are left out. ``due`` counts what is late or due today."""

    groups: tuple[DueGroup, ...]
    total: int
    due: int
    late: int
    has_roles: bool


def _end_of_day(now: datetime.datetime) -> datetime.datetime:
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.min))


def home_of(user: User, now: datetime.datetime) -> Home:
    """Everything that waits for the person, ordered by due time."""
    found = [item for provider in providers() for item in provider.items(user, now)]
    items = _merged(found)
    total = sum(provider.count(user, now) for provider in providers()) - (len(found) - len(items))
    today, week = _end_of_day(now), _end_of_day(now + datetime.timedelta(days=6))
    groups = (
        ("late", _("已超期"), [item for item in items if item.due_at and item.due_at < now]),
        ("today", _("今天到期"), [item for item in items if item.due_at and now <= item.due_at < today]),
        ("week", _("七天内到期"), [item for item in items if item.due_at and today <= item.due_at < week]),
        ("later", _("以后到期"), [item for item in items if item.due_at and item.due_at >= week]),
        ("open", _("没有时限"), [item for item in items if item.due_at is None]),
    )
    made = tuple(DueGroup(key, label, tuple(sorted(found, key=_order))) for key, label, found in groups if found)
    sizes = {group.key: len(group.items) for group in made}
    late = sizes.get("late", 0)
    return Home(made, max(total, len(items)), late + sizes.get("today", 0), late, bool(scope_of(user).roles))


def _merged(items: list[DueItem]) -> list[DueItem]:
    """One line for a record that waits for two things (to be closed, its voiding to be decided)."""
    by_url: dict[str, DueItem] = {}
    for item in items:
        known = by_url.get(item.url)
        by_url[item.url] = replace(known, kind=listed(dict.fromkeys((known.kind, item.kind)))) if known else item
    return list(by_url.values())


def _order(item: DueItem) -> tuple[float, str]:
    return (item.due_at.timestamp() if item.due_at else 0.0, item.reference)


def due_count(user: User, now: datetime.datetime) -> int | None:
    """What is late or due today, from the providers that can say so in one query; None when none can."""
    answers = [provider.due(user, _end_of_day(now)) for provider in providers() if provider.due]
    return sum(answers) if answers else None


def shortcuts_of(user: User) -> list[ReadyShortcut]:
    """The shortcuts of the person's roles that this face can serve."""
    found = []
    for shortcut in shortcuts_for(scope_of(user).roles):
        url = _address(shortcut)
        if url:
            found.append(ReadyShortcut(str(shortcut.label), url, shortcut.icon))
    return found


def _address(shortcut: Shortcut) -> str:
    try:
        return reverse(shortcut.url_name, args=shortcut.arguments) + shortcut.query
    except NoReverseMatch:
        return ""


def notifications_of(user: User, *, unread_only: bool = False) -> QuerySet[Notification]:
    """A person's notices, newest first."""
    rows = Notification.objects.filter(recipient=user).order_by("-id")
    return rows.filter(read_at__isnull=True) if unread_only else rows


@dataclass(frozen=True, slots=True)
class TopBar:
    """``post`` is unit and roles in words."""

    unread: int
    post: str


def top_bar(user: User) -> TopBar:
    """What the top bar of every page shows, in one query."""
    unread = Count("notifications", filter=Q(notifications__read_at__isnull=True))
    row = User.objects.filter(pk=user.pk).annotate(unread=unread).values_list("home_unit__short_name", "unread").first()
    unit, count = row or ("", 0)
    words = [str(Role(role).label) for role in Role.values if role in scope_of(user).roles]
    roles = listed(words[:2]) + (_("等") if len(words) > 2 else "")
    return TopBar(unread=count, post=" · ".join(part for part in (unit, roles) if part))
