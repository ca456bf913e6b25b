"""The demo's words: the same seed says the same, nothing is said twice, nothing real is named."""

from __future__ import annotations

import csv
import datetime
import re

import pytest

from core.categories.loading import SEED_FILE
from intranet.demo import complaints, opinions, publications
from intranet.demo.content import ROOT, table
from intranet.demo.dice import dice
from intranet.demo.district import community_units, landmarks, roads, unit_by_key
from intranet.demo.grammar import expand, say, slots_of, tidy
from intranet.demo.places import place

DAYS = [datetime.date(2026, 11, 23), datetime.date(2026, 7, 1), datetime.date(2027, 1, 2), datetime.date(2028, 2, 29)]
# Provinces, big cities, and the place of the source document. 临港, 望河 and the like are the district's own.
REAL = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
    "克拉玛依",
    "乌鲁木齐",
    "石家庄",
    "太原",
    "沈阳",
    "长春",
    "哈尔滨",
    "南京",
    "杭州",
    "合肥",
    "福州",
    "南昌",
    "济南",
    "郑州",
    "武汉",
    "长沙",
    "广州",
    "海口",
    "成都",
    "贵阳",
    "昆明",
    "兰州",
    "西宁",
    "银川",
    "深圳",
    "青岛",
    "大连",
    "苏州",
    "宁波",
    "厦门",
    "无锡",
    "金华",
    "扬州",
    "潍坊",
    "安阳",
    "天门",
    "咸宁",
    "大英",
    "济源",
    "临沂",
    "亳州",
    "固镇",
]


def told(number: int, seed: int = 1) -> complaints.Told:
    rng = dice(seed, "case", number)
    subject = complaints.subject_for(rng, 1 + number % 12)
    voices = ("web", "web", "phone", "patrol", "community") if subject.on_the_street else ("web", "phone")
    return complaints.complaint(rng, subject=subject, voice=rng.choice(voices), kind=rng.choice(complaints.KINDS))


def all_words() -> dict[str, str]:
    files = [path for path in sorted(ROOT.rglob("*")) if path.suffix in (".toml", ".md")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_the_same_seed_says_the_same() -> None:
    assert [told(number).text for number in range(80)] == [told(number).text for number in range(80)]
    assert [told(number).text for number in range(80)] != [told(number, seed=2).text for number in range(80)]


def test_what_a_seed_says_is_fixed_across_machines() -> None:
    """A known answer: Python's salted hash or another order of files would change it."""
    assert dice(1, "case", 0).randint(0, 10**6) == 466129


def test_six_hundred_complaints_are_all_different() -> None:
    texts = [told(number).text for number in range(600)]
    assert len(set(texts)) == 600


def test_the_grammar_gives_thousands_of_texts() -> None:
    assert len({told(number).text for number in range(6000)}) > 5900


def test_one_subject_at_one_place_is_told_in_many_ways() -> None:
    where = place(dice(1, "place"), "roadside")
    subject = complaints.subjects()["暴露垃圾"]
    texts = {complaints.complaint(dice(1, number), subject=subject, at=where).text for number in range(300)}
    assert len(texts) > 280


@pytest.mark.parametrize("number", range(0, 1200, 7))
def test_a_complaint_reads_as_a_finished_text(number: int) -> None:
    text = told(number).text
    assert 12 <= len(text) <= 260
    assert not re.search(r"[\[\]{}|<>]", text), text
    assert not re.search(r"。。|，，|，。|。，|！。|？。|：，", text), text
    assert text[-1] in "。！？”", text
    assert told(number).place.text in text


def test_every_subject_falls_under_the_filing_table() -> None:
    with SEED_FILE.open(encoding="utf-8-sig") as source:
        known = {row["小类名称"] for row in csv.DictReader(source)}
    minors = {subject.minor for subject in complaints.subjects().values()}
    assert minors - known == {""}, "only what is transferred out has no subcategory"
    assert len(minors) > 45


def test_every_subject_names_units_and_places_that_exist() -> None:
    kinds = {spot.kind for spot in landmarks()} | {"roadside", "crossing", "back"}
    for subject in complaints.subjects().values():
        assert subject.unit == complaints.STREET or subject.unit in unit_by_key(), subject.name
        assert set(subject.places) <= kinds, subject.name
        assert min(len(subject.problems), len(subject.wishes), len(subject.facts), len(subject.done), len(subject.reply)) >= 1


@pytest.mark.parametrize("month", range(1, 13))
def test_subjects_keep_their_season(month: int) -> None:
    drawn = {complaints.subject_for(dice(1, month, number), month).name for number in range(400)}
    assert ("道路积雪结冰" in drawn) == (month in (1, 2, 11, 12))
    assert ("露天烧烤" in drawn) <= (month in range(3, 11))


@pytest.mark.parametrize("step", sorted(opinions.opinion_steps()))
def test_opinions_can_all_be_said(step: str) -> None:
    allowed = {"unit", "assist", "category", "place", "street", "community", "fact", "done", "limit", "due", "score"}
    assert opinions.opinion_slots(step) <= allowed
    words = {opinions.opinion(dice(1, step, number), step, dict.fromkeys(allowed, "某")) for number in range(12)}
    assert all(text and not re.search(r"[\[\]{}|<>]", text) for text in words)


def test_residents_also_suggest_praise_ask_and_add() -> None:
    for number in range(120):
        rng = dice(1, "other", number)
        suggestion, _where, reply = complaints.suggestion(rng)
        thanks, _there = complaints.praise(rng, unit="环卫中心")
        question = complaints.inquiry(rng)
        later = [complaints.resident_words(rng, kind) for kind in ("supplement", "withdraw", "reopen")]
        for text in (suggestion, thanks, question.question, question.answer, *later):
            assert text
            assert not re.search(r"[\[\]{}|<>]", text), text
        assert slots_of(reply) == {"unit"}
        assert complaints.rating_words(rng, 1 + number % 5) is not None
    assert all(unit in unit_by_key() for unit, _question in complaints.inquiries())


def test_requesters_are_invented() -> None:
    people = [(opinions.requester_name(dice(1, number)), opinions.requester_phone(dice(1, number))) for number in range(500)]
    assert len({name for name, _phone in people}) > 300
    assert all(re.fullmatch(r"1990000\d{4}", phone) for _name, phone in people)


@pytest.mark.parametrize(("text", "wanted"), [("a，，b。。", "a，b。"), ("能不能修一修。", "能不能修一修？"), ("好！。", "好！")])
def test_seams_are_mended(text: str, wanted: str) -> None:
    assert tidy(text) == wanted


def test_the_grammar_fills_slots_after_choosing() -> None:
    """A place may hold signs of the grammar; it must not be read as grammar."""
    assert say("[{a}|{a}]<3-3>", dice(1), {"a": "<1-9>[x]"}) == "<1-9>[x]3"
    assert expand("无", dice(1)) == "无"


def test_no_real_place_and_no_real_number_is_named() -> None:
    for name, text in all_words().items():
        found = [place for place in REAL if place in text]
        assert not found, f"{name}: {found}"
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), name
        assert all(number.startswith("0999-55") for number in re.findall(r"\b0\d{2,3}-\d{7,8}\b", text)), name


@pytest.mark.parametrize("today", DAYS)
def test_a_year_of_notices(today: datetime.date) -> None:
    found = publications.notices(today, seed=5)
    assert len(found) >= 60
    assert found == publications.notices(today, seed=5)
    assert len({notice.body for notice in found}) == len(found)
    assert all(today - datetime.timedelta(days=370) < notice.published <= today for notice in found)
    assert found == sorted(found, key=lambda notice: (notice.published, notice.key))
    assert (today - found[-1].published).days <= 5, "the newest is of this week"
    assert all(notice.published.weekday() < 5 for notice in found)
    snow = next(notice for notice in found if "打冰扫雪" in notice.title)
    assert snow.published.month in (11, 12)
    numbers = [notice.document_no for notice in found if notice.document_no]
    assert len(numbers) == len(set(numbers)) > 20


@pytest.mark.parametrize("today", DAYS)
def test_policies_supersede_older_ones(today: datetime.date) -> None:
    found = {policy.key: policy for policy in publications.policies(today)}
    assert len(found) >= 25
    assert sum(len(policy.body) >= 800 for policy in found.values()) >= 25
    assert sum(bool(policy.repeals or policy.amends) for policy in found.values()) >= 5
    numbers = [policy.document_no for policy in found.values()]
    assert len(set(numbers)) == len(numbers)
    order = list(found)
    for policy in found.values():
        assert policy.written <= today
        for key in (*policy.repeals, *policy.amends, *policy.based_on):
            assert order.index(key) < order.index(policy.key), f"{policy.key} is older than {key}"
            assert found[key].written < policy.written
        for key in (*policy.repeals, *policy.amends):
            assert found[key].document_no in policy.body, "the text names what it replaces"


@pytest.mark.parametrize("today", DAYS)
def test_texts_are_whole(today: datetime.date) -> None:
    texts = [*publications.notices(today, seed=1), *publications.policies(today)]
    for text in texts:
        assert text.unit in unit_by_key()
        assert not re.search(r"[\[\]{}]|<\d", text.title + text.body), text.key
        assert 0 < len(text.summary) <= 100, text.key
        assert len(text.title) <= 60
        assert len(text.recipient) <= 200


def test_more_notices_for_benchmarks_do_not_repeat_the_year() -> None:
    today = DAYS[0]
    more = list(publications.more_notices(today, seed=1, count=200))
    year = {notice.key for notice in publications.notices(today, seed=1)}
    assert len({notice.key for notice in more} | year) == len(more) + len(year)
    assert len({notice.body for notice in more}) > 190


def test_places_lie_where_they_say() -> None:
    for number in range(400):
        rng = dice(1, "where", number)
        found = place(rng, rng.choice(("roadside", "crossing", "back", "estate", "market", "river", "stop")))
        assert found.road in roads()
        assert found.community in roads()[found.road].communities or found.landmark
        assert community_units()[found.community].parent == found.street_key
        assert re.fullmatch(r"990103\d{9}", found.grid_code)
        assert found.grid_code.startswith(community_units()[found.community].code)


def test_a_house_number_always_lies_in_the_same_community() -> None:
    seen: dict[tuple[str, str], str] = {}
    for number in range(3000):
        found = place(dice(1, "house", number), "roadside")
        match = re.match(rf"(?:\w\w街道)?{found.road}(\d+)号", found.text)
        if match:
            assert seen.setdefault((found.road, match[1]), found.community) == found.community


def test_landmarks_lie_on_roads_of_the_district() -> None:
    for spot in landmarks():
        assert spot.road in roads()
        assert spot.community in community_units()
    assert {name for road in roads().values() for name in road.communities} == set(community_units())


def test_phrases_use_only_slots_that_are_filled() -> None:
    known = {
        "opening", "self", "problem", "since", "detail", "harm", "ask", "wish", "wish2", "fact", "act", "place", "road", "community", "street",
    }  # fmt: skip
    for name in (*complaints.VOICES, "help", "report"):
        for pattern in table("phrases")[name]["patterns"]:
            assert slots_of(pattern) <= known, pattern
