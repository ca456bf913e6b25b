"""The working-day table and the arithmetic on it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import pytest

from core.calendars.calendar import DayRule, Hours, NoWorkingTime, WorkingCalendar
from core.calendars.enums import DayKind, YearStatus
from core.calendars.models import CalendarYear
from core.calendars.selectors import DEFAULT_PERIODS, calendar_at, working_calendar, years_overview
from core.clocks.explanation import day_text

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zone)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def every_day(year: int) -> list[datetime.date]:
    first = datetime.date(year, 1, 1)
    return [first + datetime.timedelta(days=count) for count in range((datetime.date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_day_agrees_with_two_other_sources(year: int):
    calendar = working_calendar()
    theirs = holidays.country_holidays("CN", years=year)
    for date in every_day(year):
        assert calendar.is_workday(date) == chinese_calendar.is_workday(date), date
        assert calendar.is_workday(date) == theirs.is_working_day(date), date


@pytest.mark.parametrize(
    ("year", "document", "issued", "off", "made_up"),
    [
        (2024, "国办发明电〔2023〕7号", "2023-10-25", 28, 8),
        (2025, "国办发明电〔2024〕12号", "2024-11-12", 28, 5),
        (2026, "国办发明电〔2025〕7号", "2025-11-04", 33, 6),
    ],
)
def test_each_year_names_its_notice(year: int, document: str, issued: str, off: int, made_up: int):
    row = CalendarYear.objects.current().get(year=year)
    assert (row.document_no, row.issued_on) == (document, day(issued))
    assert row.document_title == f"国务院办公厅关于{year}年部分节假日安排的通知"
    assert row.days.filter(kind=DayKind.HOLIDAY).count() == off
    assert row.days.filter(kind=DayKind.WORKDAY).count() == made_up


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2025-09-30T10:00", 5, "2025-10-14T18:00"),
        ("2025-01-24T10:00", 5, "2025-02-07T18:00"),
        ("2025-09-30T23:30", 5, "2025-10-14T18:00"),
        ("2025-10-11T09:00", 1, "2025-10-13T18:00"),
        ("2025-10-03T09:00", 1, "2025-10-09T18:00"),
        ("2026-02-13T09:00", 1, "2026-02-14T18:00"),
    ],
)
def test_working_days_end_with_the_hours_of_the_last_day(start: str, count: int, due: str):
    assert working_calendar().add_workdays(at(start), count) == at(due)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2025-10-13T09:00", "2", "2025-10-13T11:00"),
        ("2025-10-13T11:00", "2", "2025-10-13T15:00"),
        ("2025-10-13T12:00", "4", "2025-10-13T18:00"),
        ("2025-10-13T17:00", "4", "2025-10-14T11:00"),
        ("2025-09-30T17:00", "2", "2025-10-09T09:00"),
        ("2025-10-10T17:00", "2", "2025-10-11T09:00"),
        ("2025-10-13T20:00", "0.25", "2025-10-14T08:15"),
        ("2025-10-13T03:00", "8", "2025-10-13T18:00"),
    ],
)
def test_work_hours_count_inside_working_periods_only(start: str, hours: str, due: str):
    assert working_calendar().add_work_hours(at(start), Decimal(hours)) == at(due)


@pytest.mark.parametrize(
    ("days", "due"),
    [("0.5", "2025-10-13T15:00"), ("1", "2025-10-14T18:00"), ("1.5", "2025-10-15T12:00"), ("2", "2025-10-15T18:00")],
)
def test_a_fraction_of_a_day_is_hours_of_work(days: str, due: str):
    assert working_calendar().add_workdays(at("2025-10-13T09:00"), Decimal(days)) == at(due)


def test_natural_days_and_continuous_time_run_through_holidays():
    calendar = working_calendar()
    assert calendar.add_calendar_days(at("2025-09-30T10:00"), 10) == at("2025-10-10T23:59:59")
    assert calendar.add_time(at("2025-09-30T23:00"), datetime.timedelta(hours=3)) == at("2025-10-01T02:00")


def test_time_while_paused_is_not_used():
    calendar = working_calendar()
    pause = [(at("2025-10-13T10:00"), at("2025-10-14T10:00"))]
    assert calendar.add_work_hours(at("2025-10-13T09:00"), 3, pause) == at("2025-10-14T12:00")
    assert calendar.add_time(at("2025-10-13T09:00"), datetime.timedelta(hours=3), pause) == at("2025-10-14T12:00")
    assert calendar.work_time_between(at("2025-10-13T09:00"), at("2025-10-14T12:00"), pause) == datetime.timedelta(hours=3)
    # Neither the 13th nor the 14th counts: the clock stood still on part of them.
    assert calendar.add_workdays(at("2025-10-10T09:00"), 2, pause) == at("2025-10-15T18:00")


def test_the_zone_decides_where_a_day_ends():
    shanghai = working_calendar()
    urumqi = WorkingCalendar(0, ZoneInfo("Asia/Urumqi"), shanghai.official_years, shanghai.days, shanghai.hours)
    late = at("2025-09-29T17:00", ZoneInfo("UTC"))
    assert shanghai.day_of(late) == day("2025-09-30")
    assert urumqi.day_of(late) == day("2025-09-29")
    due = urumqi.add_workdays(late, 1)
    assert due == at("2025-09-30T18:00", ZoneInfo("Asia/Urumqi")) == at("2025-09-30T20:00")


def test_a_year_without_a_notice_follows_the_week_and_says_so():
    calendar = working_calendar()
    assert calendar.status_of(2026) == YearStatus.OFFICIAL
    assert calendar.status_of(2027) == YearStatus.NONE
    assert calendar.is_workday(day("2027-02-05"))
    assert not calendar.is_workday(day("2027-02-06"))
    assert calendar.is_provisional(day("2026-12-30"), day("2027-01-05"))
    assert not calendar.is_provisional(day("2026-12-01"), day("2026-12-31"))


def test_days_explain_themselves_with_their_notice():
    calendar = working_calendar()
    assert day_text(day("2025-10-11"), calendar) == "10-11 周六 上班（国办发明电〔2024〕12号）"
    assert day_text(day("2025-10-01"), calendar) == "10-01 周三 放假：国庆节、中秋节（国办发明电〔2024〕12号）"
    assert day_text(day("2025-10-12"), calendar) == "10-12 周日 周末"
    assert day_text(day("2027-01-04"), calendar) == "01-04 周一 工作日（2027年尚无正式安排，暂定）"


def test_the_calendar_is_held_in_memory(django_assert_num_queries):
    working_calendar()
    with django_assert_num_queries(0):
        first = working_calendar()
        for _ in range(50):
            working_calendar().add_workdays(at("2025-09-30T10:00"), 5)
    assert working_calendar() is first
    with pytest.raises(AttributeError):
        first.version = 7  # type: ignore[misc]
    with pytest.raises(TypeError):
        first.days[day("2025-10-01")] = None  # type: ignore[index]


def test_the_calendar_is_built_in_three_queries(django_assert_num_queries):
    with django_assert_num_queries(3):
        calendar_at(0)


def test_overview_says_which_years_wait_for_their_notice(time_machine, django_assert_num_queries):
    time_machine.move_to(at("2026-11-23T10:00"))
    with django_assert_num_queries(1):
        rows = years_overview()
    assert [(row.year, row.status) for row in rows[:2]] == [(2027, YearStatus.NONE), (2026, YearStatus.OFFICIAL)]
    assert rows[1].arrangements[0].holidays == 33


def test_other_hours_from_a_day_on():
    winter = Hours(day("2025-11-01"), ((datetime.time(10), datetime.time(14)), (datetime.time(15, 30), datetime.time(19))))
    base = working_calendar()
    calendar = WorkingCalendar(0, SHANGHAI, base.official_years, base.days, (Hours(datetime.date.min, DEFAULT_PERIODS), winter))
    assert calendar.add_workdays(at("2025-10-30T10:00"), 1) == at("2025-10-31T18:00")
    assert calendar.add_workdays(at("2025-10-31T10:00"), 1) == at("2025-11-03T19:00")
    assert calendar.day_length(day("2025-11-03")) == datetime.timedelta(hours=7.5)


def test_a_table_without_working_days_gives_up_instead_of_running_on():
    first = day("2025-01-01")
    off = {first + datetime.timedelta(days=count): DayRule(DayKind.HOLIDAY, "假", "") for count in range(70 * 366)}
    calendar = WorkingCalendar(0, SHANGHAI, frozenset(), MappingProxyType(off), (Hours(datetime.date.min, DEFAULT_PERIODS),))
    with pytest.raises(NoWorkingTime):
        calendar.add_workdays(at("2025-01-01T10:00"), 1)
    with pytest.raises(NoWorkingTime):
        calendar.add_work_hours(at("2025-01-01T10:00"), 1)
