"""Marks and snippets: the right places, and never markup from a record."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from search.analysis.plan import plan_of
from search.highlight import WINDOW, Highlighter


def marked(query: str, text: str) -> str:
    return str(Highlighter(plan_of(query)).mark(text))


def test_words_are_marked_as_they_were_written():
    assert marked("占道经营", "严禁占道经营。") == "严禁<mark>占道经营</mark>。"
    assert marked("ABC公司", "由ＡＢＣ公司承办") == "由<mark>ＡＢＣ公司</mark>承办"


def test_markup_of_a_record_is_text():
    text = "<script>alert('油烟')</script> & <b>油烟</b>"
    shown = marked("油烟", text)
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert shown.count("<mark>油烟</mark>") == 2


def test_a_query_with_markup_marks_nothing_but_text():
    assert marked("<mark> script", "a script & b") == "a <mark>script</mark> &amp; b"


def test_the_window_with_most_different_words_is_shown():
    filler = "本条例自公布之日起施行。" * 30
    text = f"养犬。{filler}养犬人应当为犬只佩戴牵引绳，违者处以罚款。{filler}"
    snippet = Highlighter(plan_of("养犬 牵引绳 罚款")).snippet(text)
    assert snippet.found >= 3
    assert "牵引绳" in snippet.html
    assert snippet.html.startswith("…<mark>养犬</mark>人")
    assert snippet.html.endswith("…")


def test_without_a_hit_the_beginning_is_shown():
    snippet = Highlighter(plan_of("养犬")).snippet("甲" * 500)
    assert (snippet.found, str(snippet.html)) == (0, "甲" * WINDOW + "…")


@given(st.text(alphabet="占道经营油烟<>&'\"。 ＡＢc㎡", max_size=300), st.text(alphabet="占道经营油烟ABc<& ", min_size=1, max_size=20))
def test_taking_the_marks_away_gives_the_text_back(text: str, query: str):
    shown = marked(query, text)
    plain = html.unescape(re.sub(r"</?mark>", "", shown))
    assert re.sub(r"\s+", " ", plain) == re.sub(r"\s+", " ", text)
    assert len(re.findall("<mark>", shown)) == len(re.findall("</mark>", shown))
    snippet = str(Highlighter(plan_of(query)).snippet(text).html).strip("…")
    inner = re.sub(r"\s+", " ", html.unescape(re.sub(r"</?mark>", "", snippet)))
    assert inner in re.sub(r"\s+", " ", text)
