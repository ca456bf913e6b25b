"""Marking what was found, and cutting the piece of text that shows most of it.

Works on the stored text, in Python, so that every engine's hits look the same. The text is escaped
first and marked after: nothing from a record reaches the page as markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.normal import normalise_with_offsets
from search.analysis.plan import Plan
from search.analysis.tokens import FIRST_HAN

WINDOW = 110  # characters of a snippet
LEAD = 24  # characters shown before the first mark of the window
MAX_MARKS = 60  # places of one term looked at in one text
_SENTENCE = re.compile(r"[。！？；\n]")
_BLANK = re.compile(r"\s+")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text with marks; ``found`` is how many different terms it shows."""

    html: SafeString
    found: int


class Highlighter:
    """Marks the terms of one query."""

    def __init__(self, plan: Plan) -> None:
        self.numbers = frozenset(plan.numbers)
        long = [term for term in (*plan.words, *plan.bigrams) if len(term) > 1]
        self._terms = sorted(set(long or plan.words))
        # Normalising changes no Han character worth mentioning, and is most of a snippet's cost.
        self._han_only = all(char >= FIRST_HAN for term in self._terms for char in term)

    def mark(self, text: str) -> SafeString:
        """The whole text, marked. For titles."""
        return _marked(text, [span for span, _term in self._hits(text)])

    def snippet(self, text: str) -> Snippet:
        """The window of the text with the most different terms; its beginning where there are none."""
        hits = self._hits(text)
        start, found = _best_window(hits)
        if found:
            start = _sentence_start(text, start)
        end = min(len(text), start + WINDOW)
        piece = text[start:end]
        inside = [(low - start, min(high, end) - start) for (low, high), _term in hits if start <= low < end]
        html = _marked(piece, inside)
        return Snippet(mark_safe(f"{'…' if start else ''}{html}{'…' if end < len(text) else ''}"), found)  # noqa: S308 (escaped above)

    def _hits(self, text: str) -> list[tuple[Span, str]]:
        """Places of terms in the text as it was written, with the term."""
        form, offsets = (text, range(len(text))) if self._han_only else normalise_with_offsets(text)
        hits: list[tuple[Span, str]] = []
        for term in self._terms:
            low = form.find(term)
            for _time in range(MAX_MARKS):
                if low < 0:
                    break
                hits.append(((offsets[low], offsets[low + len(term) - 1] + 1), term))
                low = form.find(term, low + 1)
        hits.sort()
        return hits


def _best_window(hits: list[tuple[Span, str]]) -> tuple[int, int]:
    """Where the window with the most different terms starts, and how many it has. The earliest wins."""
    best_start, best_count = 0, 0
    counts: dict[str, int] = {}
    last = 0
    for first, ((start, _end), term) in enumerate(hits):
        while last < len(hits) and hits[last][0][1] <= start + WINDOW - LEAD:
            counts[hits[last][1]] = counts.get(hits[last][1], 0) + 1
            last += 1
        present = sum(1 for count in counts.values() if count)
        if present > best_count:
            best_start, best_count = start, present
        if first < last:
            counts[term] -= 1
        else:
            last = first + 1
    return best_start, best_count


def _sentence_start(text: str, position: int) -> int:
    """The start of the sentence the position is in, or a little before the position."""
    earliest = max(0, position - LEAD)
    stops = [match.end() for match in _SENTENCE.finditer(text, earliest, position)]
    return stops[-1] if stops else earliest


def _marked(text: str, spans: list[Span]) -> SafeString:
    """Escaped text with <mark> around the union of the spans."""
    parts: list[str] = []
    done = 0
    for low, high in _union(spans):
        parts += [escape(text[done:low]), "<mark>", escape(text[low:high]), "</mark>"]
        done = high
    parts.append(escape(text[done:]))
    return mark_safe(_BLANK.sub(" ", "".join(parts)))  # noqa: S308 (every piece of text went through escape)


def _union(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged
