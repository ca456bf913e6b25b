"""Progress: who may look, what is shown, and what a resident can do from there."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from core.files.selectors import files_of
from core.transactions import TransactionRequired
from portal.complaints.codes import code_shown
from portal.complaints.enums import PublicState
from portal.complaints.models import PublicProgress, PublicStep, RequesterAct
from portal.complaints.selectors import channel_label, channels, workdays_left
from portal.complaints.services import Receipt, progress_set
from tests.factories import complaints as make
from tests.factories import files as make_files
from tests.factories.complaints import LOOKUP, looked_up, page_of, set_progress
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]


@pytest.fixture(autouse=True)
def ten_past_the_hour(time_machine: Any) -> None:
    """Limits count by the clock's hour: no test may start in one and end in the next."""
    time_machine.move_to(datetime.datetime(2026, 11, 25, 2, 10, tzinfo=datetime.UTC))


@pytest.fixture
def receipt() -> Receipt:
    return make.submitted(photos=[make_files.StoredImageFactory()])


@pytest.fixture
def reader(portal_client: Client, receipt: Receipt) -> Client:
    return looked_up(portal_client, receipt)


# Who may look


@pytest.mark.parametrize("spell", ["{0}", " {0} ", "{1}", "{2}"])
@pytest.mark.parametrize("code", ["{0}", "{1}", " {2} "])
def test_number_and_code_open_the_page_however_they_are_typed(portal_client: Client, receipt: Receipt, spell: str, code: str) -> None:
    number = receipt.complaint.number
    wide = number.replace("-", "－").replace("CG", "ＣＧ")
    typed_code = code.format(receipt.code, code_shown(receipt.code).lower(), " ".join(receipt.code))
    answer = portal_client.post(LOOKUP, {"number": spell.format(number, number.lower(), wide), "code": typed_code})
    assert answer.status_code == 303
    assert answer.headers["Location"] == page_of(receipt.complaint)
    assert receipt.code not in answer.headers["Location"]
    assert portal_client.get(page_of(receipt.complaint)).status_code == 200


def test_an_unknown_number_and_a_wrong_code_are_one_answer(portal_client: Client, receipt: Receipt, django_assert_num_queries: Any) -> None:
    """The same words, the same status, the same work: nothing tells whether a number exists."""
    portal_client.post(LOOKUP, {"number": "x", "code": "x"})  # what is held in memory is read
    answers = []
    for number, code in ((receipt.complaint.number, "AAAAAAAA"), ("CG-20990101-0001", receipt.code), ("nonsense", "x" * 60)):
        with django_assert_num_queries(2):
            page = portal_client.post(LOOKUP, {"number": number, "code": code})
        assert page.status_code == 422
        text = page.content.decode().replace(number, "").replace(code, "")
        answers.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text))
    assert answers[0] == answers[1] == answers[2]
    assert "编号和查询码对不上" in answers[0]


def test_a_code_opens_its_own_complaint_only(portal_client: Client, receipt: Receipt) -> None:
    other = make.submitted()
    assert portal_client.post(LOOKUP, {"number": other.complaint.number, "code": receipt.code}).status_code == 422
    looked_up(portal_client, receipt)
    assert portal_client.get(page_of(other.complaint)).status_code == 302


@pytest.mark.parametrize("cookie", [None, "", "1", "1:x:y", "forged:1xVc:abc"])
def test_without_leave_the_page_is_the_lookup(portal_client: Client, receipt: Receipt, cookie: str | None) -> None:
    if cookie is not None:
        portal_client.cookies["portal_progress"] = cookie
    answer = portal_client.get(page_of(receipt.complaint))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{LOOKUP}?number={receipt.complaint.number}"
    assert f'value="{receipt.complaint.number}"' in portal_client.get(answer.headers["Location"]).content.decode()
    assert portal_client.get(f"{page_of(receipt.complaint)}photos/1/").status_code == 404
    assert portal_client.post(f"{page_of(receipt.complaint)}supplement/", {"text": "x"}).status_code == 302
    assert not RequesterAct.objects.exists()


def test_leave_ends_after_an_hour_or_at_once(reader: Client, receipt: Receipt, time_machine: Any) -> None:
    now = datetime.datetime.now(datetime.UTC)
    time_machine.move_to(now + datetime.timedelta(minutes=59), tick=False)
    assert reader.get(page_of(receipt.complaint)).status_code == 200
    time_machine.move_to(now + datetime.timedelta(minutes=61), tick=False)
    assert reader.get(page_of(receipt.complaint)).status_code == 302
    looked_up(reader, receipt)
    assert reader.post(f"{LOOKUP}leave/").status_code == 303
    assert reader.get(page_of(receipt.complaint)).status_code == 302


def test_photos_are_shown_to_this_reader_only(reader: Client, receipt: Receipt) -> None:
    own = files_of(receipt.complaint).get()
    other = make.submitted(photos=[make_files.StoredImageFactory()])
    foreign = files_of(other.complaint).get()
    address = f"{page_of(receipt.complaint)}photos/"
    for query in ("", "?size=small"):
        picture = reader.get(f"{address}{own.pk}/{query}")
        assert picture.status_code == 200
        assert picture.headers["Cache-Control"] == "private, no-store"
    for pk in (foreign.pk, 999999, 10**30):
        assert reader.get(f"{address}{pk}/").status_code == 404
    assert reader.get(f"{page_of(other.complaint)}photos/{foreign.pk}/").status_code == 404


# What is shown


def test_a_complaint_just_sent_is_shown_with_its_limit(reader: Client, receipt: Receipt) -> None:
    text = reader.get(page_of(receipt.complaint)).content.decode()
    for part in ("已提交", "您提交了反映", "前决定是否受理", receipt.complaint.description, "补充情况或照片", "撤回这件反映"):
        assert part in text
    for part in ("请您评价", "要求重新办理"):
        assert part not in text


def test_steps_stand_newest_first_with_unit_due_date_and_reply(reader: Client, receipt: Receipt, time_machine: Any) -> None:
    complaint = receipt.complaint
    time_machine.move_to(datetime.datetime(2026, 11, 25, 2, 0, tzinfo=datetime.UTC), tick=False)
    looked_up(reader, receipt)
    due = timezone.make_aware(datetime.datetime(2026, 11, 30, 18, 0))
    start = timezone.make_aware(datetime.datetime(2026, 11, 24, 9, 0))
    set_progress(complaint, "accepted", step_label="已受理", at=start)
    set_progress(
        complaint, "handling", step_label="已交单位办理", unit_name="环境卫生管理处", due_at=due, at=start + datetime.timedelta(hours=2)
    )
    text = reader.get(page_of(complaint)).content.decode()
    assert "办理中" in text
    assert "环境卫生管理处" in text
    assert "11月30日（周一）前办理并答复，还剩 3 个工作日" in text
    assert text.index("已交单位办理") < text.index("已受理") < text.index("您反映的内容")
    set_progress(complaint, "follow_up", step_label="已办结", unit_name="环境卫生管理处", reply="路灯已修好。\n请放心。")
    text = reader.get(page_of(complaint)).content.decode()
    assert "路灯已修好。<br>请放心。" in text
    assert "还剩" not in text


def test_an_overdue_date_is_said_with_a_lamp(reader: Client, receipt: Receipt) -> None:
    set_progress(receipt.complaint, "handling", unit_name="园林处", due_at=timezone.now() - datetime.timedelta(days=1))
    text = reader.get(page_of(receipt.complaint)).content.decode()
    assert "已超过期限" in text
    assert "lamp--red" in text


@pytest.mark.parametrize(
    ("state", "fields", "parts"),
    [
        ("suspended", {"review_on": datetime.date(2027, 4, 1)}, ["暂缓办理", "2027年4月1日", "再次研究"]),
        ("rejected", {"result": "应通过诉讼途径解决", "reply": "请向法院提起诉讼。"}, ["不予受理", "应通过诉讼途径解决", "请向法院"]),
        ("transferred_out", {"result": "已转交：市水务局"}, ["已转交", "市水务局"]),
        ("merged", {"merged_into": "CG-20261101-0007"}, ["已并案", "CG-20261101-0007"]),
        ("voided", {"result": "诉求人撤回"}, ["已作废", "诉求人撤回"]),
        ("filed", {}, ["办理中"]),
        ("handled", {}, ["待核查"]),
        ("closed", {"reply": "已修复"}, ["已结案", "已修复"]),
    ],
)
def test_every_end_says_why(reader: Client, receipt: Receipt, state: str, fields: dict[str, Any], parts: list[str]) -> None:
    set_progress(receipt.complaint, state, step_label="一步", **fields)
    text = reader.get(page_of(receipt.complaint)).content.decode()
    for part in parts:
        assert part in text


def test_all_states_of_a_case_have_words_for_residents() -> None:
    from intranet.casework.enums import CaseState

    complaint = make.submitted().complaint
    for state in CaseState:
        progress = set_progress(complaint, state.value)
        assert progress.public_state in PublicState.values
    with pytest.raises(ValueError, match="nonsense"):
        set_progress(complaint, "nonsense")


def test_what_is_shown_is_the_residents_own(reader: Client, receipt: Receipt) -> None:
    make.submitted(description="别人的事", name="别人")
    set_progress(receipt.complaint, "handling", step_label="一步")
    assert "别人" not in reader.get(page_of(receipt.complaint)).content.decode()


def test_the_page_costs_the_same_with_a_long_history(reader: Client, receipt: Receipt, django_assert_max_num_queries: Any) -> None:
    complaint = receipt.complaint
    set_progress(complaint, "handling", step_label="第一步")
    with django_assert_max_num_queries(9):
        reader.get(page_of(complaint))
    now = timezone.now()
    PublicStep.objects.bulk_create(PublicStep(complaint=complaint, at=now, label=f"第{number}步") for number in range(200))
    RequesterAct.objects.bulk_create(
        RequesterAct(complaint=complaint, kind="supplement", text="补", key_hash=f"{number}") for number in range(200)
    )
    with django_assert_max_num_queries(9):
        assert "第199步" in reader.get(page_of(complaint)).content.decode()


# Progress as casework writes it


@pytest.mark.django_db(transaction=True)
def test_progress_is_part_of_the_act_it_tells_about() -> None:
    complaint = make.submitted().complaint
    with pytest.raises(TransactionRequired):
        progress_set(complaint=complaint, public_state="accepted", at=timezone.now())
    with transaction.atomic():
        progress_set(complaint=complaint, public_state="accepted", at=timezone.now(), step_label="已受理")
        transaction.set_rollback(True)
    assert not PublicProgress.objects.exists()
    assert not PublicStep.objects.exists()


def test_finished_and_closed_are_remembered_as_long_as_they_hold() -> None:
    complaint = make.submitted().complaint
    hours = [timezone.now() + datetime.timedelta(hours=number) for number in range(5)]
    assert set_progress(complaint, "checking", at=hours[0]).finished_at is None
    assert set_progress(complaint, "follow_up", at=hours[1]).finished_at == hours[1]
    closed = set_progress(complaint, "closed", at=hours[2])
    assert (closed.finished_at, closed.closed_at) == (hours[1], hours[2])
    again = set_progress(complaint, "dispatched", at=hours[3])
    assert (again.finished_at, again.closed_at) == (None, None)
    assert set_progress(complaint, "closed", at=hours[4]).closed_at == hours[4]
    assert not PublicStep.objects.exists()


# Channels and days


def test_channels_are_data(monkeypatch: pytest.MonkeyPatch) -> None:
    assert channels()["web"] == "网上反映"
    assert channel_label("phone") == "热线电话"
    assert channel_label("pigeon") == "pigeon"
    monkeypatch.setattr("portal.complaints.selectors.value", lambda key: "web=网站，app=小程序,,坏,=x")
    assert channels() == {"web": "网站", "app": "小程序"}


def test_days_left_are_working_days() -> None:
    friday = timezone.make_aware(datetime.datetime(2026, 11, 27, 10, 0))
    assert workdays_left(timezone.make_aware(datetime.datetime(2026, 11, 30, 18, 0)), friday) == 1
    assert workdays_left(friday, friday) == 0
    assert workdays_left(friday - datetime.timedelta(days=3), friday) == 0
