"""Reading the working-day table."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from core.calendars.calendar import DayRule, Hours, WorkingCalendar
from core.calendars.enums import ArrangementScope, DayKind, YearStatus
from core.calendars.models import CalendarDay, CalendarYear, WorkHours
from core.parameters.snapshots import Snapshot

VERSION_NAME = "calendar"
# Used only when the table of hours is empty; the migration fills it with the same.
DEFAULT_PERIODS = ((datetime.time(8), datetime.time(12)), (datetime.time(14), datetime.time(18)))


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year of the calendar screen."""

    year: int
    status: YearStatus
    arrangements: tuple[CalendarYear, ...]


def calendar_at(version: int) -> WorkingCalendar:
    """The calendar as it stood at a version, for figures that are computed again. Three queries."""
    arrangements = list(CalendarYear.objects.as_of(version).order_by("year"))
    documents = {row.pk: row for row in arrangements}
    national: dict[datetime.date, DayRule] = {}
    local: dict[datetime.date, DayRule] = {}
    # By year: what a notice says about the December before wins over that year's own notice, as it is newer.
    for day in CalendarDay.objects.filter(year__in=documents).order_by("year__year", "date"):
        source = documents[day.year_id]
        chosen = local if source.scope == ArrangementScope.LOCAL else national
        chosen[day.date] = DayRule(day.kind, day.name, source.document_no)
    return WorkingCalendar(
        version=version,
        zone=ZoneInfo(settings.TIME_ZONE),
        official_years=frozenset(row.year for row in arrangements if row.scope == ArrangementScope.NATIONAL),
        days=MappingProxyType(national | local),
        hours=_hours_at(version),
    )


def _hours_at(version: int) -> tuple[Hours, ...]:
    by_day: dict[datetime.date, Hours] = {}
    for row in WorkHours.objects.filter(version__lte=version).order_by("id"):
        by_day[row.valid_from] = Hours(row.valid_from, periods_of(row.periods))
    if not by_day:
        return (Hours(datetime.date.min, DEFAULT_PERIODS),)
    return tuple(by_day[day] for day in sorted(by_day))


def periods_of(stored: list[list[str]]) -> tuple[tuple[datetime.time, datetime.time], ...]:
    """The periods of a row as times."""
    read = datetime.time.fromisoformat
    return tuple((read(start), read(end)) for start, end in stored)


_snapshot = Snapshot(VERSION_NAME, calendar_at)


def working_calendar() -> WorkingCalendar:
    """The calendar in force: immutable, held in memory, built anew when its version changed."""
    return _snapshot.get()


def years_overview() -> tuple[YearRow, ...]:
    """Years for the calendar screen: all with an arrangement, this year and the next. One query."""
    holidays = Count("days", filter=Q(days__kind=DayKind.HOLIDAY))
    workdays = Count("days", filter=Q(days__kind=DayKind.WORKDAY))
    by_year: dict[int, list[CalendarYear]] = {}
    for row in CalendarYear.objects.current().annotate(holidays=holidays, workdays=workdays).order_by("scope", "id"):
        by_year.setdefault(row.year, []).append(row)
    this_year = timezone.localdate().year
    years = sorted({*by_year, this_year, this_year + 1}, reverse=True)
    return tuple(YearRow(year, _status(by_year.get(year, [])), tuple(by_year.get(year, []))) for year in years)


def _status(arrangements: list[CalendarYear]) -> YearStatus:
    official = any(row.scope == ArrangementScope.NATIONAL for row in arrangements)
    return YearStatus.OFFICIAL if official else YearStatus.NONE
