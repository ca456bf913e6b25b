"""What the assessment puts on the workplace's home page and in the rail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.navigation import NavItem
from core.ui.navigation import register as register_nav
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.assessment.effects import month_title
from intranet.assessment.enums import MonthState
from intranet.assessment.models import Appeal, MonthlyAssessment
from intranet.assessment.months import lamp_until, last_month, show_due
from intranet.assessment.permissions import CONCERNED, DRAFTERS, FREEZERS, SPEAKERS
from intranet.inbox.registry import DueItem, Shortcut, register_provider, register_shortcut

MOST = 50
# Months older than this wait for nobody any more: whoever wants to goes on with them from the list.
RECENT = datetime.timedelta(days=100)


def due_items(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    """What waits for the person: a month to compute, show, freeze or report on, appeals to answer or to raise."""
    scope = scope_of(user)
    if not scope.has(*CONCERNED, *DRAFTERS):
        return
    months = list(MonthlyAssessment.objects.filter(state_since__gte=now - RECENT).order_by("month", "revision"))
    if scope.has(Role.ASSESSOR):
        yield from _begin(months, now)
    for month in months:
        kind = _kind(user, month, now)
        if kind:
            due = month.appeals_until if kind == _("可以申诉") else month.due_at
            yield DueItem(
                title=month_title(month),
                url=reverse("intranet_assessment:month", args=[month.key]),
                due_at=due,
                lamp=lamp_until(due, now),
                kind=kind,
                reference=str(month),
            )
    if scope.has(Role.ASSESSOR):
        yield from _appeals(user, now)


def _begin(months: list[MonthlyAssessment], now: datetime.datetime) -> Iterable[DueItem]:
    over = last_month(timezone.localdate(now))
    if not any(month.month == over for month in months) and not MonthlyAssessment.objects.filter(month=over).exists():
        due = show_due(over)
        url = reverse("intranet_assessment:list")
        title = _("%(year)d年%(month)d月考评") % {"year": over.year, "month": over.month}
        yield DueItem(title=title, url=url, due_at=due, lamp=lamp_until(due, now), kind=_("待计算"), reference=f"{over:%Y-%m}")


def _kind(user: User, month: MonthlyAssessment, now: datetime.datetime) -> str:
    """What the month waits for from this person, if anything."""
    scope = scope_of(user)
    if month.state == MonthState.COMPUTED and scope.has(Role.ASSESSOR):
        return _("待公示")
    if month.state == MonthState.APPEAL:
        over = month.appeals_until is not None and now > month.appeals_until
        if over and scope.has(*FREEZERS) and month.computed_by_id != user.pk:
            return _("待冻结")
        if not over and scope.has(*SPEAKERS):
            return _("可以申诉")
    if month.state == MonthState.FROZEN and month.bulletin_at is None and scope.has(*DRAFTERS):
        return _("待发简报")
    return ""


def _appeals(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    """Those that this assessor may answer: not of a month computed by the same person."""
    waiting = Appeal.objects.open().filter(month__state=MonthState.APPEAL).exclude(month__computed_by=user)
    for appeal in waiting.select_related("unit", "month").order_by("due_at", "id")[:MOST]:
        yield DueItem(
            title=f"{appeal.unit} · {appeal.label}",
            url=reverse("intranet_assessment:appeal", args=[appeal.pk]),
            due_at=appeal.due_at,
            lamp=lamp_until(appeal.due_at, now),
            kind=_("申诉待答复"),
            unit=str(appeal.unit),
            reference=appeal.number,
        )


def due_count(user: User, now: datetime.datetime) -> int:
    """The same reading: a handful of months and what is open of appeals."""
    return sum(1 for _item in due_items(user, now))


def is_concerned(user: object) -> bool:
    """Whether the rail names the assessment to a person."""
    return isinstance(user, User) and scope_of(user).has(*CONCERNED)


def register() -> None:
    """Called once at start-up."""
    register_provider("assessment", due_items, due_count)
    register_shortcut(
        Shortcut(gettext_lazy("考评申诉"), "intranet_assessment:appeals", "scale", frozenset({Role.ASSESSOR}), 320, "?state=submitted")
    )
    section = gettext_lazy("考核评价")
    register_nav(NavItem(section, gettext_lazy("月度考评"), "gauge", "intranet_assessment:list", 300, is_concerned))
    register_nav(NavItem(section, gettext_lazy("考评申诉"), "scale", "intranet_assessment:appeals", 310, is_concerned))
    register_nav(NavItem(section, gettext_lazy("考核指标"), "sliders-horizontal", "intranet_assessment:sets", 320, is_concerned))
