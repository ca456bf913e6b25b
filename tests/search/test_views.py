"""The result pages: both faces, without JavaScript, on any query string, in a fixed number of queries."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.outbox.delivery import drain
from core.units.enums import Role
from portal.passages.models import Passage
from portal.passages.services import PassageRow, passages_upsert
from search.engines import selection
from search.engines.elasticsearch import ElasticsearchEngine
from search.records import RecordClass
from search.services import request_index_many
from tests.factories import pages
from tests.factories.accounts import client_for, district, user_with
from tests.search.library import Bench, Shelf, only_these

pytestmark = pytest.mark.django_db


def fill(shelf: Shelf) -> None:
    with transaction.atomic():
        request_index_many(shelf.source.kind, list(shelf.records))
    drain(now=timezone.now())


def passages(count: int, word: str = "养犬") -> None:
    rows = [
        PassageRow(
            external_id=f"a{number}", title=f"{word}管理条例第{number}条", law=f"{word}管理条例", body=f"{word}人应当遵守第{number}项。"
        )
        for number in range(1, count + 1)
    ]
    passages_upsert(rows=rows, pause_seconds=0)
    drain(now=timezone.now())


def text_of(response: Any) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_portal_finds_what_is_public(embedded: Bench, papers: Shelf, portal_client: Client):
    papers.put(1, "养犬登记须知", "携带身份证明办理犬证。", caption="城管委办公室")
    papers.put(2, "养犬投诉件", acl=frozenset({"unit:1", "all", "staff"}))
    fill(papers)
    page = text_of(portal_client.get("/search/", {"q": "养犬"}))
    assert "<mark>养犬</mark>登记须知" in page
    assert "养犬投诉件" not in page
    assert "找到 1 条" in page
    assert 'name="robots" content="noindex"' in page


def test_staff_find_what_is_theirs(embedded: Bench, papers: Shelf):
    area = district()
    papers.put(1, "养犬登记须知")
    papers.put(2, "养犬投诉甲", acl=frozenset({f"unit:{area.street.pk}", "all"}), unit_id=area.street.pk)
    papers.put(3, "养犬投诉乙", acl=frozenset({f"unit:{area.other_street.pk}", "all"}), unit_id=area.other_street.pk)
    fill(papers)
    mine = text_of(client_for(user_with(Role.HANDLER, area.street)).get("/find/", {"q": "养犬"}))
    assert "找到 2 条" in mine
    assert "投诉甲" in mine
    assert "投诉乙" not in mine
    assert area.other_street.short_name not in mine
    everything = text_of(client_for(user_with(Role.OFFICE_CLERK, area.office)).get("/find/", {"q": "养犬"}))
    assert "找到 3 条" in everything


def test_the_intranets_search_is_for_those_who_signed_in(embedded: Bench, papers: Shelf, client: Client):
    assert client.get("/find/", {"q": "养犬"}).status_code == 302


def test_filters_are_links_and_a_form(embedded: Bench, papers: Shelf, portal_client: Client, monkeypatch: pytest.MonkeyPatch):
    other = Shelf("letter", RecordClass.DOCUMENT)
    only_these(monkeypatch, papers, other)
    papers.put(1, "油烟治理通知", published_on=datetime.date(2026, 3, 1))
    papers.put(2, "油烟治理通报", published_on=datetime.date(2024, 3, 1))
    other.put(1, "油烟来信")
    fill(papers)
    fill(other)
    page = text_of(portal_client.get("/search/", {"q": "油烟"}))
    assert "?q=%E6%B2%B9%E7%83%9F&amp;kind=letter" in page
    assert "<script" not in page.split('<main id="main"')[1].split("</main>")[0]
    narrowed = text_of(portal_client.get("/search/", {"q": "油烟", "kind": "letter"}))
    assert "油烟</mark>来信" in narrowed
    assert "通知" not in narrowed.split('class="hits"')[1].split("</ol>")[0]
    assert "去掉条件：类别" in narrowed
    dated = text_of(portal_client.get("/search/", {"q": "油烟", "date_from": "2025-01-01", "date_to": "2026-12-31"}))
    assert "找到 1 条" in dated
    assert 'name="q" value="油烟"' in dated


def test_a_wrong_date_is_named_beside_the_field_and_kept(embedded: Bench, papers: Shelf, portal_client: Client):
    papers.put(1, "油烟治理通知")
    fill(papers)
    page = text_of(portal_client.get("/search/", {"q": "油烟", "date_from": "昨天"}))
    assert "请按“年-月-日”填写日期" in page
    assert 'value="昨天"' in page
    assert "找到 1 条" in page
    page = text_of(portal_client.get("/search/", {"q": "油烟", "date_from": "2026-05-02", "date_to": "2026-05-01"}))
    assert "截止日期早于起始日期" in page


def test_pages_are_turned_by_links(embedded: Bench, papers: Shelf, portal_client: Client):
    for pk in range(1, 46):
        papers.put(pk, f"路灯{pk}")
    fill(papers)
    page = text_of(portal_client.get("/search/", {"q": "路灯", "page": "2"}))
    assert "第 2 / 3 页" in page
    assert 'start="21"' in page
    assert "共 45 条" in page


MALFORMED: list[dict[str, str]] = [
    {"q": "\x00"},
    {"q": "养犬\x00登记"},
    {"q": '"'},
    {"q": "'"},
    {"q": "'; DROP TABLE doc_1; --"},
    {"q": '"养犬" AND title_w:* NEAR('},
    {"q": "养犬*"},
    {"q": "{title_w}: 养犬"},
    {"q": "^养犬 + - ~ !"},
    {"q": "💥🐕"},
    {"q": "𠀀𠀁"},
    {"q": "养犬" * 20000},
    {"q": "a" * 100000},
    {"q": " ".join(str(n) for n in range(5000))},
    {"q": "%00%ff"},
    {"q": "\ufeff\u200b\u202e"},
    {"q": "ﷺ" * 50},
    {"q": "<script>alert(1)</script>"},
    {"q": "../../etc/passwd"},
    {"q": "养犬", "page": "0"},
    {"q": "养犬", "page": "-1"},
    {"q": "养犬", "page": "999999999999999999999999"},
    {"q": "养犬", "page": "二"},
    {"q": "养犬", "page": "1e9"},
    {"q": "养犬", "page": "\x00"},
    {"q": "养犬", "kind": "nonsense"},
    {"q": "养犬", "kind": "\x00"},
    {"q": "养犬", "kind": "x" * 10000},
    {"q": "养犬", "unit": "abc"},
    {"q": "养犬", "unit": "-7"},
    {"q": "养犬", "unit": "99999999999999999999"},
    {"q": "养犬", "date_from": "0000-00-00"},
    {"q": "养犬", "date_from": "9999-12-31", "date_to": "0001-01-01"},
    {"q": "养犬", "date_from": "2026-02-30"},
    {"q": "养犬", "date_to": "\x00"},
    {"q": "养犬", "date_to": "x" * 5000},
    {"nothing": "known"},
]


@pytest.mark.parametrize("query", MALFORMED, ids=range(len(MALFORMED)))
def test_no_query_string_breaks_the_portal(embedded: Bench, papers: Shelf, portal_client: Client, query: dict[str, str]):
    papers.put(1, "养犬登记须知")
    fill(papers)
    page = text_of(portal_client.get("/search/", query))
    assert "<script>alert" not in page
    if query.get("q", "").startswith("养犬") and len(query["q"]) < 100 and "date_from" not in query:
        assert "养犬" in page


def test_a_long_query_is_answered_and_kept(embedded: Bench, papers: Shelf, portal_client: Client):
    papers.put(1, "养犬登记须知")
    fill(papers)
    page = text_of(portal_client.get("/search/", {"q": "养犬登记" * 200}))
    assert "已按前 200 个字检索" in page
    assert "养犬登记" * 200 in page


def test_lone_bytes_in_the_address(embedded: Bench, papers: Shelf, portal_client: Client):
    papers.put(1, "养犬登记须知")
    fill(papers)
    assert portal_client.get("/search/?q=%ff%fe%00&page=%c0").status_code == 200
    assert portal_client.get("/search/?q=a&q=b&kind=&unit=").status_code == 200
    assert portal_client.post("/search/", {"q": "a"}).status_code == 405


def test_without_an_index_the_page_says_so(tmp_path: Any, papers: Shelf, portal_client: Client):
    with override_settings(SEARCH_INDEX_DIR=tmp_path / "none", SEARCH_ENGINE="embedded"):
        response = portal_client.get("/search/", {"q": "养犬"})
    page = text_of(response)
    assert "检索暂不可用" in page
    assert 'value="养犬"' in page
    assert response.headers["Cache-Control"] == "no-store"


def test_with_a_server_that_is_down_the_page_says_so(papers: Shelf, portal_client: Client, monkeypatch: pytest.MonkeyPatch):
    engine = ElasticsearchEngine()
    monkeypatch.setattr(selection, "_engine", lambda name: engine)
    with override_settings(ELASTICSEARCH_URL="http://127.0.0.1:9"):
        for _time in range(5):
            assert "检索暂不可用" in text_of(portal_client.get("/search/", {"q": "养犬"}))
    assert not engine.breaker.allows()


def test_the_portals_search_needs_few_queries_however_much_there_is(embedded: Bench, portal_client: Client):
    pages.site()
    for number in range(3):
        pages.notice(title=f"养犬登记通知{number}")
        pages.policy(title=f"养犬管理办法{number}")
    passages(10)
    drain(now=timezone.now())
    counts = []
    for grown in (10, 1000):
        passages(grown)
        portal_client.get("/search/", {"q": "养犬"})
        with CaptureQueriesContext(connection) as captured:
            page = text_of(portal_client.get("/search/", {"q": "养犬"}))
        counts.append(len(captured))
        assert "法规条文" in page
    assert Passage.objects.count() == 1000
    assert counts[0] == counts[1] <= 8, counts


def test_the_intranets_search_needs_few_queries_however_much_there_is(embedded: Bench, papers: Shelf):
    area = district()
    client = client_for(user_with(Role.OFFICE_CLERK, area.office))
    client.get("/find/")  # fills what a process reads once
    counts = []
    for count in (10, 1000):
        for pk in range(1, count + 1):
            papers.put(pk, f"井盖{pk}", acl=frozenset({"all"}), unit_id=area.street.pk)
        fill(papers)
        with CaptureQueriesContext(connection) as captured:
            text_of(client.get("/find/", {"q": "井盖"}))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_without_a_question_the_page_says_what_may_be_asked(embedded: Bench, papers: Shelf, portal_client: Client):
    assert "输入一个词或一句话" in text_of(portal_client.get("/search/"))
