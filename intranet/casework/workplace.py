"""What casework puts on the workplace's home page and in the rail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.navigation import NavItem
from core.ui.navigation import register as register_nav
from core.units.enums import Role
from core.units.models import User
from intranet.casework.models import Case
from intranet.casework.selectors import cases_in, lamp_of_case, queues_of
from intranet.inbox.registry import DueItem, Shortcut, register_provider, register_shortcut

MOST = 50
# Queues of things to watch rather than to do: they are not "what I must do today".
WATCHED = frozenset({"overdue", "suspended"})


def due_items(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    """What waits for the person, from every queue of the posts held."""
    for queue in queues_of(user):
        if queue.key in WATCHED:
            continue
        for case in cases_in(queue, user).select_related("lead_unit").order_by("due_at", "id")[:MOST]:
            yield DueItem(
                title=case.title,
                url=reverse("intranet_casework:detail", args=[case.pk]),
                due_at=case.due_at,
                lamp=lamp_of_case(case, now),
                kind=str(queue.label),
                unit=str(case.lead_unit or ""),
                reference=case.number,
            )


def due_count(user: User, now: datetime.datetime) -> int:
    return sum(cases_in(queue, user).count() for queue in queues_of(user) if queue.key not in WATCHED)


def due_by(user: User, until: datetime.datetime) -> int:
    """How many of them are due before a moment, in one query: the top bar of every page asks."""
    waiting = [Q(pk__in=cases_in(queue, user).values("pk")) for queue in queues_of(user) if queue.key not in WATCHED]
    return Case.objects.filter(reduce(or_, waiting), due_at__lt=until).count() if waiting else 0


SHORTCUTS = (
    Shortcut(_("登记电话诉求"), "intranet_casework:new", "phone", frozenset({Role.ACCEPTOR}), 10, arguments=("call",)),
    Shortcut(_("上报巡查发现"), "intranet_casework:new", "camera", frozenset({Role.SUPERVISOR}), 20, arguments=("patrol",)),
    Shortcut(_("社区上报问题"), "intranet_casework:new", "camera", frozenset({Role.COMMUNITY_WORKER}), 30, arguments=("community",)),
    Shortcut(_("领导交办问题"), "intranet_casework:new", "flag", frozenset({Role.LEADER}), 40, arguments=("leader",)),
    Shortcut(
        _("超期案件"), "intranet_casework:list", "siren", frozenset({Role.OFFICE_CLERK, Role.UNIT_HEAD, Role.LEADER}), 50, "?queue=overdue"
    ),
)


def register() -> None:
    register_provider("casework", due_items, due_count, due_by)
    for shortcut in SHORTCUTS:
        register_shortcut(shortcut)
    register_nav(NavItem(pgettext_lazy("list", "案件"), _("案件办理"), "folder-open", "intranet_casework:list", 20))
