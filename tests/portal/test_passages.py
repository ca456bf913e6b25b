"""法规条文: bulk writing, links to documents, list and detail."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.outbox.models import OutboxMessage
from portal.passages.models import Passage
from portal.passages.search import SOURCE
from portal.passages.services import PIECE, PassageRow, passage_publish, passages_link, passages_upsert
from search.services import TOPIC
from search.viewers import PUBLIC
from tests.factories import pages

pytestmark = pytest.mark.django_db


def rows(count: int, law: str = "市容环境卫生条例", first: int = 1) -> list[PassageRow]:
    return [
        PassageRow(
            external_id=f"{law}-{number}",
            title=f"{law}第{number}条",
            law=law,
            chapter="第一章 总则",
            category="地方法规",
            date=datetime.date(2021, 3, 1),
            body=f"第{number}条的内容。",
        )
        for number in range(first, first + count)
    ]


def upsert(given: list[PassageRow]) -> tuple[int, int, int]:
    report = passages_upsert(rows=given, pause_seconds=0)
    return report.created, report.updated, report.unchanged


def asked() -> list[int]:
    return sorted(pk for message in OutboxMessage.objects.filter(topic=TOPIC) for pk in message.payload["pks"])


def test_written_once_changed_when_changed_and_asked_for_indexing():
    assert upsert(rows(3)) == (3, 0, 0)
    assert asked() == sorted(Passage.objects.values_list("pk", flat=True))
    OutboxMessage.objects.all().delete()
    changed = rows(3)
    changed[1] = PassageRow(external_id=changed[1].external_id, title=changed[1].title, law=changed[1].law, body="修改后的内容。")
    assert upsert(changed) == (0, 1, 2)
    assert asked() == [Passage.objects.get(body="修改后的内容。").pk]


def test_the_number_is_read_from_the_title():
    upsert(rows(1))
    assert Passage.objects.get().number == "第1条"


def test_many_rows_are_written_in_pieces():
    counted: list[int] = []
    report = passages_upsert(rows=rows(2 * PIECE + 5), pause_seconds=0, advance=counted.append)
    assert report.total == 2 * PIECE + 5
    assert counted == [PIECE, PIECE, 5]


def test_of_two_rows_with_one_identifier_the_later_counts():
    first, second = rows(1)[0], PassageRow(external_id=rows(1)[0].external_id, title="新", body="新")
    upsert([first, second])
    assert Passage.objects.get().title == "新"


def test_linked_to_the_published_document_of_its_law():
    pages.site()
    before = pages.policy(title="市容环境卫生条例")
    upsert(rows(1) + rows(1, "后来发布的办法"))
    assert Passage.objects.get(law="市容环境卫生条例").document_id == before.pk
    assert Passage.objects.get(law="后来发布的办法").document_id is None
    after = pages.policy(title="后来发布的办法")
    assert passages_link() == 1
    assert Passage.objects.get(law="后来发布的办法").document_id == after.pk
    assert passages_link() == 0


def test_search_source_knows_public_ones_only():
    upsert(rows(2))
    first, second = Passage.objects.order_by("pk")
    passage_publish(passage=second, public=False)
    assert [record.pk for record in SOURCE.build([first.pk, second.pk])] == [first.pk]
    assert set(SOURCE.visible_ids(PUBLIC, [first.pk, second.pk])) == {first.pk}
    (row,) = SOURCE.all_ids()
    (record,) = SOURCE.build([first.pk])
    assert row == (record.pk, record.version)
    assert record.external_id == first.external_id


def test_list_filter_and_choice_of_laws(portal_client: Client):
    upsert(rows(2) + rows(2, "养犬管理条例") + rows(2, "养犬登记办法"))
    page = portal_client.get("/articles/").content.decode()
    assert "养犬登记办法第1条" in page
    assert "市容环境卫生条例第2条" in page
    page = portal_client.get("/articles/", {"law": "养犬管理条例"}).content.decode()
    assert "养犬管理条例第2条" in page
    assert "养犬登记办法第1条" not in page
    page = portal_client.get("/articles/", {"law": "养犬"}).content.decode()
    assert "名称含有这些字的法规" in page
    assert "养犬管理条例第1条" not in page
    page = portal_client.get("/articles/", {"law": "市容"}).content.decode()
    assert "市容环境卫生条例第1条" in page
    assert "没有名称含有这些字的法规" in portal_client.get("/articles/", {"law": "没有的"}).content.decode()


def test_detail_with_its_document_and_neighbours(portal_client: Client):
    pages.site()
    document = pages.policy(title="市容环境卫生条例")
    upsert(rows(3))
    passage = Passage.objects.get(number="第2条")
    page = portal_client.get(f"/articles/{passage.pk}/").content.decode()
    assert "阅读文件全文" in page
    assert page.count("第1条") == 1
    assert "第3条" in page
    document.live = False
    type(document).objects.filter(pk=document.pk).update(live=False)
    assert "阅读文件全文" not in portal_client.get(f"/articles/{passage.pk}/").content.decode()


def test_withdrawn_and_unknown_ones_are_not_found(portal_client: Client):
    upsert(rows(1))
    passage = passage_publish(passage=Passage.objects.get(), public=False)
    for pk in (passage.pk, 987654, 10**30):
        assert portal_client.get(f"/articles/{pk}/").status_code == 404
    assert "第1条" not in portal_client.get("/articles/").content.decode()


@pytest.mark.parametrize(
    "query", [{"law": "\x00"}, {"law": "x" * 10000}, {"law": "%' OR 1=1"}, {"page": "x"}, {"page": "-3"}, {"page": "9" * 40}]
)
def test_no_query_string_breaks_the_list(portal_client: Client, query: dict[str, str]):
    upsert(rows(2))
    assert portal_client.get("/articles/", query).status_code == 200


def test_the_list_needs_as_many_queries_for_a_thousand_as_for_ten(portal_client: Client):
    counts = []
    portal_client.get("/articles/")  # fills what a process reads once
    for count in (10, 1000):
        upsert(rows(count))
        with CaptureQueriesContext(connection) as captured:
            assert portal_client.get("/articles/", {"law": "市容环境卫生条例"}).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_the_detail_page_needs_few_queries(portal_client: Client):
    upsert(rows(3))
    with CaptureQueriesContext(connection) as captured:
        portal_client.get(f"/articles/{Passage.objects.first().pk}/")
    assert len(captured) <= 12
