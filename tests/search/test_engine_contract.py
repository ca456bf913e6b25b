"""What every engine must do. Each test runs on the embedded engine and on Elasticsearch."""

from __future__ import annotations

import datetime
import random
from collections import Counter

import pytest

from search.analysis.plan import plan_of
from search.engines.base import Cell, Engine, Face, Filters, Ref, Request
from search.ranking import RANKING
from search.records import AttachmentText, RecordClass
from tests.search.library import Bench, Shelf, holds, only_these

WEIGHTS = {record_class: profile.weights for record_class, profile in RANKING.profiles.items()}
DOCUMENT = RecordClass.DOCUMENT


def ask(text: str, *, face: Face = Face.PUBLIC, strict: bool = False, tokens: frozenset[str] | None = None, **filters: object) -> Request:
    if face is Face.INTRANET and tokens is None:
        tokens = frozenset({"public", "all"})
    return Request(face=face, plan=plan_of(text), strict=strict, tokens=tokens, filters=Filters(**filters))  # type: ignore[arg-type]


def found(engine: Engine, request: Request, record_class: RecordClass = DOCUMENT) -> list[int]:
    ranked = engine.rank(request, {record_class: WEIGHTS[record_class]}, 1000)
    return [candidate.pk for candidate in ranked.get(record_class, [])]


def counted(engine: Engine, request: Request, record_class: RecordClass = DOCUMENT) -> dict[Cell, int]:
    return dict(engine.survey(request, [record_class]).get(record_class, {}))


def test_a_written_record_is_found_and_counted(bench: Bench, papers: Shelf):
    papers.put(1, "望河街道养犬管理公告", unit_id=7)
    papers.put(2, "户外广告设置指引")
    bench.write(papers)
    assert found(bench.engine, ask("养犬")) == [1]
    assert counted(bench.engine, ask("养犬")) == {Cell("paper", 7, True): 1}
    assert found(bench.engine, ask("养犬", face=Face.INTRANET)) == [1]


def test_title_outranks_body(bench: Bench, papers: Shelf):
    papers.put(1, "会议安排", "本月继续推进养犬管理。")
    papers.put(2, "养犬管理规定", "饲养人的义务。")
    bench.write(papers)
    assert found(bench.engine, ask("养犬管理")) == [2, 1]


def test_a_changed_record_is_found_by_its_new_words_only(bench: Bench, papers: Shelf):
    papers.put(1, "渣土运输")
    bench.write(papers)
    papers.change(1, title="夜间施工")
    bench.write(papers)
    assert found(bench.engine, ask("渣土")) == []
    assert found(bench.engine, ask("施工")) == [1]


def test_a_removed_record_is_gone_everywhere(bench: Bench, papers: Shelf):
    papers.put(1, "渣土运输")
    bench.write(papers)
    del papers.records[1]
    bench.write(papers, 1)
    for face in Face:
        assert found(bench.engine, ask("渣土", face=face)) == []
        assert counted(bench.engine, ask("渣土", face=face)) == {}
        assert list(bench.engine.versions(face, DOCUMENT)) == []


def test_a_stale_write_is_dropped(bench: Bench, papers: Shelf):
    papers.put(1, "新的绿地")
    bench.write(papers, 1, sequence=10)
    papers.change(1, title="旧的广告")
    assert bench.write(papers, 1, sequence=9).stale == 1
    assert bench.write(papers, 1, sequence=10).stale == 1
    assert found(bench.engine, ask("绿地")) == [1]
    assert found(bench.engine, ask("广告")) == []


def test_a_late_write_does_not_bring_a_removed_record_back(bench: Bench, papers: Shelf):
    papers.put(1, "撤回的通知")
    bench.write(papers, 1, sequence=5)
    record = papers.records.pop(1)
    bench.write(papers, 1, sequence=6)
    papers.records[1] = record
    assert bench.write(papers, 1, sequence=5).stale == 1
    assert found(bench.engine, ask("撤回")) == []
    bench.write(papers, 1, sequence=7)
    assert found(bench.engine, ask("撤回")) == [1]


def test_a_record_that_is_no_longer_public_leaves_the_portals_index(bench: Bench, papers: Shelf):
    papers.put(1, "督办事项")
    bench.write(papers)
    papers.change(1, public=False, acl=frozenset({"unit:3"}))
    bench.write(papers)
    assert found(bench.engine, ask("督办")) == []
    assert found(bench.engine, ask("督办", face=Face.INTRANET, tokens=frozenset({"unit:3"}))) == [1]
    assert found(bench.engine, ask("督办", face=Face.INTRANET, tokens=frozenset({"unit:4", "public"}))) == []


def test_the_intranets_index_is_never_searched_without_tokens():
    with pytest.raises(ValueError, match="access tokens"):
        Request(face=Face.INTRANET, plan=plan_of("甲"), strict=False, tokens=None)


def test_an_empty_acl_is_found_by_nobody(bench: Bench, papers: Shelf):
    papers.put(1, "无人可见", acl=frozenset())
    bench.write(papers)
    everything = frozenset({"public", "all", "staff", "", "unit:1", "user:1"})
    assert found(bench.engine, ask("可见", face=Face.INTRANET, tokens=everything)) == []
    assert counted(bench.engine, ask("可见", face=Face.INTRANET, tokens=everything)) == {}


def test_filters_by_kind_unit_and_date(bench: Bench, papers: Shelf, monkeypatch: pytest.MonkeyPatch):
    other = Shelf("letter", DOCUMENT)
    only_these(monkeypatch, papers, other)
    day = datetime.date(2026, 5, 1)
    papers.put(1, "油烟扰民", unit_id=1, published_on=day)
    papers.put(2, "油烟扰民", unit_id=2, published_on=day + datetime.timedelta(days=40))
    papers.put(3, "油烟扰民", unit_id=2)
    other.put(1, "油烟扰民", unit_id=1, published_on=day)
    bench.write(papers)
    bench.write(other)
    low, high = day.toordinal(), (day + datetime.timedelta(days=10)).toordinal()
    assert len(found(bench.engine, ask("油烟"))) == 4
    assert found(bench.engine, ask("油烟", kinds=frozenset({"letter"}))) == [1]
    assert sorted(found(bench.engine, ask("油烟", unit=2))) == [2, 3]
    dated = ask("油烟", kinds=frozenset({"paper"}), day_from=low, day_to=high)
    assert found(bench.engine, dated) == [1]
    assert found(bench.engine, ask("油烟", day_from=high)) == [2]
    assert counted(bench.engine, dated) == {
        Cell("paper", 1, True): 1,
        Cell("paper", 2, False): 2,
        Cell("letter", 1, True): 1,
    }


def test_an_exact_number_comes_first(bench: Bench, papers: Shelf):
    papers.put(1, "云城管发〔2026〕12号的解读", "云城管发〔2026〕12号 云城管发〔2026〕12号")
    papers.put(2, "关于清理小广告的通知", number="云城管发〔2026〕12号")
    bench.write(papers)
    assert found(bench.engine, ask("云城管发[2026]第12号"))[0] == 2


def test_quotation_marks_mean_these_words_in_this_order(bench: Bench, papers: Shelf):
    papers.put(1, "甲", "严禁占道经营。")
    papers.put(2, "乙", "经营者占用车道。")
    bench.write(papers)
    assert found(bench.engine, ask('"占道经营"')) == [1]
    assert sorted(found(bench.engine, ask("占道经营"))) == [1, 2]


def test_strict_wants_every_word(bench: Bench, papers: Shelf):
    papers.put(1, "噪声与油烟")
    papers.put(2, "噪声")
    bench.write(papers)
    assert found(bench.engine, ask("噪声 油烟", strict=True)) == [1]
    assert found(bench.engine, ask("噪声 油烟")) == [1, 2]


def test_text_of_attached_files_is_found_and_given_back(bench: Bench, papers: Shelf):
    files = (
        AttachmentText(name="附件一.pdf", text="窨井盖破损登记", url="/f/1"),
        AttachmentText(name="附件二.txt", text="其他", url="/f/2"),
    )
    papers.put(1, "月度台账", attachments=files)
    bench.write(papers)
    assert found(bench.engine, ask("窨井盖")) == [1]
    stored = bench.engine.texts(Face.PUBLIC, [(DOCUMENT, Ref("paper", 1)), (DOCUMENT, Ref("paper", 99))])
    assert [file.name for file in stored[Ref("paper", 1)].files] == ["附件一.pdf", "附件二.txt"]
    assert Ref("paper", 99) not in stored


def test_rare_characters_are_found(bench: Bench, papers: Shelf):
    papers.put(1, "𰻝𰻝面摊点")
    bench.write(papers)
    assert found(bench.engine, ask("𰻝𰻝面", strict=True)) == [1]


def test_ranks_are_limited_counts_are_not(bench: Bench, papers: Shelf):
    for pk in range(1, 31):
        papers.put(pk, f"井盖{pk}号")
    bench.write(papers)
    assert len(bench.engine.rank(ask("井盖"), {DOCUMENT: WEIGHTS[DOCUMENT]}, 7)[DOCUMENT]) == 7
    assert sum(counted(bench.engine, ask("井盖")).values()) == 30


def test_a_rebuild_replaces_everything_at_one_stroke(bench: Bench, papers: Shelf):
    papers.put(1, "旧记录渣土")
    papers.put(2, "留下的渣土")
    bench.write(papers)
    growing = bench.engine.rebuild(Face.PUBLIC, DOCUMENT, 1)
    growing.add([papers.entry(2)])
    bench.settle()
    assert sorted(found(bench.engine, ask("渣土"))) == [1, 2]  # the old index serves until the swap
    assert growing.finish() == 1
    assert found(bench.engine, ask("渣土")) == [2]


def test_what_the_worker_writes_during_a_rebuild_is_not_lost(bench: Bench, papers: Shelf):
    papers.put(1, "之前的内容")
    papers.put(2, "要撤回的内容")
    before = [papers.entry(1), papers.entry(2)]
    bench.write(papers, sequence=200)
    growing = bench.engine.rebuild(Face.PUBLIC, DOCUMENT, 100)
    papers.change(1, title="之后的油烟")
    bench.write(papers, 1, sequence=201)
    del papers.records[2]
    bench.write(papers, 2, sequence=202)
    growing.add(before)  # read before the worker's writes, written after them
    growing.finish()
    bench.settle()
    assert found(bench.engine, ask("油烟", strict=True)) == [1]
    assert found(bench.engine, ask("撤回", strict=True)) == []
    assert dict(bench.engine.versions(Face.PUBLIC, DOCUMENT)) == {Ref("paper", 1): 0}


def test_a_rebuild_that_died_is_swept_away_by_the_next(bench: Bench, papers: Shelf):
    papers.put(1, "公园绿地")
    bench.write(papers)
    bench.engine.rebuild(Face.PUBLIC, DOCUMENT, 1).add([papers.entry(1)])
    again = bench.engine.rebuild(Face.PUBLIC, DOCUMENT, 1)
    again.add([papers.entry(1)])
    assert again.finish() == 1
    assert found(bench.engine, ask("绿地")) == [1]


def test_an_aborted_rebuild_leaves_the_live_index_alone(bench: Bench, papers: Shelf):
    papers.put(1, "公园绿地")
    bench.write(papers)
    growing = bench.engine.rebuild(Face.PUBLIC, DOCUMENT, 1)
    growing.abort()
    papers.change(1, title="口袋公园")
    bench.write(papers)
    assert found(bench.engine, ask("口袋")) == [1]


def test_an_index_that_was_never_written_is_empty_or_away(engine: Engine):
    from search.engines.base import SearchUnavailable

    try:
        assert engine.survey(ask("甲乙"), [DOCUMENT]).get(DOCUMENT, {}) == {}
    except SearchUnavailable:
        assert engine.check(Face.PUBLIC)


WORDS = ["占道经营", "油烟", "井盖", "破损", "养犬", "渣土车", "垃圾", "户外广告", "望河街道", "整改", "夜间施工", "噪声"]
UNITS = list(range(1, 7))


def test_what_is_found_and_counted_is_what_the_rule_allows(bench: Bench, papers: Shelf):
    """Random records, viewers and queries against the plain meaning of the rule, record by record."""
    dice = random.Random(20261123)
    for pk in range(1, 121):
        text = "，".join(dice.choices(WORDS, k=dice.randint(1, 6)))
        acl = {f"unit:{unit}" for unit in dice.sample(UNITS, dice.randint(0, 2))} | ({"all"} if dice.random() < 0.7 else set())
        options = {"public": True} if dice.random() < 0.2 else {"acl": frozenset(acl | ({"staff"} if dice.random() < 0.1 else set()))}
        files = (AttachmentText(name="附件", text=dice.choice(WORDS)),) if dice.random() < 0.3 else ()
        papers.put(pk, dice.choice(WORDS) + str(pk), text, unit_id=dice.choice([None, *UNITS]), attachments=files, **options)
    bench.write(papers)
    entries = {pk: papers.entry(pk) for pk in papers.records}
    for _round in range(120):
        query = " ".join(dice.sample(WORDS, dice.randint(1, 3)))
        query = f'"{query.split()[0]}" {query}' if dice.random() < 0.2 else query
        public = dice.random() < 0.2
        held = {"public", *(f"unit:{unit}" for unit in dice.sample(UNITS, dice.randint(0, 3)))}
        held |= {"staff"} if dice.random() < 0.5 else set()
        held |= {"all"} if dice.random() < 0.2 else set()
        face = Face.PUBLIC if public else Face.INTRANET
        request = ask(query, face=face, strict=dice.random() < 0.5, tokens=None if public else frozenset(held))
        allowed = {pk for pk, e in entries.items() if (e.public if public else not held.isdisjoint(e.acl)) and holds(e, request)}
        assert set(found(bench.engine, request)) == allowed, query
        wanted = Counter(Cell("paper", entries[pk].unit, True) for pk in allowed)
        assert counted(bench.engine, request) == dict(wanted), query
