"""What a query means, before any engine sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from search.analysis.normal import normalise
from search.analysis.numbers import number_keys
from search.analysis.stopwords import STOP_PATTERN, STOP_WORDS
from search.analysis.tokens import bigrams, words

MAX_QUERY = 200  # characters; the longest real question of the judged set has 96
MAX_TOKENS = 80
_PLAIN_QUOTES = re.compile(r"\"([^\"]+)\"")
_HAN_QUOTES = re.compile(r"[“「『]([^“”「」『』]+)[”」』]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as tokens.

    ``words`` and ``bigrams`` rank; in the strict stage every one of ``required`` must occur, in the
    relaxed stage any word or bigram will do. An element of ``required`` is a sequence of bigrams that
    must stand side by side (a word as a piece of text, however it was segmented). ``phrases`` are what
    the reader put in quotation marks: required in both stages. Chinese marks also set off names and
    ironies in ordinary questions, so they count only when nothing stands outside them.
    """

    text: str
    words: tuple[str, ...] = ()
    bigrams: tuple[str, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing is left to look for."""
        return not self.words and not self.bigrams


def clean(text: str) -> str:
    """A query as it may be shown and read: no control characters, no lone surrogates, at most MAX_QUERY long."""
    return _CONTROL.sub(" ", text).strip()[:MAX_QUERY].strip()


@lru_cache(maxsize=512)
def plan_of(text: str) -> Plan:
    """Read a query. Never fails: what cannot be understood is left out."""
    text = clean(text)
    form = normalise(text)
    all_words = list(dict.fromkeys(words(form)))[:MAX_TOKENS]
    content = [word for word in all_words if word not in STOP_WORDS] or all_words
    pairs = [pair for pair in bigrams(STOP_PATTERN.sub(" ", form)) if pair not in STOP_WORDS] or bigrams(form)
    quoted = _PLAIN_QUOTES.findall(form)
    if not bigrams(_HAN_QUOTES.sub(" ", form)):
        quoted += _HAN_QUOTES.findall(form)
    phrases = tuple(dict.fromkeys(tuple(bigrams(match)) for match in quoted))
    return Plan(
        text=text,
        words=tuple(content),
        bigrams=tuple(dict.fromkeys(pairs))[:MAX_TOKENS],
        required=_required(content),
        phrases=tuple(phrase for phrase in phrases if phrase)[:8],
        numbers=number_keys(text),
    )


def _required(content: list[str]) -> tuple[tuple[str, ...], ...]:
    """Words that must all occur. A lone character is required only where the query has nothing longer:
    inside a run of text it has no bigram of its own."""
    long = [word for word in content if len(word) > 1]
    return tuple(dict.fromkeys(tuple(bigrams(word)) for word in long or content))
