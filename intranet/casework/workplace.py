"""What casework puts on the workplace's home page and in the rail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.navigation import NavItem
from core.ui.navigation import register as register_nav
from core.units.models import User
from intranet.casework.selectors import cases_in, lamp_of_case, queues_of
from intranet.inbox.registry import DueItem, register_provider

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


def register() -> None:
    register_provider("casework", due_items, due_count)
    register_nav(NavItem(_("案件"), _("案件办理"), "folder-open", "intranet_casework:list", 20))
