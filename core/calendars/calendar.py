"""Working time as pure functions of an immutable table of days.

Rules, after 民法典 art. 201–203 and the practice of 数字城管:

* A day limit does not count the day it starts on, nor a day on which the clock stood still for any part; it
  ends with the working hours of the last counted day. Half a day is half a working day's hours.
* Work hours count inside the periods of working days only. Urgent hours and natural days run through nights
  and days off.
* A year without an official arrangement follows the week; what rests on it is provisional (暂定).

Making a working day a day off never makes any result earlier: every step either skips days or waits for
working time, and a step that starts later does not end earlier.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.calendars.enums import DayKind, YearStatus

Interval = tuple[datetime.datetime, datetime.datetime]
ONE_DAY = datetime.timedelta(days=1)
NOTHING = datetime.timedelta(0)
SATURDAY = 5
# A search for working time gives up after this many days: the table would have to be wrong.
LONGEST_SEARCH = 60 * 366
LAST_MOMENT = datetime.time(23, 59, 59)


class NoWorkingTime(ValueError):
    """The calendar has no working time left within sixty years."""


@dataclass(frozen=True, slots=True)
class DayRule:
    """What an arrangement says about one day."""

    kind: str
    name: str
    document_no: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of work from a day on: (start, end) pairs in order."""

    valid_from: datetime.date
    periods: tuple[tuple[datetime.time, datetime.time], ...]


@dataclass(frozen=True, slots=True)
class DayStep:
    """A day that a day limit passes. ``number`` is its place among the counted days, 0 when it is not counted."""

    day: datetime.date
    number: int
    paused: bool


@dataclass(frozen=True, slots=True)
class TimeStep:
    """Working time used on one day, up to ``until``."""

    day: datetime.date
    used: datetime.timedelta
    until: datetime.datetime


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCalendar:
    """``version`` is the calendar version it was built from; ``official_years`` have a notice."""

    version: int
    zone: ZoneInfo
    official_years: frozenset[int]
    days: Mapping[datetime.date, DayRule]
    hours: tuple[Hours, ...]

    def status_of(self, year: int) -> YearStatus:
        return YearStatus.OFFICIAL if year in self.official_years else YearStatus.NONE

    def day_of(self, moment: datetime.datetime) -> datetime.date:
        """The local date of a moment."""
        return moment.astimezone(self.zone).date()

    def is_workday(self, day: datetime.date) -> bool:
        rule = self.days.get(day)
        return day.weekday() < SATURDAY if rule is None else rule.kind == DayKind.WORKDAY

    def is_provisional(self, first: datetime.date, last: datetime.date) -> bool:
        """True when the days touch a year without an official arrangement."""
        return any(year not in self.official_years for year in range(first.year, last.year + 1))

    def periods_of(self, day: datetime.date) -> tuple[Interval, ...]:
        """Working periods of a day; none on a day off."""
        return self._office_periods(day) if self.is_workday(day) else ()

    def end_of_work(self, day: datetime.date) -> datetime.datetime:
        """When the working hours of a day end, were it a working day."""
        return self._office_periods(day)[-1][1]

    def day_length(self, day: datetime.date) -> datetime.timedelta:
        """Hours of one working day, by the hours in force on that day."""
        return sum((end - start for start, end in self._office_periods(day)), NOTHING)

    def walk_days(self, start: datetime.datetime, pauses: Sequence[Interval] = (), *, natural: bool = False) -> Iterator[DayStep]:
        """The days after the start, numbered as they count: working days, or all days with ``natural``."""
        closed = [(self.day_of(first), self.day_of(last)) for first, last in pauses if first < last]
        day, number = self.day_of(start), 0
        for _attempt in range(LONGEST_SEARCH):
            day += ONE_DAY
            paused = any(first <= day <= last for first, last in closed)
            counts = not paused and (natural or self.is_workday(day))
            number += counts
            yield DayStep(day, number if counts else 0, paused)
        raise NoWorkingTime

    def walk_work_time(self, start: datetime.datetime, amount: datetime.timedelta, pauses: Sequence[Interval] = ()) -> Iterator[TimeStep]:
        """The days from the start on, each with the working time used, until the amount is used up."""
        day, left = self.day_of(start), amount
        for _attempt in range(LONGEST_SEARCH):
            used, until = NOTHING, start
            for piece_start, piece_end in _without(self.periods_of(day), start, pauses):
                until = min(piece_end, piece_start + left - used)
                used += until - piece_start
                if used >= left:
                    break
            left -= used
            yield TimeStep(day, used, until)
            if left <= NOTHING:
                return
            day += ONE_DAY
        raise NoWorkingTime

    def add_workdays(
        self,
        start: datetime.datetime,
        count: Decimal | int,
        pauses: Sequence[Interval] = (),
        day_length: datetime.timedelta | None = None,
    ) -> datetime.datetime:
        """End of work on the count-th working day after the start's day; a fraction follows as working hours.

        ``day_length``: how long the day is of which a fraction is taken; unset, the start's own day.
        """
        whole, fraction = divmod(Decimal(count), 1)
        moment = self._nth_day_end(start, int(whole), pauses, natural=False) if whole else start
        if not fraction:
            return moment
        return self.after_work_time(moment, scaled(day_length or self.day_length(self.day_of(start)), fraction), pauses)

    def add_work_hours(self, start: datetime.datetime, hours: Decimal | int, pauses: Sequence[Interval] = ()) -> datetime.datetime:
        """The moment at which so many hours of working time have passed."""
        return self.after_work_time(start, scaled(datetime.timedelta(hours=1), hours), pauses)

    def add_time(self, start: datetime.datetime, amount: datetime.timedelta, pauses: Sequence[Interval] = ()) -> datetime.datetime:
        """The moment at which so much time has passed by the clock on the wall, pauses left out."""
        moment = start + amount
        for first, last in sorted(pauses):
            first = max(first, start)
            if first < moment and first < last:
                moment += last - first
        return moment.astimezone(self.zone)

    def add_calendar_days(self, start: datetime.datetime, count: Decimal | int, pauses: Sequence[Interval] = ()) -> datetime.datetime:
        """The last second of the count-th natural day after the start's day."""
        return self._nth_day_end(start, int(count), pauses, natural=True)

    def work_time_between(self, start: datetime.datetime, end: datetime.datetime, pauses: Sequence[Interval] = ()) -> datetime.timedelta:
        """Working time from start to end, pauses left out."""
        total, day, last = NOTHING, self.day_of(start), self.day_of(end)
        while day <= last:
            for piece_start, piece_end in _without(self.periods_of(day), start, pauses):
                total += max(NOTHING, min(piece_end, end) - piece_start)
            day += ONE_DAY
        return total

    def after_work_time(self, start: datetime.datetime, amount: datetime.timedelta, pauses: Sequence[Interval] = ()) -> datetime.datetime:
        """The moment at which so much working time has passed."""
        moment = start
        for step in self.walk_work_time(start, amount, pauses):
            moment = step.until
        return moment

    def _nth_day_end(self, start: datetime.datetime, count: int, pauses: Sequence[Interval], *, natural: bool) -> datetime.datetime:
        for step in self.walk_days(start, pauses, natural=natural):
            if step.number == count:
                return datetime.datetime.combine(step.day, LAST_MOMENT, self.zone) if natural else self.end_of_work(step.day)
        raise NoWorkingTime

    def _office_periods(self, day: datetime.date) -> tuple[Interval, ...]:
        chosen = self.hours[0]
        for hours in self.hours:
            if hours.valid_from <= day:
                chosen = hours
        combine = datetime.datetime.combine
        return tuple((combine(day, start, self.zone), combine(day, end, self.zone)) for start, end in chosen.periods)


def scaled(amount: datetime.timedelta, factor: Decimal | int) -> datetime.timedelta:
    """A multiple of a span of time, exact to the second (floats would drift)."""
    return datetime.timedelta(seconds=int(int(amount.total_seconds()) * Decimal(factor)))


def _without(periods: Sequence[Interval], start: datetime.datetime, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """The periods from ``start`` on, with the pauses cut out."""
    for begin, end in periods:
        begin = max(begin, start)
        for first, last in sorted(pauses):
            if last <= begin or first >= end:
                continue
            if begin < first:
                yield begin, first
            begin = max(begin, last)
        if begin < end:
            yield begin, end
