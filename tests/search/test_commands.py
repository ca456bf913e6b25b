"""search_rebuild, search_reconcile, search_evaluate."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.passages.models import Passage
from portal.passages.services import PassageRow, passages_upsert
from search.engines.base import Face
from search.query import SearchQuery, search
from tests.search.library import Bench, Shelf

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(name, *arguments, "--json", "--no-progress", stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


def load() -> None:
    laws = {"养犬管理条例": "养犬人应当为犬只佩戴牵引绳。", "道路照明办法": "路灯损坏的，应当在二十四小时内修复。"}
    rows = [
        PassageRow(external_id=f"{law}-{n}", title=f"{law}第{n}条", law=law, body=body, date=datetime.date(2020, 1, n))
        for law, body in laws.items()
        for n in (1, 2)
    ]
    passages_upsert(rows=rows, pause_seconds=0)


def test_rebuild_and_reconcile(bench: Bench):
    load()
    assert run("search_rebuild", "--dry-run")["records"]["passage"] == 4
    figures = run("search_rebuild")
    assert figures["built"]["passage"] == {"intranet": 4, "public": 4}
    bench.settle()
    assert search(SearchQuery(text="牵引绳"), bench.engine).total == 2
    assert run("search_reconcile")["differences"] == []
    Passage.objects.filter(law="道路照明办法").delete()
    with pytest.raises(CommandError, match="不一致"):
        run("search_reconcile")
    assert run("search_reconcile", "--fix")["requested"] == 2
    assert run("search_rebuild", "--kind", "passage")["written"] == 2
    bench.settle()
    assert run("search_reconcile")["differences"] == []


def test_a_dry_run_writes_nothing(embedded: Bench):
    load()
    run("search_rebuild", "--dry-run")
    assert embedded.engine.check(Face.PUBLIC)


def test_wrong_arguments_are_named(embedded: Bench, tmp_path: Path):
    with pytest.raises(CommandError, match="没有这一类记录"):
        run("search_rebuild", "--kind", "nonsense")
    with pytest.raises(CommandError, match="没有这个文件"):
        run("search_evaluate", "--queries", str(tmp_path / "none"))
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"qid": "1", "set": "document", "query": "a", "rel": {"x": 1}}\nnonsense\n')
    with pytest.raises(CommandError, match="第 2"):
        run("search_evaluate", "--queries", str(broken))


def test_evaluation_computes_the_measures_by_hand(bench: Bench, tmp_path: Path):
    load()
    run("search_rebuild")
    bench.settle()
    lines = [
        {"qid": "1", "set": "article", "source": "hand", "query": "遛狗要牵引绳吗", "rel": {"养犬管理条例-1": 1, "养犬管理条例-2": 1}},
        {"qid": "2", "set": "article", "source": "hand", "query": "路灯坏了多久修复", "rel": {"道路照明办法-1": 1, "missing": 1}},
        {"qid": "3", "set": "article", "source": "other", "query": "？！", "rel": {"missing": 1}},
        {"qid": "4", "set": "document", "source": "hand", "query": "路灯", "rel": {"missing": 1}},
    ]
    path = tmp_path / "queries.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    scores = {(row["set"], row["source"]): row for row in run("search_evaluate", "--queries", str(path))["scores"]}
    hand = scores["article", "hand"]
    assert hand["queries"] == 2
    assert hand["recall_10"] == 0.75
    assert hand["recall_100"] == 0.75
    assert hand["mrr_10"] in (1.0, 0.75)  # the two articles on street lighting are equally good
    assert scores["article", "other"]["mrr_10"] == 0.0
    assert scores["document", "hand"]["recall_100"] == 0.0


def test_records_without_an_external_identifier_take_no_part(embedded: Bench, papers: Shelf, tmp_path: Path):
    for pk in range(1, 20):
        papers.put(pk, "路灯")
    papers.put(50, "路灯与其他许多事情的通知", external_id="d1")
    embedded.write(papers)
    path = tmp_path / "queries.jsonl"
    path.write_text(json.dumps({"qid": "1", "set": "document", "source": "s", "query": "路灯", "rel": {"d1": 1}}))
    (score,) = run("search_evaluate", "--queries", str(path))["scores"]
    assert score["mrr_10"] == 1.0


def test_an_engine_that_is_away_is_a_sentence(settings: Any, tmp_path: Path):
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    settings.SEARCH_ENGINE = "embedded"
    with pytest.raises(CommandError, match="不可用"):
        run("search_reconcile")
