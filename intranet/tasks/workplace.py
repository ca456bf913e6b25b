"""What tasks put on the workplace's home page, in the rail, and beside other records."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import or_
from urllib.parse import quote

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.navigation import NavItem
from core.ui.navigation import register as register_nav
from core.units.models import User
from core.units.refs import subject_kind
from core.units.selectors import scope_of
from intranet.casework.models import Case
from intranet.inbox.registry import DueItem, Shortcut, register_provider, register_shortcut
from intranet.records.offers import RecordOffer, register_offer
from intranet.records.parents import parent_kind
from intranet.tasks.managers import SEES_EVERY_TASK
from intranet.tasks.models import Supervision, Task
from intranet.tasks.permissions import OFFICE_OR_LEADER, UNIT_ROLES, may_write_tasks
from intranet.tasks.selectors import supervisions, tasks
from intranet.tasks.selectors.lamps import lamp_of
from intranet.tasks.subjects import subject_text

MOST = 50


def due_tasks(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    """What waits for the person, from every queue of the posts held."""
    for queue in tasks.queues_of(user):
        if queue.watched:
            continue
        for task in tasks.tasks_in(queue, user).select_related("lead_unit").order_by("due_at", "id")[:MOST]:
            yield DueItem(
                title=task.title,
                url=reverse("intranet_tasks:detail", args=[task.pk]),
                due_at=task.due_at,
                lamp=lamp_of(task, now),
                kind=str(queue.label),
                unit=str(task.lead_unit),
                reference=task.called,
            )


def count_tasks(user: User, now: datetime.datetime) -> int:
    return sum(tasks.tasks_in(queue, user).count() for queue in tasks.queues_of(user) if not queue.watched)


def tasks_due_by(user: User, until: datetime.datetime) -> int:
    """How many of them are due before a moment, in one query: the top bar of every page asks."""
    waiting = [Q(pk__in=tasks.tasks_in(queue, user).values("pk")) for queue in tasks.queues_of(user) if queue.timed and not queue.watched]
    return Task.objects.filter(reduce(or_, waiting), due_at__lt=until).count() if waiting else 0


def due_supervisions(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    for queue in supervisions.queues_of(user):
        if queue.watched:
            continue
        for row in supervisions.supervisions_in(queue, user).select_related("unit").order_by("due_at", "id")[:MOST]:
            yield DueItem(
                title=row.title,
                url=reverse("intranet_tasks:supervision", args=[row.pk]),
                due_at=row.due_at,
                lamp=lamp_of(row, now),
                kind=str(queue.label),
                unit=str(row.unit),
                reference=row.called,
            )


def count_supervisions(user: User, now: datetime.datetime) -> int:
    return sum(supervisions.supervisions_in(queue, user).count() for queue in supervisions.queues_of(user) if not queue.watched)


def supervisions_due_by(user: User, until: datetime.datetime) -> int:
    queues = [queue for queue in supervisions.queues_of(user) if queue.timed and not queue.watched]
    waiting = [Q(pk__in=supervisions.supervisions_in(queue, user).values("pk")) for queue in queues]
    return Supervision.objects.filter(reduce(or_, waiting), due_at__lt=until).count() if waiting else 0


def has_tasks(user: object) -> bool:
    """Posts that give, do or watch tasks."""
    return isinstance(user, User) and scope_of(user).has(*SEES_EVERY_TASK, *UNIT_ROLES)


def _supervision_url(record: Model) -> str:
    return f"{reverse('intranet_tasks:supervision_new')}?parent={quote(subject_text(record))}"


def _may_supervise(user: User, record: Model) -> bool:
    return parent_kind(subject_kind(record)) is not None and may_write_tasks(user)


def _task_url(record: Model) -> str:
    return f"{reverse('intranet_tasks:new')}?cause={quote(subject_text(record))}"


def _may_assign(user: User, _record: Model) -> bool:
    return may_write_tasks(user)


def register() -> None:
    """Called once at start-up."""
    register_provider("tasks", due_tasks, count_tasks, tasks_due_by)
    register_provider("supervisions", due_supervisions, count_supervisions, supervisions_due_by)
    register_shortcut(Shortcut(_("新建任务"), "intranet_tasks:new", "clipboard-list", OFFICE_OR_LEADER, 50))
    register_nav(NavItem(_("交办督办"), pgettext_lazy("list", "任务"), "clipboard-list", "intranet_tasks:list", 25, has_tasks))
    register_nav(NavItem(_("交办督办"), pgettext_lazy("list", "督办"), "siren", "intranet_tasks:supervisions", 26, has_tasks))
    # Which kinds may be supervised is asked when the page is drawn: apps to the left register theirs later.
    register_offer(RecordOffer(model=Model, label=_("督办"), icon="siren", order=65, url=_supervision_url, may=_may_supervise))
    register_offer(RecordOffer(model=Case, label=_("交办任务"), icon="clipboard-list", order=60, url=_task_url, may=_may_assign))
