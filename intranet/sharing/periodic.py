"""Time passing: overdue letters are told of, step by step up; units are reminded of what they owe each period."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.outbox.registry import periodic
from core.parameters.selectors import number
from core.units.enums import Role
from core.units.models import Unit, User
from intranet.casework.periodic import LEVELS
from intranet.casework.recipients import people_with
from intranet.inbox.services import notify
from intranet.sharing.duties import KINDS, last_due, not_sent
from intranet.sharing.enums import OPEN_STATES
from intranet.sharing.models import DutyReminder, Letter
from intranet.sharing.parameters import REMIND_DAYS
from intranet.sharing.periods import Period
from intranet.sharing.recipients import may_know, overdue_recipients

BATCH = 200
# What a reminder says: before the day, and when it is over.
BEFORE, AFTER = 1, 2


@periodic("sharing.time", 60)
def time_passes(now: datetime.datetime) -> None:
    """Runs each minute."""
    tell_overdue(now)


@periodic("sharing.duties", 3600)
def duties_pass(now: datetime.datetime) -> None:
    """Runs each hour."""
    remind_duties(now)


def tell_overdue(now: datetime.datetime) -> int:
    """One notice for each step up: liaison at once, unit head after a day, office after two."""
    told = 0
    for level, delay in LEVELS:
        late = Letter.objects.filter(state__in=OPEN_STATES, due_at__lt=now - delay, overdue_notices__lt=level)
        for letter in late.select_related("sender_unit").order_by("due_at", "id")[:BATCH]:
            with transaction.atomic():
                # The condition is repeated: two workers may hold the same list.
                if not Letter.objects.filter(pk=letter.pk, overdue_notices__lt=level).update(overdue_notices=level):
                    continue
                users = may_know(letter, overdue_recipients(letter, level))
                notify(
                    users=users,
                    text=_("函件%(number)s已超期，请尽快办理。"),
                    values={"number": letter.called},
                    url=reverse("intranet_sharing:detail", args=[letter.pk]),
                    subject=letter,
                )
                told += 1
    return told


def remind_duties(now: datetime.datetime) -> int:
    """Some days before the day, then once more when it is over; each unit hears each once."""
    told = 0
    for kind in KINDS:
        period = last_due(kind, now)
        if now >= period.due:
            level = AFTER
        elif now >= period.due - datetime.timedelta(days=number(REMIND_DAYS) + 1):
            level = BEFORE
        else:
            continue
        for unit in not_sent(kind, period):
            told += _remind(unit, period, level, now)
    return told


def _remind(unit: Unit, period: Period, level: int, now: datetime.datetime) -> int:
    with transaction.atomic():
        key = {"unit": unit, "kind": period.kind, "period": period.start, "level": level}
        _row, fresh = DutyReminder.objects.get_or_create(**key, defaults={"at": now})
        if not fresh:
            return 0
        roles = {Role.LIAISON} if level == BEFORE else {Role.LIAISON, Role.UNIT_HEAD}
        url = reverse("intranet_sharing:new", args=[period.kind]) + f"?period={period.start.isoformat()}"
        values = {"kind": period.kind.label, "period": period.words, "day": period.last_day}
        text = _("%(period)s%(kind)s请于%(day)s前发出。") if level == BEFORE else _("%(period)s%(kind)s已过期限，尚未发出。")
        notify(users=list(User.objects.filter(pk__in=people_with(roles, [unit.pk]))), text=text, values=values, url=url)
        return 1
