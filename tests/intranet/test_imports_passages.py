"""Short passages into their table."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from django.core.management import call_command

from portal.passages.models import Passage
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_articles_are_imported_linked_and_not_doubled(tmp_path):
    pages.policy(title="市容条例")
    path = tmp_path / "in.jsonl.gz"
    lines = [
        {"id": f"a{n}", "kind": "article", "title": f"市容条例第{n}条", "law": "市容条例", "chapter": "总则", "body": f"内容{n}"}
        for n in range(1, 8)
    ]
    lines.append({"id": "d1", "kind": "document", "title": "别的", "body": "文"})
    path.write_bytes(gzip.compress("\n".join([*(json.dumps(each) for each in lines), "坏行"]).encode()))
    for created in (7, 0):
        out = io.StringIO()
        call_command("import_passages", str(path), "--no-index", "--json", stdout=out)
        figures = json.loads(out.getvalue())
        assert (figures["created"], figures["skipped"]) == (created, 1)
    assert Passage.objects.count() == 7
    assert Passage.objects.filter(document__title="市容条例").count() == 7
    out = io.StringIO()
    call_command("import_passages", str(path), "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["created"] == 7


def test_articles_that_came_before_their_law_are_linked_when_it_comes(tmp_path):
    pages.site()
    path = tmp_path / "in.jsonl"
    article = {"id": "a1", "kind": "article", "title": "养犬条例第一条", "law": "养犬条例", "body": "内容"}
    law = {"id": "d1", "kind": "document", "title": "养犬条例", "body": "第一条 内容"}
    path.write_text("\n".join(json.dumps(each) for each in (article, law)))
    call_command("import_passages", str(path), "--no-index", "--json", stdout=io.StringIO())
    assert not Passage.objects.filter(document__isnull=False).exists()
    call_command("import_documents", str(path), "--kind", "document", "--no-index", "--json", stdout=io.StringIO())
    assert Passage.objects.get().document.title == "养犬条例"
