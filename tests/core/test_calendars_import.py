"""Arrangements of later years: the CSV, what it changes, what is refused."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from core.audit.models import AuditEntry
from core.calendars.arrangements import Arrangement, SpecialDay
from core.calendars.enums import ArrangementScope, DayKind, YearStatus
from core.calendars.models import CalendarDay, CalendarYear
from core.calendars.selectors import calendar_at, working_calendar
from core.calendars.services import arrangement_set, arrangement_withdraw, calendar_import, work_hours_set
from core.outbox.models import OutboxMessage
from core.tables import TableRefused
from core.units.actors import SYSTEM

pytestmark = pytest.mark.django_db

SEED = Path(__file__).resolve().parents[2] / "core" / "calendars" / "seed" / "working_days_2024_2026.csv"
HEAD = "年份,日期,类型,名称,文号,文件名称,成文日期,范围\n"
SOURCE = "测发〔2026〕1号,测试用的2027年节假日安排,2026-11-20"
GOOD = (
    HEAD + f"2027,2026-12-31,放假,元旦,{SOURCE},\n" + f"2027,2027-01-01,放假,元旦,{SOURCE},\n" + f"2027,2027/1/9,上班,元旦调休,{SOURCE},\n"
)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def run(*args: Any) -> str:
    out = io.StringIO()
    call_command("calendar_import", *args, "--no-progress", stdout=out)
    return out.getvalue()


def test_the_shipped_file_is_what_is_in_force():
    report = calendar_import(content=SEED.read_bytes(), by=SYSTEM)
    assert [(year.year, year.changed) for year in report.years] == [(2024, False), (2025, False), (2026, False)]
    assert not OutboxMessage.objects.exists()


def test_a_later_year_comes_with_its_notice():
    before = working_calendar()
    assert before.status_of(2027) == YearStatus.NONE
    report = calendar_import(content=GOOD.encode("gb18030"), by=SYSTEM)
    assert (report.years[0].holidays, report.years[0].workdays) == (2, 1)
    after = working_calendar()
    assert after.version > before.version
    assert after.status_of(2027) == YearStatus.OFFICIAL
    assert not after.is_workday(day("2026-12-31"))
    assert after.is_workday(day("2027-01-09"))
    assert before.is_workday(day("2026-12-31")), "a calendar in hand never changes"
    message = OutboxMessage.objects.get()
    assert (message.topic, message.payload["calendar_version"]) == ("clocks.recompute", after.version)
    assert AuditEntry.objects.filter(action="calendar.arrangement").count() == 1


def test_importing_again_changes_nothing():
    calendar_import(content=GOOD.encode(), by=SYSTEM)
    version = working_calendar().version
    assert not calendar_import(content=GOOD.encode(), by=SYSTEM).years[0].changed
    assert working_calendar().version == version


def test_a_correction_supersedes_and_the_past_can_still_be_computed():
    calendar_import(content=GOOD.encode(), by=SYSTEM)
    first = working_calendar()
    calendar_import(content=GOOD.replace("2027-01-01", "2027-01-04").encode(), by=SYSTEM)
    second = working_calendar()
    assert not second.is_workday(day("2027-01-04"))
    assert CalendarYear.objects.filter(year=2027).count() == 2
    then = calendar_at(first.version)
    assert then.days == first.days
    assert then.is_workday(day("2027-01-04"))
    assert calendar_at(0).status_of(2027) == YearStatus.NONE


def test_a_local_arrangement_wins_and_does_not_make_a_year_official():
    local = GOOD.replace(",\n", ",地方\n").replace("2027-01-01", "2027-03-10")
    calendar_import(content=local.encode(), by=SYSTEM)
    calendar = working_calendar()
    assert not calendar.is_workday(day("2027-03-10"))
    assert calendar.status_of(2027) == YearStatus.NONE


def test_withdrawing_returns_to_the_week():
    calendar_import(content=GOOD.encode(), by=SYSTEM)
    row = CalendarYear.objects.current().get(year=2027)
    with pytest.raises(ValidationError):
        arrangement_withdraw(arrangement=row, by=SYSTEM, reason=" ")
    arrangement_withdraw(arrangement=row, by=SYSTEM, reason="导入有误")
    assert working_calendar().status_of(2027) == YearStatus.NONE
    assert CalendarDay.objects.filter(year=row).count() == 3
    with pytest.raises(ValidationError):
        arrangement_withdraw(arrangement=row, by=SYSTEM, reason="再次")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (f"二〇二七,2027-01-01,放假,元旦,{SOURCE},", "年份"),
        (f"1949,2027-01-01,放假,元旦,{SOURCE},", "年份"),
        (f"2027,2027-02-30,放假,元旦,{SOURCE},", "不是日期"),
        (f"2027,明天,放假,元旦,{SOURCE},", "不是日期"),
        (f"2027,2028-01-01,放假,元旦,{SOURCE},", "不在2027年内"),
        (f"2027,2026-11-30,放假,元旦,{SOURCE},", "不在2027年内"),
        (f"2027,2027-01-04,上班,元旦,{SOURCE},", "不是周末"),
        (f"2027,2027-01-01,休息,元旦,{SOURCE},", "类型"),
        (f"2027,2027-01-01,放假,,{SOURCE},", "名称"),
        ("2027,2027-01-01,放假,元旦,,,2026-11-20,", "文号"),
        ("2027,2027-01-01,放假,元旦,甲,乙,去年,", "不是日期"),
        (f"2027,2027-01-01,放假,元旦,{SOURCE},全省", "范围"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(line: str, word: str):
    report = calendar_import(content=(GOOD + line + "\n").encode(), by=SYSTEM)
    assert [error.line for error in report.errors] == [5]
    assert word in str(report.errors[0])
    assert working_calendar().status_of(2027) == YearStatus.NONE


def test_lines_that_contradict_each_other():
    doubled = GOOD + f"2027,2027-01-01,放假,元旦,{SOURCE},\n"
    assert "第3行" in str(calendar_import(content=doubled.encode(), by=SYSTEM).errors[0])
    two_sources = GOOD + "2027,2027-02-05,放假,春节,别的文号,别的文件,2026-11-20,\n"
    assert "应相同" in str(calendar_import(content=two_sources.encode(), by=SYSTEM).errors[0])


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", HEAD.encode(), b"a,b\n1,2\n", b"PK\x03\x04\x00\x00", b"\xff\xff\xff", (HEAD.strip() + ",日期\n1\n").encode()],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes):
    with pytest.raises(TableRefused) as refused:
        calendar_import(content=content, by=SYSTEM)
    assert str(refused.value).endswith("。")


def test_command_dry_run_year_and_errors(tmp_path: Path):
    file = tmp_path / "2027.csv"
    file.write_text(GOOD)
    assert "放假2天，调休上班1天" in run(file, "--dry-run")
    assert working_calendar().status_of(2027) == YearStatus.NONE
    with pytest.raises(CommandError):
        run(file, "--year", "2028")
    figures = json.loads(run(file, "--year", "2027", "--json"))
    assert figures["years"][0]["added"] == ["2026-12-31", "2027-01-01", "2027-01-09"]
    assert working_calendar().status_of(2027) == YearStatus.OFFICIAL
    assert "未改动" in run(file)
    with pytest.raises(CommandError):
        run(tmp_path / "missing.csv")
    file.write_text(GOOD + "x\n")
    with pytest.raises(CommandError):
        run(file)


def test_an_arrangement_from_a_form_is_checked_too():
    base = Arrangement(2027, ArrangementScope.NATIONAL, "甲", "乙", day("2026-11-20"), ())
    friday = SpecialDay(day("2027-01-01"), DayKind.HOLIDAY, "元旦")
    monday = SpecialDay(day("2027-01-04"), DayKind.WORKDAY, "调休")
    for days in ((), (friday, friday), (friday, monday)):
        wrong = Arrangement(base.year, base.scope, base.document_no, base.document_title, base.issued_on, days)
        with pytest.raises(ValidationError):
            arrangement_set(arrangement=wrong, by=SYSTEM)
    with pytest.raises(ValidationError):
        arrangement_set(arrangement=Arrangement(2027, "national", " ", "乙", day("2026-11-20"), (friday,)), by=SYSTEM)


def test_hours_of_work_are_rows_with_a_day_from_which_they_count():
    time = datetime.time
    work_hours_set(valid_from=day("2026-12-01"), periods=[(time(10), time(14)), (time(15, 30), time(19, 30))], by=SYSTEM, reason="冬季作息")
    calendar = working_calendar()
    zone = calendar.zone
    assert calendar.end_of_work(day("2026-11-30")) == datetime.datetime(2026, 11, 30, 18, tzinfo=zone)
    assert calendar.end_of_work(day("2026-12-01")) == datetime.datetime(2026, 12, 1, 19, 30, tzinfo=zone)
    assert OutboxMessage.objects.get().topic == "clocks.recompute"


@pytest.mark.parametrize(
    "periods",
    [[], [(12, 8)], [(8, 12), (11, 18)], [(8, 8)], [(14, 18), (8, 12)]],
)
def test_hours_that_make_no_sense_are_refused(periods: list[tuple[int, int]]):
    given = [(datetime.time(start), datetime.time(end)) for start, end in periods]
    with pytest.raises(ValidationError):
        work_hours_set(valid_from=day("2026-12-01"), periods=given, by=SYSTEM, reason="测试")
