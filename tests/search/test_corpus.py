"""Three thousand real records, imported by the commands, into both engines: everything arrives, and both agree.

The folder of the corpus is named by TEST_CORPUS (docs.jsonl.gz and queries-dev.jsonl).
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from portal.passages.models import Passage
from portal.policies.models import PolicyPage
from search.analysis.plan import plan_of
from search.engines import selection
from search.engines.base import Engine, Face, Request
from search.evaluation import SETS, JudgedQuery, evaluate, ranked_ids, read_queries
from search.maintenance import compare
from search.query import SearchQuery, rank
from tests.factories import pages
from tests.search.library import Bench, make_engine

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.elasticsearch]
DOCUMENTS = 600
ARTICLES = 2400
RARE = 40
JUDGED = 150  # of the judged queries, spread over all of them
OVERLAP = 0.8  # of the first ten, on average over the judged queries


def corpus() -> Path:
    """The folder; without it the test is skipped, and where services are required it fails."""
    folder = Path(os.environ.get("TEST_CORPUS", ""))
    if os.environ.get("TEST_CORPUS") and (folder / "docs.jsonl.gz").is_file():
        return folder
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail("TEST_CORPUS must name the folder with docs.jsonl.gz")
    pytest.skip("needs a corpus (TEST_CORPUS)")


@pytest.fixture
def engines(settings: Any, tmp_path: Path) -> Iterator[dict[str, Engine]]:
    """Both engines at once, empty."""
    with make_engine("embedded", settings, tmp_path) as embedded, make_engine("elasticsearch", settings, tmp_path) as server:
        yield {"embedded": embedded, "elasticsearch": server}


def chosen_records(folder: Path) -> tuple[list[str], list[JudgedQuery]]:
    """Lines to import, those that judged queries ask for first, and the queries whose every answer is among them."""
    queries = list(read_queries(folder / "queries-dev.jsonl"))
    wanted = {name for query in queries for name in query.relevant}
    room = {"document": DOCUMENTS, "article": ARTICLES}
    asked: dict[str, list[tuple[str, str]]] = {kind: [] for kind in room}
    others: dict[str, list[tuple[str, str]]] = {kind: [] for kind in room}
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            place = asked if row["id"] in wanted else others
            if len(place[row["kind"]]) < room[row["kind"]]:
                place[row["kind"]].append((str(row["id"]), line))
    taken = [pair for kind, most in room.items() for pair in [*asked[kind], *others[kind]][:most]]
    names = {name for name, _line in taken}
    return [line for _name, line in taken], [query for query in queries if query.relevant.keys() <= names]


def rare_words(lines: list[str]) -> list[str]:
    """Runs of four characters that stand in two to five of the records, spread over the alphabet."""
    counted: Counter[str] = Counter()
    for line in lines[::3]:
        counted.update(set(re.findall(r"[\u4e00-\u9fff]{4}", json.loads(line)["body"])))
    rare = sorted(run for run, count in counted.items() if 2 <= count <= 5)
    return rare[:: max(1, len(rare) // RARE)][:RARE]


def matched(engine: Engine, text: str) -> tuple[set[tuple[str, int]], dict[Any, int]]:
    """Everything that holds these very characters, and the counts that a page would show."""
    plan = plan_of(f'"{text}"')
    ranked = rank(SearchQuery(text=plan.text), plan, engine, limit=1000)
    return {(candidate.kind, candidate.pk) for candidate in ranked.candidates}, {cell: n for cell, n in ranked.cube.items() if n}


def imported(name: str, path: Path) -> dict[str, Any]:
    out = io.StringIO()
    call_command(
        name, str(path), "--kind", name.removeprefix("import_").removesuffix("s").replace("passage", "article"), "--json", stdout=out
    )
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


def test_three_thousand_records_and_two_engines_that_agree(
    engines: dict[str, Engine], tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, queries = chosen_records(corpus())
    assert len(lines) == DOCUMENTS + ARTICLES
    queries = queries[:: max(1, len(queries) // JUDGED)]
    assert len(queries) >= 100
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(gzip.compress("".join(lines).encode(), 1))
    pages.site()
    monkeypatch.setattr(selection, "_engine", lambda name: engines[name])
    settings.SEARCH_ENGINE = "embedded"
    for name, count in (("import_documents", DOCUMENTS), ("import_passages", ARTICLES)):
        figures = imported(name, path)
        assert (figures["created"], figures["skipped"], figures["present"]) == (count, 0, 0)
    assert PolicyPage.objects.live().count() == DOCUMENTS
    assert Passage.objects.published().count() == ARTICLES
    call_command("search_rebuild", "--engine", "elasticsearch", "--json", "--no-progress", stdout=io.StringIO())
    Bench(engines["elasticsearch"]).settle()
    for engine in engines.values():
        assert compare(engine) == []
        held = sum(
            1
            for record_class in SETS.values()
            for ref, _version in engine.versions(Face.PUBLIC, record_class)
            if ref.kind in ("policy", "passage")
        )
        assert held == DOCUMENTS + ARTICLES
    agree_on_what_matches(engines, lines)
    agree_on_order(engines, queries)


def agree_on_what_matches(engines: dict[str, Engine], lines: list[str]) -> None:
    """The same set and the same counts for words that stand in few records; wide questions count alike."""
    words = rare_words(lines)
    assert len(words) == RARE
    found = 0
    for word in words:
        one, other = (matched(engine, word) for engine in engines.values())
        assert one == other, word
        found += len(one[0])
    assert found >= 2 * RARE
    for text in ("养犬管理", "遛狗不牵绳怎么处罚", "生活垃圾 分类", "租房合同到期房东不退押金怎么办"):
        for strict in (True, False):
            request = Request(face=Face.PUBLIC, plan=plan_of(text), strict=strict, tokens=None)
            one, other = (engine.survey(request, list(SETS.values())) for engine in engines.values())
            assert {name: dict(cube) for name, cube in one.items() if cube} == {name: dict(cube) for name, cube in other.items() if cube}


def agree_on_order(engines: dict[str, Engine], queries: list[JudgedQuery]) -> None:
    """Most of the first ten are the same, and neither engine answers the judged questions much worse."""
    shares = []
    for query in queries:
        one, other = (set(ranked_ids(query, engine)[:10]) for engine in engines.values())
        shares.append(len(one & other) / max(len(one), len(other), 1))
    assert sum(shares) / len(shares) >= OVERLAP, sum(shares) / len(shares)
    scores = [evaluate(queries, engine) for engine in engines.values()]
    assert scores[0].keys() == scores[1].keys()
    for key in scores[0]:
        assert abs(scores[0][key].mrr_10 - scores[1][key].mrr_10) < 0.06, key
        assert min(score[key].mrr_10 for score in scores) > 0.4, key
