"""What a resident can do from the progress page: rate, add, take back, ask again."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.audit.models import AuditEntry
from core.files.selectors import files_of
from core.outbox.models import OutboxMessage
from portal.complaints.enums import ActState
from portal.complaints.models import RequesterAct
from portal.complaints.services import Receipt, act_settle
from tests.factories import complaints as make
from tests.factories import files as make_files
from tests.factories.complaints import looked_up, page_of, send, set_progress
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


def test_a_rating_is_written_down_for_the_worker(reader: Client, receipt: Receipt) -> None:
    set_progress(receipt.complaint, "follow_up")
    answer = send(reader, receipt.complaint, "rating", rating="4", text="很快就修好了")
    assert answer.status_code == 303
    act = RequesterAct.objects.get()
    assert (act.kind, act.rating, act.text, act.state) == ("rating", 4, "很快就修好了", ActState.PENDING)
    message = OutboxMessage.objects.get(topic="complaints.act")
    assert message.payload == {"act": act.pk, "complaint": receipt.complaint.pk, "kind": "rating"}
    assert message.key == str(receipt.complaint.pk)
    assert AuditEntry.objects.filter(action="complaint.rating").count() == 1
    text = reader.get(answer.headers["Location"]).content.decode()
    assert "谢谢您的评价" in text
    assert "非常满意" in text
    assert "提交评价" not in text


@pytest.mark.parametrize("state", ["submitted", "accepted", "handling", "checking", "rejected", "voided", "merged"])
def test_only_finished_work_is_rated(reader: Client, receipt: Receipt, state: str) -> None:
    set_progress(receipt.complaint, state)
    answer = send(reader, receipt.complaint, "rating", rating="1", text="我的意见")
    assert answer.status_code == 409
    assert "我的意见" in answer.content.decode()
    assert not RequesterAct.objects.exists()


def test_one_rating_a_round(reader: Client, receipt: Receipt) -> None:
    complaint = receipt.complaint
    set_progress(complaint, "follow_up")
    assert send(reader, complaint, "rating", rating="1").status_code == 303
    assert send(reader, complaint, "rating", rating="4").status_code == 409
    set_progress(complaint, "closed")
    assert send(reader, complaint, "rating", rating="4").status_code == 409
    set_progress(complaint, "dispatched")
    set_progress(complaint, "follow_up")
    assert send(reader, complaint, "rating", rating="3").status_code == 303


def test_a_refused_rating_may_be_given_again(reader: Client, receipt: Receipt) -> None:
    set_progress(receipt.complaint, "follow_up")
    send(reader, receipt.complaint, "rating", rating="1")
    act_settle(act=RequesterAct.objects.get(), applied=False, reason="现在不能评价")
    assert "现在不能评价" in reader.get(page_of(receipt.complaint)).content.decode()
    assert send(reader, receipt.complaint, "rating", rating="2").status_code == 303


def test_a_supplement_brings_text_and_photos(reader: Client, receipt: Receipt) -> None:
    complaint = receipt.complaint
    set_progress(complaint, "handling", unit_name="环卫处")
    photo = make_files.upload(make_files.photo(seed=9))
    assert send(reader, complaint, "supplement", text="又坏了一盏", photos=[photo]).status_code == 303
    act = RequesterAct.objects.get()
    stored = files_of(act, "photo").get()
    page = reader.get(page_of(complaint)).content.decode()
    assert "又坏了一盏" in page
    assert "正在转给工作人员" in page
    assert reader.get(f"{page_of(complaint)}photos/{stored.pk}/").status_code == 200
    act_settle(act=act, applied=True)
    assert "正在转给工作人员" not in reader.get(page_of(complaint)).content.decode()


def test_a_supplements_photos_survive_an_error(reader: Client, receipt: Receipt) -> None:
    page = send(reader, receipt.complaint, "supplement", text="", photos=[make_files.upload(make_files.photo(seed=8))])
    assert page.status_code == 422
    assert "请写明要补充什么" in page.content.decode()
    assert re.search(r'<details class="act-fold" open>\s*<summary>补充', page.content.decode())
    tokens = make.photo_tokens(page)
    assert send(reader, receipt.complaint, "supplement", text="补充", photo=tokens).status_code == 303
    assert files_of(RequesterAct.objects.get()).count() == 1


@pytest.mark.parametrize("state", ["closed", "rejected", "voided", "merged", "transferred_out", "not_filed"])
def test_an_ended_matter_takes_no_supplement(reader: Client, receipt: Receipt, state: str) -> None:
    set_progress(receipt.complaint, state)
    assert send(reader, receipt.complaint, "supplement", text="还有").status_code == 409


@pytest.mark.parametrize(
    ("state", "unit", "possible"),
    [
        ("submitted", "", True),
        ("verifying", "", True),
        ("accepted", "", True),
        ("filed", "", True),
        ("dispatched", "环卫处", False),
        ("handling", "环卫处", False),
        ("suspended", "环卫处", False),
        ("checking", "环卫处", False),
        ("closed", "环卫处", False),
    ],
)
def test_a_matter_is_withdrawn_before_a_unit_has_it(reader: Client, receipt: Receipt, state: str, unit: str, possible: bool) -> None:
    set_progress(receipt.complaint, state, unit_name=unit)
    shown = "撤回反映</button>" in reader.get(page_of(receipt.complaint)).content.decode()
    answer = send(reader, receipt.complaint, "withdrawal", text="已经自己解决了")
    assert (shown, answer.status_code) == (possible, 303 if possible else 409)
    assert send(reader, receipt.complaint, "withdrawal", text="再一次").status_code == 409


@pytest.mark.parametrize(("days", "possible"), [(0, True), (14, True), (17, False), (60, False)])
def test_a_closed_matter_is_reopened_within_the_window(reader: Client, receipt: Receipt, days: int, possible: bool) -> None:
    set_progress(receipt.complaint, "closed", at=timezone.now() - datetime.timedelta(days=days))
    text = reader.get(page_of(receipt.complaint)).content.decode()
    assert ("以前可以提出" in text) is possible
    answer = send(reader, receipt.complaint, "reopening", text="灯还是不亮", photos=[make_files.upload(make_files.photo(seed=7))])
    assert answer.status_code == (303 if possible else 409)
    assert send(reader, receipt.complaint, "reopening", text="再一次").status_code == 409


def test_a_double_click_is_one_act(reader: Client, receipt: Receipt) -> None:
    text = reader.get(page_of(receipt.complaint)).content.decode()
    found = re.search(r'action="[^"]*/supplement/".*?name="key" value="([^"]+)"', text, re.S)
    assert found
    data = {"key": found[1], "text": "补充一次"}
    statuses = [reader.post(f"{page_of(receipt.complaint)}supplement/", data).status_code for _time in range(3)]
    assert statuses == [303, 303, 303]
    assert RequesterAct.objects.count() == OutboxMessage.objects.filter(topic="complaints.act").count() == 1


def test_acts_are_limited_and_keep_the_text(reader: Client, receipt: Receipt) -> None:
    statuses = [send(reader, receipt.complaint, "supplement", text=f"补充{number}").status_code for number in range(21)]
    assert statuses == [303] * 20 + [429]
    page = send(reader, receipt.complaint, "supplement", text="第二十二次的话")
    assert "第二十二次的话" in page.content.decode()
    assert int(page.headers["Retry-After"]) > 0


@pytest.mark.parametrize("kind", ["nonsense", "RATING", "photos", "delete"])
def test_unknown_acts_are_not_found(reader: Client, receipt: Receipt, kind: str) -> None:
    assert reader.post(f"{page_of(receipt.complaint)}{kind}/", {"text": "x"}).status_code == 404


def test_an_act_asked_for_by_address_leads_back(reader: Client, receipt: Receipt) -> None:
    answer = reader.get(f"{page_of(receipt.complaint)}supplement/")
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(receipt.complaint))
