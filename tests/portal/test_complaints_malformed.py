"""More than a hundred malformed inputs to every field, form and query string: an answer, a message, nothing lost."""

from __future__ import annotations

import html
import random
import re
from typing import Any

import pytest
from django.test import Client

from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from portal.complaints.codes import key_new
from portal.complaints.models import Complaint, RequesterAct
from portal.complaints.services import Receipt
from portal.complaints.settings_keys import ACTS, ATTEMPTS, LOOKUPS, SUBMISSIONS
from tests.factories import complaints as make
from tests.factories.complaints import LOOKUP, NEW, looked_up, page_of, set_progress
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]

HAND_MADE = [
    *("", " ", "\t", "\n", "\r\n", "\x00", "a\x00b", "\x01\x02\x1b[31m", "\x7f", "\u200b", "\u202e反转", "\ufeff", "\ufffe", "\U0010ffff"),
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'; DROP TABLE portal_complaints_complaint; --",
        "' OR '1'='1",
        "{{ 7*7 }}",
    ),
    *(
        "{% debug %}",
        "${jndi:ldap://x}",
        "%s%s%n",
        "%00",
        "%c0%ae",
        "../../../../etc/passwd",
        "..\\..\\win.ini",
        "file:///etc/passwd",
        "=cmd|' /C calc'!A0",
    ),
    *(
        "null",
        "None",
        "undefined",
        "NaN",
        "Infinity",
        "-Infinity",
        "true",
        "[]",
        "{}",
        "[object Object]",
        "0",
        "-1",
        "1e309",
        "0x10",
        "١٢٣",
        "１２３",
    ),
    *(
        "9" * 30,
        "-" + "9" * 30,
        "1.5",
        "1,5",
        "9999999999999999999999",
        "2026-02-30T10:00",
        "2026-13-01",
        "0000-00-00T00:00",
        "9999-12-31T23:59",
    ),
    *(
        "10000-01-01T00:00",
        "2026-11-23T25:61",
        "2026-11-23T10:00+99:99",
        "明天",
        "周一",
        "13812345678",
        "+86 138",
        "😀" * 50,
        "é́́́",
        "ﷺ" * 30,
        "a" * 10_000,
    ),
    *(
        "长" * 3000,
        "\n" * 3000,
        "甲\r\n" * 1500,
        "CG-20261123-0001",
        "CG--",
        "cg-20261123-0001'",
        "CG-20261123-" + "9" * 200,
        "AAAA-BBBB",
        "@",
        "a@b",
        "a@b.c",
    ),
    *(
        "a@" + "b" * 300 + ".cn",
        '"a b"@c.cn',
        "=?utf-8?q?x?=@c.cn",
        "unknown",
        "请选择",
        "-0",
        "+1",
        "1 2",
        "1\n2",
        "on",
        "off",
        "/",
        "//",
        "\\",
        "~",
        "&amp;",
        "&#0;",
    ),
]


def generated() -> list[str]:
    """Random text from the corners of Unicode, the same every time."""
    chance = random.Random(20261123)
    planes = [(1, 31), (127, 160), (0x300, 0x36F), (0x590, 0x6FF), (0x2000, 0x206F), (0x4E00, 0x9FFF), (0xE000, 0xE100)]
    planes += [(0xFFF0, 0xFFFF), (0x1F300, 0x1F900), (0x20000, 0x20100)]
    return ["".join(chr(chance.randint(*chance.choice(planes))) for _char in range(chance.randint(1, 60))) for _text in range(30)]


MALFORMED = [*HAND_MADE, *generated()]
TYPED = {"place", "description", "happened_at", "name", "phone", "email"}


def shown(text: str) -> str:
    """What a reader sees of a text or a page: entities resolved, control characters and line ends left out."""
    return "".join(char for char in html.unescape(text) if char >= " ").strip()


def stands_in(page: str, typed: str) -> bool:
    return "".join(char for char in typed if char >= " ").strip() in shown(page)


@pytest.fixture(autouse=True)
def no_limits() -> None:
    for key in (SUBMISSIONS, ATTEMPTS, LOOKUPS, ACTS):
        parameter_set(key=key, value="100000", by=SYSTEM, reason="试验")


@pytest.fixture
def receipt() -> Receipt:
    return make.submitted()


def test_there_are_more_than_a_hundred_of_them() -> None:
    assert len(set(MALFORMED)) > 120


def test_each_typed_field_of_the_form(portal_client: Client) -> None:
    """One value in every field a resident types into; what cannot be accepted stands there again."""
    for value in MALFORMED:
        page = portal_client.post(NEW, make.filled(key_new(), **dict.fromkeys(TYPED, value)))
        assert page.status_code == 422, value[:80]
        text = page.content.decode()
        assert "error-summary" in text
        assert "<script>alert" not in text
        typed = "".join(char for char in value if char >= " ").strip()
        assert not typed or shown(text).count(typed) >= len(TYPED), value[:80]
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("name", ["place", "description", "name"])
def test_free_text_is_accepted_or_said_why_not(portal_client: Client, name: str) -> None:
    for value in MALFORMED[::2] if name == "name" else MALFORMED:
        answer = portal_client.post(NEW, make.filled(key_new(), **{name: value}))
        assert answer.status_code in (303, 422), value[:80]
        if answer.status_code == 422:
            assert "error-summary" in answer.content.decode()
    for complaint in Complaint.objects.all():
        assert 1 <= len(complaint.description) <= 2000
        assert 1 <= len(complaint.place) <= 200
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", complaint.description + complaint.place)


def test_each_choice_of_the_form(portal_client: Client) -> None:
    """What no page of ours offers: refused or taken as not chosen, with the text kept."""
    for value in MALFORMED:
        for names in (("kind", "category", "area"), ("is_anonymous", "consent_public"), ("key", "website"), ("photo", "remove_photo")):
            given = {**make.filled(key_new(), description="照旧的话"), **dict.fromkeys(names, value)}
            answer = portal_client.post(NEW, given)
            assert answer.status_code in (303, 422), (names, value[:80])
            if answer.status_code == 422:
                assert "error-summary" in answer.content.decode()
                assert "照旧的话" in answer.content.decode()


@pytest.mark.parametrize("name", ["number", "code"])
def test_each_field_of_the_lookup(portal_client: Client, receipt: Receipt, name: str) -> None:
    for value in MALFORMED:
        answer = portal_client.post(LOOKUP, {"number": receipt.complaint.number, "code": "AAAA-BBBB", name: value})
        assert answer.status_code == 422, value[:80]
        page = answer.content.decode()
        assert "error-summary" in page
        assert stands_in(page, value), value[:80]


@pytest.mark.parametrize(
    ("kind", "state", "name"),
    [
        ("rating", "follow_up", "rating"),
        ("rating", "follow_up", "text"),
        ("supplement", "handling", "text"),
        ("supplement", "handling", "photo"),
        ("supplement", "handling", "key"),
        ("withdrawal", "accepted", "text"),
        ("reopening", "closed", "text"),
    ],
)
def test_each_field_of_the_acts(portal_client: Client, receipt: Receipt, kind: str, state: str, name: str) -> None:
    looked_up(portal_client, receipt)
    complaint = receipt.complaint
    set_progress(complaint, state)
    for value in MALFORMED:
        RequesterAct.objects.all().delete()
        data = {"key": key_new(), "text": "照旧的话", "rating": "4", name: value}
        answer = portal_client.post(f"{page_of(complaint)}{kind}/", data)
        assert answer.status_code in (303, 422), (name, value[:80])
        if answer.status_code == 422:
            page = answer.content.decode()
            assert "error-summary" in page
            assert stands_in(page, value if name == "text" else "照旧的话"), (name, value[:80])
    for act in RequesterAct.objects.all():
        assert len(act.text) <= 1000


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (NEW, ["kind", "category", "area", "place", "nonsense"]),
        (LOOKUP, ["number", "page"]),
        ("/complaints/receipt/", ["key"]),
    ],
)
def test_each_query_string(portal_client: Client, path: str, names: list[str]) -> None:
    make.file_one(portal_client)
    for value in MALFORMED:
        for query in (dict.fromkeys(names, value), {names[0]: [value, value], value[:20]: "x"}):
            page = portal_client.get(path, query)
            assert page.status_code == 200, value[:80]
            assert "<script>alert" not in page.content.decode()


def test_the_query_string_of_the_progress_page(portal_client: Client, receipt: Receipt) -> None:
    looked_up(portal_client, receipt)
    for value in MALFORMED:
        for name in ("done", "size"):
            assert portal_client.get(page_of(receipt.complaint), {name: value}).status_code == 200


@pytest.mark.parametrize("tail", ["", "photos/1/", "supplement/"])
def test_numbers_in_the_address(portal_client: Client, tail: str) -> None:
    for value in MALFORMED:
        if value and "/" not in value and "\n" not in value and "\r" not in value:
            assert portal_client.get(f"{LOOKUP}{value[:300]}/{tail}").status_code in (301, 302, 404), value[:80]


RAW: list[tuple[bytes, str]] = [
    (b"", "multipart/form-data; boundary=x"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
    (b"no boundary at all", "multipart/form-data; boundary=x"),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--x--", "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n', "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="photos"; filename=""\r\n\r\n\r\n--x--', "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="place"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
    (b"{}", "application/json"),
    (b"<x/>", "text/xml"),
    (b"place=%ff%fe&description=%c3%28", "application/x-www-form-urlencoded"),
    (b"place=%u4e00&&&==&=x&place", "application/x-www-form-urlencoded"),
    (b"\xff" * 1000, "application/x-www-form-urlencoded"),
    (b"place=x", "application/x-www-form-urlencoded; charset=utf-7"),
    (b"place=x", ""),
    (b"place=x", "multipart/form-data"),
    (b"&".join(b"a%d=1" % number for number in range(5000)), "application/x-www-form-urlencoded"),
    (b"description=" + b"x" * (3 * 1024 * 1024), "application/x-www-form-urlencoded"),
]


@pytest.mark.parametrize(("body", "content_type"), RAW)
@pytest.mark.parametrize("path", [NEW, LOOKUP])
def test_bodies_no_browser_sends(portal_client: Client, path: str, body: bytes, content_type: str) -> None:
    answer = portal_client.post(path, body, content_type=content_type)
    assert answer.status_code in (400, 413, 422)
    assert not Complaint.objects.exists()


def test_more_than_one_request_may_carry(portal_client: Client, settings: Any) -> None:
    from tests.factories import files as make_files

    settings.UPLOAD_MAX_BYTES = 20_000
    data = make.filled(key_new(), photos=[make_files.upload(make_files.photo((2000, 1500)))])
    assert portal_client.post(NEW, data).status_code in (400, 413)
    assert not Complaint.objects.exists()
