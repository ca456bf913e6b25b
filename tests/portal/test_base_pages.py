"""Public pages: what they show, what they cost, what they survive."""

from __future__ import annotations

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site

from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from intranet.imports.bulk_pages import PageDraft, pages_prepare, pages_write
from portal.base.models import GenreClass, StandardPage, SubjectClass, Topic
from portal.notices.models import NoticeIndexPage, NoticePage
from portal.policies.models import PolicyIndexPage, PolicyPage
from tests.factories import pages
from tests.factories.accounts import district

pytestmark = pytest.mark.django_db


def many(index, model, count, start=0):
    """``count`` published documents over years, issuers and subjects."""
    parent = Page.objects.get(pk=index.objects.get().pk)
    subjects = list(SubjectClass.objects.values_list("pk", flat=True))
    drafts = []
    for number in range(start, start + count):
        date = datetime.date(2026, 11, 1) - datetime.timedelta(days=number)
        values = {
            "title": f"文件{number}",
            "issuer_name": f"单位{number % 30}",
            "publish_date": date,
            "year": date.year,
            "subject_id": subjects[number % len(subjects)],
            "body": pages.PARAGRAPH,
        }
        drafts.append(PageDraft(slug=f"n{number}", values=values, at=timezone.now()))
    with transaction.atomic():
        pages_write(parent=parent, prepared=pages_prepare(parent=parent, model=model, drafts=drafts))


def cost(client, url):
    """Queries of a request that finds nothing in any cache."""
    from django.core.cache import cache

    cache.clear()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
        assert response.status_code == 200
        assert response.content
    return len(seen), seen


BUDGETS = {"/": 14, "/notices/": 12, "/policies/": 12, "/notices/n3/": 12, "/policies/n3/": 12}


def test_queries_stay_within_budget_and_do_not_grow(portal_client):
    pages.site()
    for index, model in ((NoticeIndexPage, NoticePage), (PolicyIndexPage, PolicyPage)):
        many(index, model, 10)
    for url in BUDGETS:
        portal_client.get(url)
    few = {url: cost(portal_client, url)[0] for url in BUDGETS}
    for index, model in ((NoticeIndexPage, NoticePage), (PolicyIndexPage, PolicyPage)):
        many(index, model, 990, start=10)
    lots = {url: cost(portal_client, url)[0] for url in BUDGETS}
    assert lots == few
    assert {url: count for url, count in lots.items() if count > BUDGETS[url]} == {}


@pytest.mark.slow
def test_ten_thousand_documents_cost_the_same(portal_client):
    pages.site()
    many(PolicyIndexPage, PolicyPage, 10)
    urls = ["/policies/", "/policies/?year=2026", "/policies/n3/", "/"]
    for url in urls:
        portal_client.get(url)
    few = [cost(portal_client, url)[0] for url in urls]
    for start in range(10, 10_000, 1110):
        many(PolicyIndexPage, PolicyPage, min(1110, 10_000 - start), start=start)
    assert [cost(portal_client, url)[0] for url in urls] == few
    page_two = "/policies/?page=400"
    assert cost(portal_client, page_two)[0] <= 12


def test_the_list_is_sorted_by_its_index():
    pages.site()
    many(PolicyIndexPage, PolicyPage, 50)
    rows = PolicyPage.objects.published().newest_first().listed()[:20]
    if connection.vendor == "sqlite":
        assert "policypage_newest" in rows.explain()
        assert "USE TEMP B-TREE" not in rows.explain().split("LAST TERM")[0] or "LAST" in rows.explain()


def test_filters_count_and_combine(portal_client):
    pages.site()
    roads, green = SubjectClass.objects.get(code="160"), SubjectClass.objects.get(code="140")
    for year, subject, issuer in ((2025, roads, "甲局"), (2025, green, "甲局"), (2026, green, "乙局")):
        pages.notice(publish_date=datetime.date(year, 3, 1), subject=subject, issuer_name=issuer)
    html = portal_client.get("/notices/").content.decode()
    assert "共 3 件" in html
    assert re.search(r"year=2025[^>]*><span>2025</span><span class=\"num muted\">2<", html)
    html = portal_client.get("/notices/?year=2025&subject=140").content.decode()
    assert "符合条件 1 件" in html
    assert "园林绿化" in html
    html = portal_client.get("/notices/?issuer=乙局").content.decode()
    assert "符合条件 1 件" in html
    html = portal_client.get("/notices/?year=1999").content.decode()
    assert "没有符合这些条件的文件" in html


MALFORMED = [
    "?page=0", "?page=-1", "?page=abc", "?page=99999999999999999999", "?page=", "?year=abc", "?year=20.5", "?year=%00", "?issuer=%00%ff",
    "?issuer=" + "长" * 5000, "?subject=';drop table x;--", "?subject[]=1", "?validity=none", "?validity=%F0%28%8C%28", "?page=1&page=2",
    "?year=2025&year=2026", "?&&&===", "?%", "?page=%E4%B8%80", "?page=1e3", "?year=٢٠٢٥", "?issuer=<script>alert(1)</script>",
]  # fmt: skip


@pytest.mark.parametrize("query", MALFORMED)
@pytest.mark.parametrize("url", ["/notices/", "/policies/", "/topics/civilised-city/", "/", "/sitemap/", "/units/"])
def test_malformed_queries_get_a_page(portal_client, url, query):
    pages.notice()
    response = portal_client.get(url + query)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/nothing/", "/notices/nothing/", "/notices/%00/", "/policies/a/b/c/", "/topics/none/", "/units/999999/", "/feeds/none.xml"]
)
def test_unknown_addresses_are_404(portal_client, path):
    pages.site()
    assert portal_client.get(path).status_code == 404


def test_a_document_shows_its_block_text_contents_and_meta(portal_client):
    pages.site()
    parameter_set(key="site.code", value="6502000001", by=SYSTEM, reason="测试")
    body = [
        {"type": "heading", "value": {"text": f"第{word}章", "level": "2"}, "id": f"{number}abcdefg"}
        for number, word in enumerate("一二三")
    ]
    page = pages.policy(
        title="门前三包责任制管理办法",
        body=[*body, {"type": "table", "value": {"caption": "表一", "first_row_is_head": True, "cells": "街道\t次数\n望河\t3"}, "id": "t"}],
        issuer_name="城管委办公室",
        document_no="云城管〔2026〕12号",
        written_date=datetime.date(2026, 2, 1),
        publish_date=datetime.date(2026, 2, 3),
        subject=SubjectClass.objects.get(code="120"),
        genre=GenreClass.objects.get(name="办法"),
        topic=Topic.objects.get(slug="civilised-city"),
    )
    html = portal_client.get(page.url).content.decode()
    for words in (
        "云城管〔2026〕12号",
        "2026年2月1日",
        "市容环境卫生",
        "主动公开",
        page.index_no,
        "现行有效",
        "望河",
        '<th scope="col">街道</th>',
    ):
        assert words in html
    assert html.count('href="#s-') == 3
    assert 'name="ArticleTitle" content="门前三包责任制管理办法"' in html
    assert re.search(r'name="PubDate" content="2026-02-03 \d\d:\d\d"', html)
    assert 'name="ColumnName" content="政策文件"' in html
    assert 'name="SiteIDCode" content="6502000001"' in html
    assert 'name="ContentSource" content="城管委办公室"' in html
    assert "style=" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.S)
    assert "<script>" not in html


def test_a_document_on_request_gives_its_block_only(portal_client):
    page = pages.policy(title="依申请的文件", disclosure="on_request")
    html = portal_client.get(page.url).content.decode()
    assert "依申请公开" in html
    assert "户外广告整治" not in html
    assert PolicyPage.objects.get(pk=page.pk).words == ""


def test_drafts_and_withdrawn_pages_are_not_found(portal_client):
    page = pages.notice()
    assert portal_client.get(page.url).status_code == 200
    page.unpublish()
    assert portal_client.get(page.url).status_code == 404
    assert page.title not in portal_client.get("/notices/").content.decode()


def test_feeds_sitemap_and_robots(portal_client, settings):
    page = pages.notice(title="供暖通知", summary="按时供暖")
    undated = pages.policy(publish_date=None)
    assert undated.publish_date == timezone.localdate()
    root = ElementTree.fromstring(portal_client.get("/feeds/notices.xml").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert root.tag == f"{atom}feed"
    assert [entry.find(f"{atom}title").text for entry in root.findall(f"{atom}entry")] == ["供暖通知"]
    assert root.find(f"{atom}entry/{atom}link").get("href") == f"{settings.PORTAL_ORIGIN}{page.url}"
    sitemap = ElementTree.fromstring(b"".join(portal_client.get("/sitemap.xml").streaming_content))
    locations = [each.text for each in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"{settings.PORTAL_ORIGIN}{page.url}" in locations
    assert f"{settings.PORTAL_ORIGIN}/" in locations
    assert "Sitemap:" in portal_client.get("/robots.txt").content.decode()


def test_topics_gather_documents_of_all_kinds(portal_client):
    pages.site()
    topic = Topic.objects.get(slug="civilised-city")
    notice, policy = pages.notice(topic=topic), pages.policy(topic=topic)
    other = pages.notice(title="无关的通知")
    html = portal_client.get("/topics/civilised-city/").content.decode()
    assert notice.title in html
    assert policy.title in html
    assert other.title not in html


def test_standing_pages_and_their_sections(portal_client):
    pages.site()
    html = portal_client.get("/about/").content.decode()
    assert "工作思路" in html
    html = portal_client.get("/about/principles/").content.decode()
    assert "四个转变" in html
    assert "/about/" in html
    assert portal_client.get("/accessibility/").status_code == 200
    assert portal_client.get("/privacy/").status_code == 200


def test_setup_is_repeatable_and_keeps_what_editors_changed(settings):
    pages.site()
    page = StandardPage.objects.get(slug="privacy")
    StandardPage.objects.filter(pk=page.pk).update(summary="编辑改过的")
    count = Page.objects.count()
    settings.PORTAL_ORIGIN = "https://cg.example.test"
    pages.site()
    assert Page.objects.count() == count
    assert StandardPage.objects.get(pk=page.pk).summary == "编辑改过的"
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("cg.example.test", 443)
    assert Page.find_problems() == ([], [], [], [], [])


def test_home_shows_the_newest_and_the_figures(portal_client):
    pages.notice(title="最新的通知", publish_date=timezone.localdate())
    pages.policy(title="最新的政策")
    html = portal_client.get("/").content.decode()
    for words in ("最新的通知", "最新的政策", "我要反映问题", "查办理进度", "现行有效的政策文件"):
        assert words in html


def test_units_show_duties_and_telephone_and_no_people(portal_client, django_assert_max_num_queries):
    places = district()
    pages.site()
    places.sanitation.duties, places.sanitation.phone = "清扫保洁", "0999-123456"
    places.sanitation.save()
    with django_assert_max_num_queries(3):
        html = portal_client.get("/units/").content.decode()
    assert "清扫保洁" in html
    assert 'href="tel:0999-123456"' in html
    html = portal_client.get(f"/units/{places.street.pk}/").content.decode()
    assert "望河第一社区" in html
    places.greening.is_active = False
    places.greening.save()
    assert portal_client.get(f"/units/{places.greening.pk}/").status_code == 404


def test_english_chrome_keeps_chinese_texts(portal_client):
    page = pages.notice(title="关于供暖的通知")
    response = portal_client.get(page.url, headers={"accept-language": "en"})
    assert "关于供暖的通知" in response.content.decode()
