"""The search service: two checks of permission, cascade, facets, order of several classes, snippets."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from search.engines.base import Candidate, Face, SearchUnavailable
from search.engines.embedded import EmbeddedEngine
from search.query import MAX_PAGE, PAGE_SIZE, SearchQuery, search
from search.ranking import RANKING, Reranker
from search.records import AttachmentText, RecordClass
from search.results import SearchResults
from search.viewers import Viewer
from tests.search.library import Bench, Shelf, only_these

TODAY = datetime.date(2026, 11, 23)


def viewer(*tokens: str) -> Viewer:
    return Viewer(tokens=frozenset({"public", *tokens}))


def pks(results: SearchResults) -> list[int]:
    return [hit.pk for hit in results.hits]


def test_a_hit_that_the_database_refuses_is_neither_shown_nor_counted(bench: Bench, papers: Shelf):
    papers.put(1, "占道经营整治", unit_id=5)
    papers.put(2, "占道经营处罚", unit_id=6)
    bench.write(papers)
    papers.hidden.add(1)  # revoked a moment ago; the index does not know yet
    results = search(SearchQuery(text="占道经营"), bench.engine)
    assert pks(results) == [2]
    assert results.total == 1
    assert results.facets.units == {6: 1}
    assert results.facets.kinds == {"paper": 1}


def test_the_text_of_a_refused_hit_is_never_read(embedded: Bench, papers: Shelf, monkeypatch: pytest.MonkeyPatch):
    papers.put(1, "占道经营整治", "机密内容")
    embedded.write(papers)
    papers.hidden.add(1)
    asked: list[object] = []
    original = EmbeddedEngine.texts
    monkeypatch.setattr(EmbeddedEngine, "texts", lambda self, face, refs: asked.extend(refs) or original(self, face, refs))
    search(SearchQuery(text="占道经营"), embedded.engine)
    assert asked == []


def test_a_kind_that_nobody_registers_any_more_is_not_shown(embedded: Bench, papers: Shelf, monkeypatch: pytest.MonkeyPatch):
    papers.put(1, "占道经营整治")
    embedded.write(papers)
    other = Shelf("other", RecordClass.DOCUMENT)
    only_these(monkeypatch, other)
    assert search(SearchQuery(text="占道经营"), embedded.engine).hits == []


def test_what_one_may_not_see_changes_nothing(bench: Bench, papers: Shelf):
    """The same question by unit 1, before and after unit 2 gets a record that would match best."""
    for pk in range(1, 4):
        papers.put(pk, f"望河街道油烟扰民{pk}", "油烟扰民的处理情况。", unit_id=1, acl=frozenset({"unit:1"}))
    bench.write(papers)
    query = SearchQuery(text="油烟扰民", viewer=viewer("unit:1"))
    before = search(query, bench.engine)
    for pk in range(10, 40):
        papers.put(pk, "油烟扰民", "油烟扰民" * 20, unit_id=2, acl=frozenset({"unit:2"}), number="油烟扰民1")
    bench.write(papers, *range(10, 40))
    after = search(query, bench.engine)
    assert dataclasses.asdict(after) == dataclasses.asdict(before)
    assert search(dataclasses.replace(query, unit_id=2), bench.engine).total == 0
    assert search(dataclasses.replace(query, viewer=viewer("unit:2")), bench.engine).total == 30


def test_enough_full_matches_leave_the_partial_ones_out(bench: Bench, papers: Shelf):
    for pk in range(1, RANKING.enough + 1):
        papers.put(pk, f"噪声油烟{pk}")
    papers.put(900, "只有噪声")
    bench.write(papers)
    results = search(SearchQuery(text="噪声 油烟"), bench.engine)
    assert results.total == RANKING.enough
    assert not results.relaxed


def test_too_few_full_matches_bring_the_partial_ones_in(bench: Bench, papers: Shelf):
    papers.put(1, "只有噪声的记录")
    papers.put(2, "噪声和油烟")
    bench.write(papers)
    results = search(SearchQuery(text="噪声 油烟"), bench.engine)
    assert pks(results) == [2, 1]
    assert results.relaxed
    assert results.strict_total == 1


def test_a_facets_count_is_what_following_it_gives(bench: Bench, papers: Shelf, monkeypatch: pytest.MonkeyPatch):
    other = Shelf("letter", RecordClass.CASE)
    only_these(monkeypatch, papers, other)
    for pk in range(1, 46):
        papers.put(pk, f"垃圾清运{pk}", unit_id=pk % 3 + 1, published_on=TODAY - datetime.timedelta(days=pk))
    for pk in range(1, 8):
        other.put(pk, f"垃圾堆放{pk}", unit_id=1)
    bench.write(papers)
    bench.write(other)
    base = SearchQuery(text="垃圾 清运", viewer=viewer())
    facets = search(base, bench.engine).facets
    assert sum(facets.kinds.values()) == facets.total
    for kind, count in facets.kinds.items():
        assert search(dataclasses.replace(base, kinds=frozenset({kind})), bench.engine).total == count
    for unit, count in facets.units.items():
        assert search(dataclasses.replace(base, unit_id=unit), bench.engine).total == count
    dated = dataclasses.replace(base, date_from=TODAY - datetime.timedelta(days=10))
    narrowed = search(dated, bench.engine)
    assert narrowed.total == 10
    for unit, count in narrowed.facets.units.items():
        assert search(dataclasses.replace(dated, unit_id=unit), bench.engine).total == count


def test_pages_show_every_hit_once(bench: Bench, papers: Shelf):
    for pk in range(1, 132):
        papers.put(pk, f"路灯{pk}", "路灯" * (pk % 7))
    bench.write(papers)
    seen = [pk for page in range(1, 8) for pk in pks(search(SearchQuery(text="路灯", page=page), bench.engine))]
    assert sorted(seen) == sorted(papers.records)
    assert search(SearchQuery(text="路灯", page=1), bench.engine).pages == -(-131 // PAGE_SIZE)


@pytest.mark.parametrize("page", [-5, 0, 10**9])
def test_a_page_that_does_not_exist_shows_one_that_does(embedded: Bench, papers: Shelf, page: int):
    papers.put(1, "路灯")
    embedded.write(papers)
    assert pks(search(SearchQuery(text="路灯", page=page), embedded.engine)) == [1]
    assert MAX_PAGE * PAGE_SIZE <= 10_000  # Elasticsearch's window


def test_repealed_and_old_ones_stand_back(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    notices = Shelf("notice", RecordClass.DOCUMENT, newest_first=True)
    only_these(monkeypatch, notices)
    today = datetime.date.today()
    notices.put(1, "停水通知", published_on=today - datetime.timedelta(days=3000))
    notices.put(2, "停水通知", published_on=today - datetime.timedelta(days=3))
    notices.put(3, "停水通知", published_on=today, repealed=True)
    bench.write(notices)
    assert pks(search(SearchQuery(text="停水通知"), bench.engine)) == [2, 1, 3]


def test_classes_take_turns_and_an_exact_number_beats_them_all(bench: Bench, papers: Shelf, monkeypatch: pytest.MonkeyPatch):
    cases = Shelf("case", RecordClass.CASE)
    only_these(monkeypatch, papers, cases)
    for pk in range(1, 6):
        papers.put(pk, f"井盖破损{pk}")
        cases.put(pk, f"井盖破损{pk}")
    cases.put(50, "无关的标题", number="CG-20261123-0007")
    bench.write(papers)
    bench.write(cases)
    results = search(SearchQuery(text="井盖破损", viewer=viewer("all")), bench.engine)
    assert {hit.kind for hit in results.hits[:4]} == {"paper", "case"}
    first = search(SearchQuery(text="cg-20261123-0007 井盖", viewer=viewer("all")), bench.engine).hits[0]
    assert (first.kind, first.pk, first.exact_number) == ("case", 50, True)


def test_a_hit_says_in_which_file_the_word_stands(bench: Bench, papers: Shelf):
    files = (AttachmentText(name="附表.xlsx", text="编号 17 窨井盖 破损", url="/f/1"), AttachmentText(name="说明.txt", text="无关内容"))
    papers.put(1, "三季度台账", "汇总表见附件。", attachments=files)
    bench.write(papers)
    (hit,) = search(SearchQuery(text="窨井盖"), bench.engine).hits
    (file,) = hit.files
    assert (file.name, file.url) == ("附表.xlsx", "/f/1")
    assert "<mark>窨井盖</mark>" in file.snippet


def test_nothing_asked_is_no_question_to_the_engine(papers: Shelf):
    results = search(SearchQuery(text="？！"), None)
    assert results.hits == ()
    assert results.total == 0


def test_an_index_that_is_away_is_said_to_be_away(settings, tmp_path, papers: Shelf):
    settings.SEARCH_INDEX_DIR = tmp_path / "nowhere"
    with pytest.raises(SearchUnavailable):
        search(SearchQuery(text="甲乙"), EmbeddedEngine())
    settings.SEARCH_INDEX_DIR.mkdir()
    (settings.SEARCH_INDEX_DIR / "public.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(SearchUnavailable):
        search(SearchQuery(text="甲乙"), EmbeddedEngine())
    assert EmbeddedEngine().check(Face.PUBLIC)


def test_the_public_link_on_the_intranet_leads_to_the_portal(embedded: Bench, papers: Shelf, settings):
    papers.put(1, "公开的通知")
    papers.put(2, "内部的通知", acl=frozenset({"unit:1"}))
    embedded.write(papers)
    urls = {hit.pk: hit.url for hit in search(SearchQuery(text="通知", viewer=viewer("unit:1")), embedded.engine).hits}
    assert urls == {1: f"{settings.PORTAL_ORIGIN}/r/paper/1/", 2: "/r/paper/2/"}


def _candidate(pk: int, score: float, **fields: object) -> Candidate:
    base: dict[str, object] = {"title": "甲", "url": "", "caption": "", "number_key": "", "parent": "", "unit": 0, "day": 0}
    flags: dict[str, object] = {"repealed": False, "public": True, "external_id": ""}
    return Candidate(kind="k", pk=pk, score=score, **{**base, **flags, **fields})  # type: ignore[arg-type]


def test_siblings_lift_each_other():
    from search.analysis.plan import plan_of

    alone = _candidate(1, 10.0, parent="甲法")
    pair = [_candidate(2, 9.5, parent="乙法"), _candidate(3, 9.4, parent="乙法")]
    order = Reranker(plan=plan_of("问题"), today=TODAY).order(RecordClass.PASSAGE, [alone, *pair])
    assert [candidate.pk for candidate in order] == [2, 1, 3] or [candidate.pk for candidate in order] == [2, 3, 1]


def test_beyond_the_window_the_engines_order_stands():
    from search.analysis.plan import plan_of

    window = RANKING.window
    rows = [_candidate(pk, 1000.0 - pk) for pk in range(window)] + [_candidate(5000, 0.5, title="问题问题"), _candidate(5001, 0.4)]
    order = Reranker(plan=plan_of("问题"), today=TODAY).order(RecordClass.DOCUMENT, rows)
    assert [candidate.pk for candidate in order[window:]] == [5000, 5001]
