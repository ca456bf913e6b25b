"""The periods for which units owe a circulation or a report, and when these are due (S71, S76).

A period is named by its first day. It is owed when it is over: by the day of the next period that the settings name
(the 5th), at the end of that day. Weekly duties are owed by the end of the third day of the next week. A last day that
nobody works moves to the next working day (民法典 art. 203).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.calendars.selectors import working_calendar
from core.parameters.selectors import number, value
from core.ui.sentences import Sentence
from core.workflow.moment import act_date
from intranet.sharing.enums import LetterKind

SETTINGS = {
    LetterKind.CIRCULATION: ("sharing.circulation_period", "sharing.circulation_day"),
    LetterKind.PERIODIC_REPORT: ("sharing.report_period", "sharing.report_day"),
}
WEEKLY_DAY = 3
OFFERED = 4


@dataclass(frozen=True, slots=True)
class Period:
    """``start`` names it. ``due`` is the first moment that is too late."""

    kind: LetterKind
    start: datetime.date
    words: Sentence
    due: datetime.datetime

    @property
    def label(self) -> str:
        return str(self.words)

    @property
    def last_day(self) -> datetime.date:
        """The last day that is still in time."""
        return timezone.localdate(self.due) - datetime.timedelta(days=1)


def period_of(kind: LetterKind, day: datetime.date) -> Period:
    """The period in which a day lies."""
    every = str(value(SETTINGS[kind][0]))
    start = _start(every, day)
    return Period(kind, start, _label(every, start), _due(kind, every, start))


def recent(kind: LetterKind, count: int, today: datetime.date | None = None) -> list[Period]:
    """The present period and those before it, newest first."""
    found = [period_of(kind, today or timezone.localdate())]
    while len(found) < count:
        found.append(period_of(kind, found[-1].start - datetime.timedelta(days=1)))
    return found


def choices(kind: LetterKind, keep: datetime.date | None = None) -> list[tuple[str, str]]:
    """What a letter may be about; ``keep`` is the one it is about already, however long ago."""
    offered = recent(kind, OFFERED, act_date())
    if keep and keep not in {period.start for period in offered}:
        offered.append(period_of(kind, keep))
    return [(period.start.isoformat(), period.label) for period in offered]


def _start(every: str, day: datetime.date) -> datetime.date:
    if every == "weekly":
        return day - datetime.timedelta(days=day.weekday())
    month = (day.month - 1) // 3 * 3 + 1 if every == "quarterly" else day.month
    return day.replace(month=month, day=1)


def _next(every: str, start: datetime.date) -> datetime.date:
    if every == "weekly":
        return start + datetime.timedelta(days=7)
    months = 3 if every == "quarterly" else 1
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return datetime.date(year, month + 1, 1)


def _due(kind: LetterKind, every: str, start: datetime.date) -> datetime.datetime:
    days = WEEKLY_DAY if every == "weekly" else number(SETTINGS[kind][1])
    last, calendar = _next(every, start) + datetime.timedelta(days=days - 1), working_calendar()
    while not calendar.is_workday(last):
        last += datetime.timedelta(days=1)
    after = last + datetime.timedelta(days=1)
    return datetime.datetime.combine(after, datetime.time.min, timezone.get_current_timezone())


def _label(every: str, start: datetime.date) -> Sentence:
    if every == "weekly":
        return Sentence(_("%(year)s年%(month)s月%(day)s日起一周"), {"year": start.year, "month": start.month, "day": start.day})
    if every == "quarterly":
        return Sentence(_("%(year)s年第%(quarter)s季度"), {"year": start.year, "quarter": start.month // 3 + 1})
    return Sentence(_("%(year)s年%(month)s月"), {"year": start.year, "month": start.month})
