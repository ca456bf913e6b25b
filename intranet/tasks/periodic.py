"""Time passing: a reminder before the day, one when it is over, and the office told when it stays over."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.outbox.registry import periodic
from core.parameters.selectors import number
from core.ui.sentences import Sentence
from core.units.models import User
from intranet.inbox.services import notify
from intranet.tasks.enums import UNDER_WAY, ClockName, Reminder
from intranet.tasks.models import Supervision, Task, TaskAssist
from intranet.tasks.parameters import ESCALATE_AFTER, REMIND_BEFORE
from intranet.tasks.recipients import assist_people, office_people, reminded

BATCH = 200
R = TypeVar("R", Task, Supervision, TaskAssist)
BEFORE, OVERDUE, OFFICE = (
    gettext_lazy("%(number)s将于%(day)s到期，请抓紧办理。"),
    gettext_lazy("%(number)s已超过期限，请尽快办理并说明原因。"),
    gettext_lazy("%(number)s超期未办，请研究是否督办。"),
)
TEXTS = {Reminder.BEFORE: BEFORE, Reminder.OVERDUE: OVERDUE, Reminder.OFFICE: OFFICE}


@periodic("tasks.time", 60)
def time_passes(now: datetime.datetime) -> None:
    """Runs each minute. Each record hears each level once for a deadline."""
    remind_all(now)


def remind_all(now: datetime.datetime) -> int:
    """Returns how many notices went out."""
    told = 0
    tasks = Task.objects.filter(clock_name=ClockName.DEADLINE).select_related("lead_unit")
    rows = Supervision.objects.filter(clock_name=ClockName.REPLY).select_related("unit")
    assists = TaskAssist.objects.filter(task__state__in=UNDER_WAY).select_related("unit", "task__lead_unit")
    for level, until in _levels(now):
        told += _each(tasks, level, until, _tell_task)
        told += _each(rows, level, until, _tell_supervision)
        told += _each(assists, level, until, _tell_assist)
    return told


def _levels(now: datetime.datetime) -> Sequence[tuple[Reminder, datetime.datetime]]:
    """The highest first, so that a record long over is told of once, not three times. Due before: the level's."""
    return (
        (Reminder.OFFICE, now - datetime.timedelta(days=number(ESCALATE_AFTER))),
        (Reminder.OVERDUE, now),
        (Reminder.BEFORE, now + datetime.timedelta(days=number(REMIND_BEFORE))),
    )


def _each(rows: QuerySet[R], level: Reminder, until: datetime.datetime, tell: Callable[[R, Reminder], None]) -> int:
    told = 0
    for row in rows.filter(due_at__lt=until, reminder__lt=level).order_by("due_at", "id")[:BATCH]:
        with transaction.atomic():
            # The condition is repeated: two workers may hold the same list.
            if type(row)._default_manager.filter(pk=row.pk, reminder__lt=level).update(reminder=level):
                tell(row, level)
                told += 1
    return told


def _tell_task(task: Task, level: Reminder) -> None:
    users = office_people(task) if level == Reminder.OFFICE else reminded(task, overdue=level == Reminder.OVERDUE)
    _notify(users, task, task.called, task.due_on, level)


def _tell_supervision(row: Supervision, level: Reminder) -> None:
    users = office_people(row) if level == Reminder.OFFICE else reminded(row, overdue=level == Reminder.OVERDUE)
    _notify(users, row, row.called, row.due_on, level)


def _tell_assist(assist: TaskAssist, level: Reminder) -> None:
    users = office_people(assist.task) if level == Reminder.OFFICE else assist_people(assist)
    called = Sentence(gettext_lazy("%(number)s的会办意见（%(unit)s）"), {"number": assist.task.called, "unit": assist.unit})
    _notify(users, assist.task, called, assist.due_on, level)


def _notify(users: list[User], record: Task | Supervision, called: str | Sentence, day: datetime.date, level: Reminder) -> None:
    name = "intranet_tasks:detail" if isinstance(record, Task) else "intranet_tasks:supervision"
    values = {"number": called, "day": day}
    if users:
        notify(users=users, text=TEXTS[level], values=values, url=reverse(name, args=[record.pk]), subject=record)
