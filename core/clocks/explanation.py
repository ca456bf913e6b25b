"""A deadline explained day by day, from the same walk through the calendar that computes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.calendars.calendar import SATURDAY, Interval, TimeStep, WorkingCalendar, scaled
from core.calendars.enums import DayKind, YearStatus
from core.clocks.ledger import Event, Replay, Segment, evaluate, replay, segments
from core.limits import LimitUnit, plain

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``day`` is empty in headings; ``counts`` when time was used on that day."""

    text: str
    day: datetime.date | None = None
    counts: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Explanation:
    """``due_at`` is empty while the clock is paused. ``provisional``: 暂定, see core.calendars."""

    lines: tuple[Line, ...]
    due_at: datetime.datetime | None
    provisional: bool

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.lines)


def explain_events(events: Sequence[Event], calendar: WorkingCalendar) -> Explanation:
    """The explanation of a ledger under a calendar."""
    clock = replay(events)
    outcome = evaluate(events, calendar)
    lines: list[Line] = []
    for number, segment in enumerate(segments(clock, calendar)):
        lines.append(_heading(segment, calendar, extension=number > 0))
        lines += _segment_lines(segment, clock, calendar)
    lines += [_pause_line(first, last, calendar) for first, last in clock.pauses]
    if outcome.paused_at:
        lines.append(Line(_("%(moment)s 起暂停计时，恢复后继续计算剩余时限") % {"moment": _moment(outcome.paused_at, calendar)}))
    if outcome.due_at:
        lines.append(Line(_("到期：%(moment)s") % {"moment": _moment(outcome.due_at, calendar)}))
    if outcome.provisional:
        lines.append(Line(_("暂定：所涉年份尚无正式节假日安排，公布后重新计算")))
    return Explanation(tuple(lines), outcome.due_at, outcome.provisional)


def day_text(day: datetime.date, calendar: WorkingCalendar) -> str:
    """What the calendar says about a day, e.g. "10-11 周六 上班（国办发明电〔2024〕12号）"."""
    return f"{day:%m-%d} {weekday(day)} {_nature(day, calendar)}"


def weekday(day: datetime.date) -> str:
    """周一 … 周日."""
    return str(WEEKDAYS[day.weekday()])


def _nature(day: datetime.date, calendar: WorkingCalendar) -> str:
    rule = calendar.days.get(day)
    if rule and rule.kind == DayKind.WORKDAY:
        return _("上班（%(document)s）") % {"document": rule.document_no}
    if rule:
        return _("放假：%(name)s（%(document)s）") % {"name": rule.name, "document": rule.document_no}
    nature = _("周末") if day.weekday() >= SATURDAY else _("工作日")
    if calendar.status_of(day.year) == YearStatus.NONE:
        return _("%(nature)s（%(year)d年尚无正式安排，暂定）") % {"nature": nature, "year": day.year}
    return nature


def _moment(moment: datetime.datetime, calendar: WorkingCalendar) -> str:
    local = moment.astimezone(calendar.zone)
    return f"{local:%Y-%m-%d} {weekday(local.date())} {local:%H:%M}"


def _heading(segment: Segment, calendar: WorkingCalendar, *, extension: bool) -> Line:
    limit, since = str(segment.limit), _moment(segment.start, calendar)
    if extension:
        return Line(_("延期 %(limit)s，自 %(since)s 起") % {"limit": limit, "since": since})
    if segment.limit.unit in (LimitUnit.URGENT_HOUR, LimitUnit.URGENT_MINUTE):
        return Line(_("时限 %(limit)s，自 %(since)s 起连续计时，夜间和节假日不停") % {"limit": limit, "since": since})
    if segment.limit.unit == LimitUnit.CALENDAR_DAY or (segment.limit.value >= 1 and segment.limit.unit == LimitUnit.WORK_DAY):
        return Line(_("时限 %(limit)s，自 %(since)s 起，当日不计") % {"limit": limit, "since": since})
    return Line(_("时限 %(limit)s，自 %(since)s 起") % {"limit": limit, "since": since})


def _pause_line(first: datetime.datetime, last: datetime.datetime, calendar: WorkingCalendar) -> Line:
    return Line(_("其间 %(first)s 至 %(last)s 暂停计时") % {"first": _moment(first, calendar), "last": _moment(last, calendar)})


def _segment_lines(segment: Segment, clock: Replay, calendar: WorkingCalendar) -> Iterator[Line]:
    unit, value = segment.limit.unit, segment.limit.value
    if unit == LimitUnit.CALENDAR_DAY:
        yield from _day_lines(segment.start, int(value), clock.pauses, calendar, natural=True)
    elif unit == LimitUnit.WORK_HOUR:
        yield from _time_lines(segment.start, segment.end, clock.pauses, calendar)
    elif unit == LimitUnit.WORK_DAY:
        whole, fraction = divmod(value, 1)
        moment = segment.start
        if whole:
            yield from _day_lines(moment, int(whole), clock.pauses, calendar, natural=False)
            moment = calendar.add_workdays(moment, whole, clock.pauses)
        if fraction:
            length = calendar.day_length(calendar.day_of(clock.started_at))
            hours = _hours(scaled(length, fraction))
            yield Line(_("%(part)s个工作日合%(hours)s工作时") % {"part": plain(fraction), "hours": hours})
            yield from _time_lines(moment, segment.end, clock.pauses, calendar)


def _day_lines(
    start: datetime.datetime, count: int, pauses: Sequence[Interval], calendar: WorkingCalendar, *, natural: bool
) -> Iterator[Line]:
    for step in calendar.walk_days(start, pauses, natural=natural):
        text = day_text(step.day, calendar)
        if step.number:
            yield Line(_("%(day)s，第%(number)d日") % {"day": text, "number": step.number}, step.day, counts=True)
        elif step.paused:
            yield Line(_("%(day)s，暂停，不计") % {"day": text}, step.day)
        else:
            yield Line(text, step.day)
        if step.number == count:
            return


def _time_lines(start: datetime.datetime, end: datetime.datetime, pauses: Sequence[Interval], calendar: WorkingCalendar) -> Iterator[Line]:
    total = calendar.work_time_between(start, end, pauses)
    used = datetime.timedelta(0)
    for step in calendar.walk_work_time(start, total, pauses):
        used += step.used
        yield _time_line(step, used, calendar)


def _time_line(step: TimeStep, used: datetime.timedelta, calendar: WorkingCalendar) -> Line:
    text = day_text(step.day, calendar)
    if not step.used:
        return Line(text, step.day)
    words = {"day": text, "hours": _hours(step.used), "used": _hours(used)}
    return Line(_("%(day)s，计%(hours)s小时，累计%(used)s小时") % words, step.day, counts=True)


def _hours(amount: datetime.timedelta) -> str:
    return plain((Decimal(int(amount.total_seconds())) / 3600).quantize(Decimal("0.01")))
