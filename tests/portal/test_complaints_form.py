"""The form and the receipt, as a browser without JavaScript sees them."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.files.models import StoredFile
from core.files.selectors import files_of
from portal.complaints.forms import ComplaintForm
from portal.complaints.models import Complaint, Contact, RateCounter
from tests.factories import complaints as make
from tests.factories import files as make_files
from tests.factories.accounts import district
from tests.factories.complaints import NEW
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]


def photo(seed: int = 1, name: str = "现场.jpg") -> Any:
    return make_files.upload(make_files.photo(seed=seed), name)


@pytest.fixture
def later(time_machine: Any) -> Any:
    """Stops the clock now; call it with hours to move on."""
    time_machine.move_to(datetime.datetime.now(datetime.UTC), tick=False)
    return lambda hours: time_machine.shift(datetime.timedelta(hours=hours))


def key_of(client: Client) -> str:
    return make.form_key(client.get(NEW))


# The way through


def test_three_answers_are_enough(portal_client: Client) -> None:
    number, code = make.file_one(portal_client)
    complaint = Complaint.objects.get()
    assert complaint.number == number
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    assert complaint.minor is None
    assert not Contact.objects.exists()


def test_everything_that_is_filled_in_is_kept(portal_client: Client) -> None:
    tree = district()
    minor = make.minor()
    key = key_of(portal_client)
    answer = portal_client.post(
        NEW,
        make.filled(
            key,
            kind="help",
            category=str(minor.pk),
            area=str(tree.community.pk),
            happened_at="2026-11-20T18:30",
            name="王女士",
            phone="１３８ 1234-5678",
            email="wang@example.test",
            consent_public="on",
            photos=[photo(1), photo(2)],
        ),
    )
    assert answer.status_code == 303
    complaint = Complaint.objects.get()
    assert (complaint.kind, complaint.minor, complaint.street, complaint.community) == ("help", minor, tree.street, tree.community)
    assert timezone.localtime(complaint.happened_at) == timezone.make_aware(datetime.datetime(2026, 11, 20, 18, 30))
    assert complaint.consent_public
    assert (complaint.contact.name, complaint.contact.phone, complaint.contact.email) == ("王女士", "138 1234-5678", "wang@example.test")
    assert files_of(complaint, "photo").count() == 2


def test_a_street_without_a_community_may_be_chosen(portal_client: Client) -> None:
    tree = district()
    make.file_one(portal_client, area=str(tree.street.pk))
    complaint = Complaint.objects.get()
    assert (complaint.street, complaint.community) == (tree.street, None)


def test_the_receipt_shows_number_code_dates_and_a_picture(portal_client: Client) -> None:
    number, code = make.file_one(portal_client)
    page = portal_client.get("/complaints/receipt/")
    text = page.content.decode()
    for part in (number, code, "前决定是否受理", "前答复您", "<svg", "打印回执", "再反映一件事"):
        assert part in text
    assert page.headers["Cache-Control"] == "private, no-store"
    # Shown again for a day, on this device only.
    assert make.codes_of(portal_client) == (number, code)
    assert Client().get("/complaints/receipt/").status_code in (302, 410)


def test_the_code_stands_in_no_address_and_in_no_cookie(portal_client: Client) -> None:
    answer = portal_client.post(NEW, make.filled(key_of(portal_client)))
    _number, code = make.codes_of(portal_client)
    plain = code.replace("-", "")
    assert answer.headers["Location"] == "/complaints/receipt/"
    for cookie in portal_client.cookies.values():
        assert plain not in str(cookie)
        if cookie.key in ("portal_receipt", "portal_progress"):
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert cookie["path"] == "/complaints/"
            assert cookie["max-age"]
    text = portal_client.get("/complaints/receipt/").content.decode()
    for address in re.findall(r'href="([^"]+)"', text):
        assert plain not in address
        assert code not in address


def test_a_receipt_ends_after_a_day_and_can_be_cleared(portal_client: Client, later: Any) -> None:
    make.file_one(portal_client)
    later(25)
    gone = portal_client.get("/complaints/receipt/")
    assert gone.status_code == 410
    assert "查办理进度" in gone.content.decode()
    later(-25)
    assert portal_client.get("/complaints/receipt/").status_code == 200
    portal_client.post("/complaints/progress/leave/")
    assert portal_client.get("/complaints/receipt/").status_code == 410


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "a" * 3000])
def test_a_forged_receipt_is_none(portal_client: Client, value: str) -> None:
    portal_client.cookies["portal_receipt"] = value
    assert portal_client.get("/complaints/receipt/").status_code == 410


# Errors keep everything


def test_errors_are_listed_and_nothing_is_lost(portal_client: Client) -> None:
    page = portal_client.post(
        NEW,
        make.filled(
            key_of(portal_client),
            place="",
            description="说明<b>甲</b>",
            category="",
            name="赵",
            phone="abc",
            email="no",
            happened_at="昨天",
        ),
    )
    text = page.content.decode()
    assert page.status_code == 422
    for message in ("请写明地点", "请选择一类", "电话只能是数字", "邮箱格式不对", "请按“年-月-日 时:分”填写"):
        assert text.count(message) >= 2, message  # in the summary and beside the field
    for kept in ("说明&lt;b&gt;甲&lt;/b&gt;", 'value="赵"', 'value="abc"', 'value="no"', 'value="昨天"'):
        assert kept in text
    assert 'href="#id_place"' in text
    assert not Complaint.objects.exists()


def test_the_same_key_comes_back_with_the_errors(portal_client: Client) -> None:
    key = key_of(portal_client)
    assert make.form_key(portal_client.post(NEW, make.filled(key, place=""))) == key


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"description": "长" * 2001}, "2000"),
        ({"place": "长" * 201}, "200"),
        ({"happened_at": "2099-01-01T00:00"}, "不能晚于现在"),
        ({"happened_at": "1999-01-01T00:00"}, "太早"),
        ({"happened_at": "0001-01-01T00:00"}, "太早"),
        ({"kind": "rumour"}, "请选择一项"),
        ({"category": "999999"}, "请从列表中选择"),
        ({"area": "-1"}, "请从列表中选择"),
        ({"is_anonymous": "on", "phone": "13812345678"}, "匿名反映不保存"),
        ({"website": "http://spam.test"}, "自动程序"),
    ],
)
def test_what_is_wrong_is_said(portal_client: Client, fields: dict[str, str], message: str) -> None:
    page = portal_client.post(NEW, make.filled(key_of(portal_client), **fields))
    assert page.status_code == 422
    assert message in page.content.decode()
    assert not Complaint.objects.exists()


def test_a_person_caught_by_the_hidden_field_only_presses_again(portal_client: Client) -> None:
    page = portal_client.post(NEW, make.filled(key_of(portal_client), website="https://autofill.test"))
    assert "autofill.test" not in page.content.decode()
    assert portal_client.post(NEW, make.filled(make.form_key(page))).status_code == 303


def test_line_ends_count_once(portal_client: Client) -> None:
    """A browser sends CRLF; 2,000 characters as the resident counts them are 2,000."""
    text = "甲\r\n" * 1000
    assert portal_client.post(NEW, make.filled(key_of(portal_client), description=text.rstrip() + "乙")).status_code == 303
    assert "\r" not in Complaint.objects.get().description


def test_an_old_page_gets_a_new_key_and_keeps_the_text(portal_client: Client, later: Any) -> None:
    key = key_of(portal_client)
    later(8 * 24)
    page = portal_client.post(NEW, make.filled(key, description="放了八天的表单", photos=[photo()]))
    assert page.status_code == 422
    assert "页面打开的时间太长了" in page.content.decode()
    assert "放了八天的表单" in page.content.decode()
    fresh = make.form_key(page)
    assert fresh != key
    assert portal_client.post(NEW, make.filled(fresh, photo=make.photo_tokens(page))).status_code == 303


# Twice


def test_a_retry_after_a_lost_answer_gives_the_same_receipt(portal_client: Client) -> None:
    key = key_of(portal_client)
    data = make.filled(key)
    assert portal_client.post(NEW, {**data, "photos": [photo(1)]}).status_code == 303
    first = make.codes_of(portal_client)
    other_browser = type(portal_client)()
    assert other_browser.post(NEW, {**data, "photos": [photo(1)]}).status_code == 303
    assert make.codes_of(other_browser) == first
    assert Complaint.objects.count() == 1
    assert StoredFile.objects.count() == 1
    assert RateCounter.objects.get(scope="submit").count == 1


def test_a_retry_with_kept_photos_gives_the_same_receipt(portal_client: Client) -> None:
    page = portal_client.post(NEW, make.filled(key_of(portal_client), place="", photos=[photo()]))
    data = make.filled(make.form_key(page), photo=make.photo_tokens(page))
    assert [portal_client.post(NEW, data).status_code for _time in range(2)] == [303, 303]
    assert Complaint.objects.count() == 1


def test_the_same_form_with_other_words_is_asked_about(portal_client: Client) -> None:
    key = key_of(portal_client)
    portal_client.post(NEW, make.filled(key))
    number = Complaint.objects.get().number
    page = portal_client.post(NEW, make.filled(key, description="改过的内容", photos=[photo()]))
    text = page.content.decode()
    assert page.status_code == 422
    assert "这张表单已经提交过" in text
    assert number in text
    assert "改过的内容" in text
    fresh = make.form_key(page)
    assert fresh != key
    assert portal_client.post(NEW, make.filled(fresh, description="改过的内容", photo=make.photo_tokens(page))).status_code == 303
    assert Complaint.objects.count() == 2


# The page itself


def test_other_pages_may_choose_for_the_reader(portal_client: Client) -> None:
    minor = make.minor("占道经营")
    text = portal_client.get(NEW, {"kind": "suggestion", "category": minor.pk, "place": "望河<路>"}).content.decode()
    assert re.search(r'value="suggestion"[^>]*checked', text)
    assert f'value="{minor.pk}" selected' in text
    assert "望河&lt;路&gt;" in text


def test_the_page_needs_no_script_and_no_outside(portal_client: Client) -> None:
    for page in (portal_client.get(NEW), portal_client.post(NEW, make.filled("x", place=""))):
        text = page.content.decode()
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*src=)", text)
        assert " style=" not in text
        assert " onclick=" not in text
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text.replace('href="http://localhost', ""))


def test_the_notice_says_what_the_law_asks(portal_client: Client) -> None:
    text = portal_client.get(NEW).content.decode()
    for part in ("谁在处理", "依据什么", "用来做什么", "收集哪些", "存多久", "您的权利", "730", "14 周岁", "110", "119", "120"):
        assert part in text
    # A notice, not a gate: the only boxes are the two optional ones, unticked.
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", text)
    assert len(boxes) == 2
    assert not any("checked" in box or "required" in box for box in boxes)


def test_only_three_fields_are_required() -> None:
    required = [name for name, field in ComplaintForm().fields.items() if field.required]
    assert required == ["kind", "place", "description", "category"]
    assert ComplaintForm().fields["kind"].initial


def test_the_form_costs_the_same_whatever_it_offers(portal_client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        portal_client.get(NEW)
    for _number in range(60):
        make.minor()
    district()
    with django_assert_max_num_queries(8):
        portal_client.get(NEW)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(portal_client: Client, method: str) -> None:
    for path in (NEW, "/complaints/receipt/", "/complaints/progress/", "/complaints/"):
        assert getattr(portal_client, method)(path).status_code in (403, 405)


def test_the_bare_address_leads_to_the_form(portal_client: Client) -> None:
    assert portal_client.get("/complaints/").headers["Location"] == NEW
    assert portal_client.head(NEW).status_code == 200


def strict(portal_client: Client, settings: Any) -> Client:
    """A browser whose cookies are checked, under the portal's own view for failures."""
    settings.CSRF_FAILURE_VIEW = "portal.complaints.views.guards.csrf_failure"
    return type(portal_client)(enforce_csrf_checks=True)


def test_without_cookies_the_text_comes_back_with_a_button(portal_client: Client, settings: Any) -> None:
    client = strict(portal_client, settings)
    page = client.post(NEW, make.filled(make.form_key(portal_client.get(NEW)), description="没有饼干的话"))
    text = page.content.decode()
    assert page.status_code == 403
    assert "没有饼干的话" in text
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text)
    assert token
    again = client.post(NEW, make.filled(make.form_key(page), description="没有饼干的话", csrfmiddlewaretoken=token[1]))
    assert again.status_code == 303


def test_a_form_of_another_site_is_refused_and_not_shown(portal_client: Client, settings: Any) -> None:
    page = strict(portal_client, settings).post(NEW, make.filled("x", description="别站写的话"), headers={"Origin": "https://evil.test"})
    assert page.status_code == 403
    assert "别站写的话" not in page.content.decode()
    assert not Complaint.objects.exists()
