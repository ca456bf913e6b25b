"""Months as addresses, periods and due dates. All moments are in the office's zone."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from django.utils import timezone

from core.calendars.selectors import working_calendar
from core.clocks.selectors import limit_end
from core.limits import Limit
from core.parameters.selectors import limit, number
from intranet.assessment import parameters
from intranet.assessment.pure.facts import Period

_KEY = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def month_of(key: str) -> datetime.date | None:
    """ "2026-10" as its first day; None where it is no month."""
    found = _KEY.fullmatch(key)
    return datetime.date(int(found[1]), int(found[2]), 1) if found else None


def month_before(month: datetime.date, back: int = 1) -> datetime.date:
    """The month some months earlier (later, where negative)."""
    index = month.year * 12 + month.month - 1 - back
    return datetime.date(index // 12, index % 12 + 1, 1)


def period_of(month: datetime.date) -> Period:
    """From its first midnight to the next month's."""
    return Period(_midnight(month), _midnight(month_before(month, -1)))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def last_month(today: datetime.date) -> datetime.date:
    """The newest month that is over."""
    return month_before(today.replace(day=1))


def _day_after(month: datetime.date, day: int) -> datetime.datetime:
    """The end of office hours on that day of the month after; a day off counts as well, since it says "by"."""
    return working_calendar().end_of_work(month_before(month, -1).replace(day=day))


def show_due(month: datetime.date) -> datetime.datetime:
    """By when the figures are to be shown to the units."""
    return _day_after(month, number(parameters.SHOW_DAY))


def bulletin_due(month: datetime.date) -> datetime.datetime:
    """By when the bulletin is to be public."""
    return _day_after(month, number(parameters.BULLETIN_DAY))


def _end(key: str, start: datetime.datetime) -> datetime.datetime:
    span = limit(key)
    return limit_end(Limit(Decimal(span.value), span.unit), start).at


def appeals_end(shown_at: datetime.datetime) -> datetime.datetime:
    """The end of the appeal window."""
    return _end(parameters.APPEAL_WINDOW, shown_at)


def freeze_due(appeals_until: datetime.datetime) -> datetime.datetime:
    return _end(parameters.FREEZE_LIMIT, appeals_until)


def answer_due(raised_at: datetime.datetime) -> datetime.datetime:
    return _end(parameters.ANSWER_LIMIT, raised_at)


def lamp_until(due_at: datetime.datetime | None, now: datetime.datetime) -> str:
    """The lamp of a due date that is no clock: yellow on its last two days."""
    if due_at is None:
        return "none"
    if now > due_at:
        return "red"
    return "yellow" if due_at - now <= datetime.timedelta(days=2) else "green"
