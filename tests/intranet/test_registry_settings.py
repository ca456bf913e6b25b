"""Parameters, categories and the calendar through their screens."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from core.calendars.models import CalendarYear, WorkHours
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.parameters.models import ParameterValue
from core.parameters.registry import definitions
from core.parameters.selectors import limit, number
from tests.factories.accounts import client_for, user_with
from tests.factories.registry import condition, minor

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return client_for(user_with("office_clerk"))


@pytest.fixture
def admin():
    return client_for(user_with("sysadmin"))


@pytest.fixture
def auditor():
    return client_for(user_with("auditor"))


def url(name: str, *args: object) -> str:
    return reverse(f"intranet_registry:{name}", args=args)


def test_every_setting_has_its_row_and_its_page(clerk):
    page = clerk.get(url("parameters")).content.decode()
    for definition in definitions():
        assert f"/registry/parameters/{definition.key}/" in page
        assert clerk.get(url("parameter", definition.key)).status_code == 200


def test_change_a_setting_with_reason_and_history(clerk):
    address = url("parameter", "case.follow_up_tries")
    assert clerk.post(address, {"value": "4", "reason": "试行"}).status_code == 302
    assert number("case.follow_up_tries") == 4
    page = clerk.get(address).content.decode()
    assert "试行" in page
    assert "4次" in page
    assert clerk.post(url("parameter_default", "case.follow_up_tries"), {"reason": "试行结束"}).status_code == 302
    assert number("case.follow_up_tries") == 3
    assert ParameterValue.objects.of("case.follow_up_tries").count() == 2
    assert "恢复默认" in clerk.get(address).content.decode()


def test_a_limit_has_number_and_unit(clerk):
    assert clerk.post(url("parameter", "case.follow_up_limit"), {"value": "2.5", "unit": "work_day", "reason": "试行"}).status_code == 302
    assert limit("case.follow_up_limit").value == Decimal("2.5")


@pytest.mark.parametrize(
    ("key", "data", "said"),
    [
        ("case.follow_up_tries", {"value": "many", "reason": "x"}, "请填写数字"),
        ("case.follow_up_tries", {"value": "99", "reason": "x"}, "不能大于"),
        ("case.follow_up_tries", {"value": "4", "reason": ""}, "error-summary"),
        ("case.follow_up_tries", {"value": "3", "reason": "x"}, "与现行值相同"),
        ("case.follow_up_limit", {"value": "1e999999999", "unit": "work_day", "reason": "x"}, "error-summary"),
        ("case.follow_up_limit", {"value": "1", "unit": "fortnight", "reason": "x"}, "error-summary"),
        ("community.session_time", {"value": "25:99", "reason": "x"}, "时:分"),
        ("meeting.period", {"value": "never", "reason": "x"}, "error-summary"),
        ("lamp.yellow_percent", {"value": "99", "reason": "x"}, ""),
    ],
)
def test_a_bad_value_is_said_beside_the_field(clerk, key, data, said):
    response = clerk.post(url("parameter", key), data)
    assert response.status_code in (302, 422)
    assert response.status_code == 422 or key == "lamp.yellow_percent"
    assert said in response.content.decode()


def test_unknown_settings_are_not_found(clerk):
    assert clerk.get(url("parameter", "no.such.thing")).status_code == 404


def test_a_condition_is_revised_never_overwritten(clerk):
    row = condition(valid_from=datetime.date(2026, 1, 1))
    data = {
        "text": "垃圾散落两处以上",
        "limit_value": "4",
        "limit_unit": "work_hour",
        "close_condition": "清理干净",
        "valid_from": "2026-12-01",
    }
    assert clerk.post(url("condition_revise", row.pk), data).status_code == 302
    row.refresh_from_db()
    new = FilingCondition.objects.get(minor=row.minor, version=2)
    assert (row.text, row.valid_until) == ("垃圾散落", datetime.date(2026, 12, 1))
    assert (new.text, new.limit_value) == ("垃圾散落两处以上", Decimal(4))
    page = clerk.get(url("category", row.minor_id)).content.decode()
    assert "第1版" in page
    assert "第2版" in page
    stale = clerk.post(url("condition_revise", row.pk), data)
    assert stale.status_code == 422
    assert "已有更新的版本" in stale.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit_value", "0"),
        ("limit_value", "x"),
        ("limit_unit", "moon"),
        ("valid_from", "2025-01-01"),
        ("valid_from", "31.2.2026"),
        ("text", ""),
    ],
)
def test_bad_revisions_are_refused(clerk, field, value):
    row = condition(valid_from=datetime.date(2026, 1, 1))
    data = {"text": "甲", "limit_value": "4", "limit_unit": "work_hour", "close_condition": "乙", "valid_from": "2026-12-01", field: value}
    assert clerk.post(url("condition_revise", row.pk), data).status_code == 422
    assert FilingCondition.objects.filter(minor=row.minor).count() == 1


def test_natural_days_are_whole(clerk):
    data = {"text": "甲", "limit_value": "1.5", "limit_unit": "calendar_day", "close_condition": "乙", "valid_from": "2026-12-01"}
    assert "整数" in clerk.post(url("condition_new", minor().pk), data).content.decode()


def test_categories_are_made_changed_and_ended(clerk):
    data = {"kind": "event", "code": "77", "name": "新大类", "sort_order": "1", "is_active": "on"}
    assert clerk.post(url("major_new"), data).status_code == 302
    major = MajorCategory.objects.get(code="77")
    data = {"major": major.pk, "code": "01", "name": "新小类", "sort_order": "1", "is_active": "on", "four_unseen_flag": "poultry"}
    clerk.post(url("category_new"), data)
    row = MinorCategory.objects.get(name="新小类")
    assert clerk.post(url("category_new"), data).status_code == 422
    clerk.post(url("category_edit", row.pk), {**data, "name": "改名小类"})
    values = {
        "text": "甲",
        "area_class": "urban",
        "limit_value": "2",
        "limit_unit": "work_day",
        "close_condition": "乙",
        "valid_from": "2026-01-01",
    }
    clerk.post(url("condition_new", row.pk), values)
    made = FilingCondition.objects.get(minor=row)
    assert "改名小类" in clerk.get(url("categories"), {"q": "改名"}).content.decode()
    assert "家禽散养" in clerk.get(url("categories"), {"flag": "poultry"}).content.decode()
    assert clerk.post(url("condition_end", made.pk), {"on": "2026-06-01"}).status_code == 302
    assert "改名小类" in clerk.get(url("categories"), {"state": "bare"}).content.decode()
    assert "新大类" in clerk.get(url("majors")).content.decode()


def test_export_of_conditions(clerk):
    condition(text="=HYPERLINK()")
    assert ",'=HYPERLINK()" in clerk.get(url("categories"), {"export": "csv"}).content.decode("utf-8-sig")


def test_the_calendar_says_what_is_official(clerk):
    page = clerk.get(url("calendar_year", 2026)).content.decode()
    assert "春节" in page
    assert "暂无正式安排" not in page
    assert "暂无正式安排" in clerk.get(url("calendar_year", 2031)).content.decode()
    assert clerk.get("/registry/calendar/9999/").status_code == 404


def test_withdraw_an_arrangement_with_a_reason(clerk):
    row = CalendarYear.objects.current().get(year=2026)
    assert clerk.post(url("calendar_withdraw", row.pk), {"reason": ""}).status_code == 422
    assert clerk.post(url("calendar_withdraw", row.pk), {"reason": "文号有误"}).status_code == 302
    assert not CalendarYear.objects.current().filter(year=2026).exists()
    assert clerk.post(url("calendar_withdraw", row.pk), {"reason": "再来"}).status_code == 422


def test_work_hours_from_a_day_on(clerk):
    data = {
        "valid_from": "2027-05-01",
        "morning_start": "09:00",
        "morning_end": "13:00",
        "afternoon_start": "15:30",
        "afternoon_end": "19:30",
        "reason": "夏季",
    }
    assert clerk.post(url("calendar_hours"), data).status_code == 302
    assert WorkHours.objects.first().periods == [["09:00", "13:00"], ["15:30", "19:30"]]
    assert "同时填写" in clerk.post(url("calendar_hours"), {**data, "afternoon_end": ""}).content.decode()
    assert clerk.post(url("calendar_hours"), {**data, "morning_end": "08:00"}).status_code == 422
