"""A year of the working calendar as a wall calendar shows it."""

from __future__ import annotations

import calendar as months
import datetime
from dataclasses import dataclass

from core.calendars.calendar import DayRule, WorkingCalendar
from core.calendars.enums import DayKind


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day in a month's grid. ``kind``: work, rest, off (a holiday) or make_up (a weekend day of work); "" is no day."""

    number: int
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class MonthGrid:
    month: int
    weeks: tuple[tuple[DayCell, ...], ...]
    workdays: int


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """A day that does not follow the week, with where that is said."""

    date: datetime.date
    rule: DayRule


def year_months(table: WorkingCalendar, year: int) -> tuple[MonthGrid, ...]:
    """The twelve months, weeks beginning on Monday."""
    return tuple(_month(table, year, month) for month in range(1, 13))


def _month(table: WorkingCalendar, year: int, month: int) -> MonthGrid:
    weeks = tuple(
        tuple(_cell(table, day) if day.month == month else DayCell(0, "", "") for day in week)
        for week in months.Calendar().monthdatescalendar(year, month)
    )
    count = sum(cell.kind in ("work", "make_up") for week in weeks for cell in week)
    return MonthGrid(month, weeks, count)


def _cell(table: WorkingCalendar, day: datetime.date) -> DayCell:
    rule = table.days.get(day)
    if rule:
        return DayCell(day.day, "off" if rule.kind == DayKind.HOLIDAY else "make_up", rule.name)
    return DayCell(day.day, "work" if table.is_workday(day) else "rest", "")


def special_days(table: WorkingCalendar, year: int) -> list[SpecialRow]:
    """The days of a year that do not follow the week."""
    return [SpecialRow(day, table.days[day]) for day in sorted(table.days) if day.year == year]
