"""What meetings put on the workplace's home page and in the rail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.navigation import NavItem
from core.ui.navigation import register as register_nav
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.inbox.registry import DueItem, Shortcut, register_provider, register_shortcut
from intranet.meetings.enums import MeetingState, Receipt
from intranet.meetings.managers import MeetingQuerySet
from intranet.meetings.models import Meeting
from intranet.meetings.permissions import ANSWERING

S = MeetingState
MOST = 50


def waiting(user: User, now: datetime.datetime) -> MeetingQuerySet:
    """Meetings that wait for the person: to answer, to hold, to write up, to approve, to issue."""
    scope = scope_of(user)
    wanted = Q(pk__in=[])
    if scope.has(Role.OFFICE_CLERK):
        wanted |= Q(state=S.NOTIFIED, starts_at__lte=now) | Q(state__in=(S.HELD, S.POSTPONED, S.MINUTES_APPROVED))
        wanted |= Q(state=S.MINUTES_DRAFT, submitted_at__isnull=True)
    if scope.has(Role.LEADER):
        wanted |= Q(state=S.MINUTES_DRAFT, submitted_at__isnull=False)
    units = {unit for role, unit in scope.role_units if role in ANSWERING}
    if units:
        asked = Meeting.objects.filter(
            state=S.NOTIFIED, starts_at__gt=now, invitations__unit__in=units, invitations__receipt=Receipt.PENDING
        )
        wanted |= Q(pk__in=asked.values("pk"))
    return Meeting.objects.visible_to(user).filter(wanted)


def due_items(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    for meeting in waiting(user, now).order_by("starts_at", "id")[:MOST]:
        yield DueItem(
            title=meeting.title,
            url=reverse("intranet_meetings:detail", args=[meeting.pk]),
            due_at=meeting.starts_at if meeting.state == S.NOTIFIED else None,
            kind=str(meeting.get_state_display()),
            reference=meeting.number,
        )


def due_count(user: User, now: datetime.datetime) -> int:
    return waiting(user, now).count()


def due_by(user: User, until: datetime.datetime) -> int:
    """Answers that are wanted before a moment, in one query."""
    return waiting(user, until).filter(state=S.NOTIFIED, starts_at__lt=until).count()


def register() -> None:
    register_provider("meetings", due_items, due_count, due_by)
    register_shortcut(Shortcut(_("筹备联席会议"), "intranet_meetings:new", "users", frozenset({Role.OFFICE_CLERK}), 60))
    register_nav(NavItem(_("协同"), _("联席会议"), "users", "intranet_meetings:list", 40))
    register_nav(NavItem(_("协同"), _("议定事项"), "gavel", "intranet_meetings:decisions", 41))
