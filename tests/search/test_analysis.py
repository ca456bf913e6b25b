"""Text into tokens, queries into plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.normal import normalise, normalise_with_offsets
from search.analysis.numbers import number_key, number_keys
from search.analysis.plan import MAX_QUERY, clean, plan_of
from search.analysis.tokens import DICTIONARY, bigrams, words


def test_full_width_and_case_do_not_matter():
    assert normalise("ＡＢＣ１２３ ㎡") == "abc123 m2"


def test_offsets_lead_back_to_the_text_as_written():
    text = "面积㎡与①"
    form, offsets = normalise_with_offsets(text)
    assert form == "面积m2与1"
    assert [text[offsets[index]] for index in range(len(form))] == ["面", "积", "㎡", "㎡", "与", "①"]


def test_the_short_name_finds_the_long_one():
    assert "北京" in words("北京市养犬管理规定")
    assert "委员会" in words("城市管理委员会")


def test_terms_of_the_field_stay_whole():
    assert "占道经营" in words("占道经营如何处罚")
    assert "城管委" in words("城管委办公室")
    listed = [line.partition("#")[0].strip() for line in DICTIONARY.read_text(encoding="utf-8").splitlines()]
    listed = [word for word in listed if word]
    assert len(listed) == len(set(listed))


def test_bigrams_overlap_and_keep_other_scripts_whole():
    assert bigrams("占道经营 5g基站 a") == ["占道", "道经", "经营", "5g", "基站", "a"]
    assert bigrams("狗，猫") == ["狗", "猫"]


def test_rare_characters_are_tokens():
    assert bigrams("𠀀𰻝面") == ["𠀀𰻝", "𰻝面"]


@pytest.mark.parametrize(
    "spelling", ["云城管发〔2026〕12号", "云城管发[2026]12号", "云城管发【2026】第12号", "云城管发（2026） 12 号", "云城管发﹝2026﹞12号"]
)
def test_spellings_of_one_number_are_equal(spelling: str):
    assert number_key(spelling) == "云城管发〔2026〕12号"
    assert "云城管发〔2026〕12号" in number_keys(spelling)


def test_numbers_are_found_inside_a_query():
    assert "cg-20261123-0001" in number_keys("查一下 CG-20261123-0001 办到哪了")
    assert number_keys("养犬管理") == ()


def test_a_question_loses_its_empty_words():
    plan = plan_of("遛狗不牵绳怎么处罚")
    assert "怎么" not in plan.words
    assert {"遛狗", "处罚"} <= set(plan.words)


def test_a_query_of_nothing_but_empty_words_keeps_them():
    assert not plan_of("怎么办").empty


def test_plain_quotation_marks_demand_the_words_as_they_stand():
    assert plan_of('"占道经营" 罚款').phrases == (("占道", "道经", "经营"),)


def test_chinese_marks_inside_a_question_are_part_of_the_question():
    assert plan_of("如何判断“名为保理实为借贷”的合同").phrases == ()
    assert plan_of("“占道经营”").phrases == (("占道", "道经", "经营"),)


@pytest.mark.parametrize("text", ["", " ", "\x00", "？！", '"', "“”", "💥", "\ud800", "()*:^~-"])
def test_nothing_to_look_for(text: str):
    assert plan_of(text).empty


def test_a_long_query_is_cut():
    assert len(plan_of("城市管理" * 5000).text) <= MAX_QUERY


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_a_query(text: str):
    plan = plan_of(text)
    for token in (*plan.words, *plan.bigrams, *(token for phrase in (*plan.phrases, *plan.required) for token in phrase)):
        assert token
        assert '"' not in token
        assert token.split() == [token]
    assert "\x00" not in clean(text)


@given(st.text(max_size=200))
def test_tokens_hold_no_blank(text: str):
    for token in (*words(normalise(text)), *bigrams(normalise(text))):
        assert token.split() == [token]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Mn", "Mc", "Me"]), max_size=60))
def test_offsets_stay_inside_the_text(text: str):
    form, offsets = normalise_with_offsets(text)
    assert len(form) == len(offsets)
    assert all(0 <= index < len(text) for index in offsets)
    assert list(offsets) == sorted(offsets)
