"""Documents into published pages: complete, resumable, equal to what Wagtail would have written."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page, Revision

from core.outbox.models import OutboxMessage
from intranet.imports import documents
from intranet.imports.bulk_pages import PageDraft, pages_prepare, pages_write
from intranet.imports.documents import documents_import
from intranet.imports.pacing import Pace
from intranet.imports.reading import ImportedRecord
from portal.notices.models import NoticeIndexPage, NoticePage
from portal.policies.models import PolicyIndexPage, PolicyPage
from search.services import TOPIC
from tests.factories import pages
from tests.factories.accounts import district, user_with

pytestmark = pytest.mark.django_db


def records(count: int) -> list[ImportedRecord]:
    date = timezone.localdate().replace(year=2020)
    return [
        ImportedRecord(
            line=n,
            id=f"d{n:04d}",
            kind="document",
            title=f"管理条例{n}",
            body=f"第一条 内容{n}。\n第二条 施行。",
            date=date,
            category="行政法规",
        )
        for n in range(1, count + 1)
    ]


def quick() -> Pace:
    return Pace(size=8_000, most=8_000, _sleep=lambda seconds: None)


def state() -> dict[str, object]:
    """Everything an import leaves, without the moments at which it happened and the numbers rows happened to get."""
    names = dict(PolicyPage.objects.values_list("pk", "external_id"))
    chance = ("id", "pk", "first_published_at", "last_published_at", "latest_revision_created_at", "latest_revision_id", "live_revision_id")
    base = [
        {k: v for k, v in row.items() if k not in chance} for row in Page.objects.filter(policypage__isnull=False).order_by("path").values()
    ]
    columns = ("external_id", "index_no", "body", "publish_date", "validity", "subject__code")
    own = [
        [list(value.raw_data) if isinstance(value, StreamValue) else value for value in row]
        for row in PolicyPage.objects.order_by("path").values_list(*columns)
    ]
    revisions = []
    for page in PolicyPage.objects.order_by("path").select_related("live_revision"):
        revision = page.live_revision
        assert page.latest_revision_id == revision.pk
        assert revision.content["pk"] == int(revision.object_id) == page.pk
        revisions.append({k: v for k, v in revision.content.items() if k not in chance})
    asked = sorted(
        names[pk] for message in OutboxMessage.objects.filter(topic=TOPIC, payload__kind="policy") for pk in message.payload["pks"]
    )
    section = Page.objects.get(pk=PolicyIndexPage.objects.get().pk)
    return {"base": base, "own": own, "revisions": revisions, "asked": asked, "numchild": section.numchild}


def test_documents_become_published_pages_once(portal_client):
    pages.site()
    first = documents_import(records=records(30), into="policies", pace=quick())
    again = documents_import(records=records(32), into="policies", pace=quick())
    assert (first.created, first.present) == (30, 0)
    assert (again.created, again.present) == (2, 30)
    assert PolicyPage.objects.filter(live=True).count() == 32
    assert PolicyPage.find_problems() == ([], [], [], [], [])
    page = PolicyPage.objects.get(external_id="d0007")
    html = portal_client.get("/policies/d0007/").content.decode()
    assert "管理条例7" in html
    assert "现行有效" not in html
    assert page.words == "第一条 内容7。\n第二条 施行。"
    assert state()["asked"] == sorted(PolicyPage.objects.values_list("external_id", flat=True))


def test_rows_are_what_wagtail_would_have_written():
    pages.site()
    parent = Page.objects.get(pk=NoticeIndexPage.objects.get().pk)
    values = {
        "title": "甲",
        "issuer_name": "办公室",
        "body": pages.PARAGRAPH,
        "publish_date": timezone.localdate(),
        "year": timezone.localdate().year,
    }
    theirs = pages.notice(slug="theirs", **values)
    with transaction.atomic():
        draft = PageDraft(slug="ours", values=values, at=timezone.now())
        (number,) = pages_write(parent=parent, prepared=pages_prepare(parent=parent, model=NoticePage, drafts=[draft]))
    ours = NoticePage.objects.get(pk=number)
    differ = {"id", "page_ptr_id", "path", "slug", "url_path", "translation_key", "latest_revision_id", "live_revision_id", "index_no"}
    moments = {"first_published_at", "last_published_at", "latest_revision_created_at"}
    for field in NoticePage._meta.concrete_fields:
        name = field.attname
        if name in differ:
            assert getattr(ours, name) or name == "index_no"
        elif name in moments:
            assert getattr(ours, name) is not None
        else:
            mine, other = getattr(ours, name), getattr(theirs, name)
            assert (list(mine.raw_data) if name == "body" else mine) == (list(other.raw_data) if name == "body" else other), name
    assert ours.live_revision_id == ours.latest_revision_id
    keys = set(theirs.live_revision.content)
    assert set(ours.live_revision.content) == keys
    same = (
        keys
        - {
            "pk",
            "path",
            "slug",
            "url_path",
            "translation_key",
            "latest_revision",
            "live_revision",
            "live",
            "has_unpublished_changes",
            "index_no",
        }
        - moments
    )
    assert {key: ours.live_revision.content[key] for key in same} == {key: theirs.live_revision.content[key] for key in same}
    assert ours.live_revision.content["pk"] == number
    assert ours.live_revision.as_object().title == "甲"
    assert Page.objects.get(pk=parent.pk).numchild == 2


def test_an_imported_page_is_edited_and_reviewed_like_any_other():
    pages.site()
    documents_import(records=records(2), into="policies", pace=quick())
    author = user_with("publisher", district().office)
    page = pages.edit(PolicyPage.objects.get(external_id="d0001"), author, title="改过", issuer_name="办公室")
    assert PolicyPage.objects.get(pk=page.pk).title == "管理条例1"
    pages.live_without_review(page)
    changed = PolicyPage.objects.get(pk=page.pk)
    assert (changed.title, changed.external_id) == ("改过", "d0001")
    assert changed.index_no


@pytest.mark.parametrize("stop_after", [0, 1, 3, 7])
@pytest.mark.parametrize("where", ["before the rows", "between the tables", "before the commit"])
def test_a_broken_run_continued_equals_an_undisturbed_one(stop_after, where, monkeypatch):
    pages.site()
    with transaction.atomic():
        documents_import(records=records(40), into="policies", pace=quick())
        undisturbed = state()
        transaction.set_rollback(True)

    class Killed(BaseException):
        pass

    calls = 0
    name = {"before the rows": "index_numbers", "between the tables": "pages_write", "before the commit": "request_index_many"}[where]
    real = getattr(documents, name)

    def dying(*args, **kwargs):
        nonlocal calls
        calls += 1
        result = real(*args, **kwargs)
        if calls > stop_after:
            raise Killed
        return result

    monkeypatch.setattr(documents, name, dying)
    with pytest.raises(Killed):
        documents_import(records=records(40), into="policies", pace=quick())
    assert PolicyPage.objects.count() == Revision.objects.filter(content_type__model="policypage").count()
    monkeypatch.setattr(documents, name, real)
    documents_import(records=records(40), into="policies", pace=quick())
    assert state() == undisturbed


def test_the_command_reports_bad_lines_and_counts(tmp_path):
    pages.site()
    path = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": f"d{n}", "kind": "document", "title": f"标题{n}", "body": "正文"}) for n in range(5)]
    path.write_text("\n".join([*lines[:2], "坏行", *lines[2:], json.dumps({"id": "a1", "kind": "article", "title": "条", "body": "文"})]))
    out = io.StringIO()
    call_command("import_documents", str(path), "--kind", "document", "--into", "notices", "--no-index", "--json", stdout=out)
    figures = json.loads(out.getvalue())
    assert (figures["created"], figures["skipped"], figures["problems"][0][0]) == (5, 1, 3)
    assert NoticePage.objects.filter(live=True).count() == 5
    out = io.StringIO()
    call_command("import_documents", str(path), "--kind", "document", "--into", "notices", "--no-index", stdout=out)
    assert "第 3 行" in out.getvalue()
    assert NoticePage.objects.count() == 5


def test_a_dry_run_writes_nothing(tmp_path):
    pages.site()
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "d1", "title": "标题", "body": "正文", "cat": "新类别"}))
    before = (Page.objects.count(), OutboxMessage.objects.count())
    out = io.StringIO()
    call_command("import_documents", str(path), "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["created"] == 1
    assert (Page.objects.count(), OutboxMessage.objects.count()) == before


def test_a_missing_file_and_a_missing_section_say_what_to_do(tmp_path):
    with pytest.raises(CommandError, match="找不到文件"):
        call_command("import_documents", str(tmp_path / "none"))
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "d1", "title": "标题", "body": "正文"}))
    with pytest.raises(CommandError, match="site_setup"):
        call_command("import_documents", str(path))


def test_the_index_holds_the_imported_texts_when_the_command_ends(tmp_path, settings):
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    pages.site()
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"d{n}", "title": f"标题{n}", "body": "正文"}) for n in range(3)))
    call_command("import_documents", str(path), stdout=io.StringIO())
    assert not OutboxMessage.objects.filter(topic=TOPIC, state__in=("pending", "leased")).exists()


def test_query_count_of_a_piece_does_not_grow_with_it(django_assert_max_num_queries):
    pages.site()
    parent = Page.objects.get(pk=PolicyIndexPage.objects.get().pk)
    for count in (1, 100):
        drafts = [PageDraft(slug=f"p{count}-{n}", values={"title": f"标题{n}", "body": []}, at=timezone.now()) for n in range(count)]
        prepared = pages_prepare(parent=parent, model=PolicyPage, drafts=drafts)
        with transaction.atomic(), django_assert_max_num_queries(10 + count // 12):
            pages_write(parent=parent, prepared=prepared)
