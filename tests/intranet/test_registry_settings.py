"""Parameters, categories, the calendar, messages, audit and reveals through their screens."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.audit.services import AuditDraft, record_many
from core.calendars.models import CalendarYear, WorkHours
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from core.outbox.registry import PERIODICS, ROUTES
from core.parameters.models import ParameterValue
from core.parameters.registry import definitions
from core.parameters.selectors import limit, number
from core.privacy.models import Reveal
from core.units.actors import SYSTEM, actor_of
from intranet.registry.audit_labels import action_choices, label_of
from intranet.registry.models import AuditCheck
from tests.factories.accounts import client_for, user_with
from tests.factories.registry import condition, dead_letter, minor

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
    data = {"text": "垃圾散落两处以上", "limit_value": "4", "limit_unit": "work_hour", "close_condition": "清理干净", "valid_from": "2026-12-01"}
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
    [("limit_value", "0"), ("limit_value", "x"), ("limit_unit", "moon"), ("valid_from", "2025-01-01"), ("valid_from", "31.2.2026"), ("text", "")],
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
    values = {"text": "甲", "area_class": "urban", "limit_value": "2", "limit_unit": "work_day", "close_condition": "乙", "valid_from": "2026-01-01"}
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
    data = {"valid_from": "2027-05-01", "morning_start": "09:00", "morning_end": "13:00", "afternoon_start": "15:30", "afternoon_end": "19:30", "reason": "夏季"}
    assert clerk.post(url("calendar_hours"), data).status_code == 302
    assert WorkHours.objects.first().periods == [["09:00", "13:00"], ["15:30", "19:30"]]
    assert "同时填写" in clerk.post(url("calendar_hours"), {**data, "afternoon_end": ""}).content.decode()
    assert clerk.post(url("calendar_hours"), {**data, "morning_end": "08:00"}).status_code == 422


def test_dead_letters_are_retried_or_given_up_with_a_reason(admin):
    first, second = dead_letter(topic="a.b"), dead_letter(topic="c.d")
    page = admin.get(url("letters")).content.decode()
    assert "连接被拒绝" in page
    assert "a.b" not in admin.get(url("letters"), {"topic": "c.d"}).content.decode().split("<tbody>")[1]
    admin.post(url("letter_retry", first.pk))
    admin.post(url("letter_discard", second.pk), {"reason": ""})
    assert OutboxMessage.objects.get(pk=second.pk).state == MessageState.DEAD
    admin.post(url("letter_discard", second.pk), {"reason": "收件单位已撤销"})
    assert OutboxMessage.objects.get(pk=first.pk).state == MessageState.PENDING
    assert OutboxMessage.objects.get(pk=second.pk).state == MessageState.DISCARDED
    admin.post(url("letter_retry", second.pk))
    assert OutboxMessage.objects.get(pk=second.pk).state == MessageState.DISCARDED


def test_the_audit_is_filtered_and_opened(auditor):
    user = user_with("handler")
    drafts = [AuditDraft(action="units.rename", by=actor_of(user), subject=user, data={"before": "旧"}), AuditDraft(action="outbox.retry", by=SYSTEM)]
    first, second = _recorded(drafts)
    page = auditor.get(url("audit"), {"action": "units.rename"}).content.decode()
    assert f">{first.number}<" in page
    assert f">{second.number}<" not in page
    assert f">{first.number}<" in auditor.get(url("audit"), {"who": user.username}).content.decode()
    today = timezone.localdate().isoformat()
    assert f">{first.number}<" in auditor.get(url("audit"), {"since": today, "until": today}).content.decode()
    assert f">{first.number}<" not in auditor.get(url("audit"), {"until": "2020-01-01"}).content.decode()
    entry = auditor.get(url("audit_entry", first.number)).content.decode()
    assert "旧" in entry
    assert "相符" in entry
    assert first.hash in auditor.get(url("audit"), {"export": "csv"}).content.decode("utf-8-sig")
    assert auditor.get(url("audit_entry", 999_999_999)).status_code == 404


def _recorded(drafts: list[AuditDraft]) -> list[AuditEntry]:
    from django.db import transaction

    with transaction.atomic():
        return record_many(drafts)


def test_the_chain_is_checked_by_the_worker(auditor):
    _recorded([AuditDraft(action="units.rename", by=SYSTEM)])
    assert auditor.post(url("audit_check")).status_code == 302
    assert "正在进行" in auditor.get(url("audit")).content.decode()
    auditor.post(url("audit_check"))
    assert AuditCheck.objects.count() == 1
    message = OutboxMessage.objects.get(topic="registry.audit_check")
    ROUTES[message.topic].single(message.payload, message)
    check = AuditCheck.objects.get()
    assert (check.is_ok, check.finding) == (True, "")
    assert check.checked >= 2
    assert "链条完好" in auditor.get(url("audit")).content.decode()


def test_the_daily_check_needs_nobody():
    PERIODICS["registry.audit_check"].job(timezone.now())
    assert AuditCheck.objects.get().is_ok


def test_every_known_action_has_words():
    assert all(label and label != action for action, label in action_choices())
    assert label_of("unknown.thing") == "unknown.thing"


def test_reveals_are_listed(auditor):
    user = user_with("acceptor")
    Reveal.objects.create(user=user, subject_kind="core_units.user", subject_id=1, field="phone", reason="回访")
    assert "回访" in auditor.get(url("reveals"), {"who": user.display_name}).content.decode()
    assert "回访" not in auditor.get(url("reveals"), {"until": "2020-01-01"}).content.decode()
    assert "回访" in auditor.get(url("reveals"), {"export": "csv"}).content.decode("utf-8-sig")


def _fill(name: str, count: int) -> None:
    user = user_with("handler")
    match name:
        case "audit":
            _recorded([AuditDraft(action="units.rename", by=actor_of(user), subject=user) for _n in range(count)])
        case "reveals":
            Reveal.objects.bulk_create([Reveal(user=user, subject_kind="core_units.user", subject_id=1, field="phone", reason="r") for _n in range(count)])
        case "letters":
            OutboxMessage.objects.bulk_create([OutboxMessage(topic="t", state=MessageState.DEAD, done_at=timezone.now()) for _n in range(count)])
        case "categories":
            for _n in range(count):
                condition()


@pytest.mark.parametrize("name", ["audit", "reveals", "letters", "categories"])
def test_lists_cost_the_same_at_any_length(name, django_assert_max_num_queries):
    client = client_for(user_with({"letters": "sysadmin", "categories": "office_clerk"}.get(name, "auditor")))
    counts = []
    for size in (10, 990):
        _fill(name, size)
        client.get(url(name))
        with django_assert_max_num_queries(16) as captured:
            assert client.get(url(name)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


BAD = ["", "0", "-1", "999999999999999999999", "abc", "%00", "' OR 1=1--", "<script>", "🙂" * 50, "2026-02-31", "null", "1.5", "٣", "a" * 5000]
LISTS = ["units", "contacts", "people", "roles", "sessions", "categories", "audit", "reveals", "letters", "parameters"]
NAMES = ["q", "page", "kind", "state", "unit", "role", "since", "until", "who", "action", "result", "topic", "export", "flag", "joined", "missing"]


@pytest.mark.parametrize("name", LISTS)
def test_no_query_string_breaks_a_list(name):
    role = {"people": "sysadmin", "roles": "sysadmin", "sessions": "sysadmin", "letters": "sysadmin", "audit": "auditor", "reveals": "auditor"}
    client = client_for(user_with(role.get(name, "office_clerk")))
    for bad in BAD:
        assert client.get(url(name), dict.fromkeys(NAMES, bad)).status_code == 200, (name, bad)
    for number, parameter in enumerate(NAMES):
        bad = BAD[number % len(BAD)]
        assert client.get(url(name), {parameter: bad}).status_code == 200, (name, parameter, bad)
