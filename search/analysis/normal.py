"""Normal form of text: NFKC (full width to half width, compatibility forms), lower case."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def normalise(text: str) -> str:
    """The form in which texts are indexed and queries are read."""
    return unicodedata.normalize("NFKC", text).lower()


def normalise_with_offsets(text: str) -> tuple[str, list[int] | range]:
    """The normal form, and for each of its characters the index of the character it came from.

    Character by character, so that a highlight can be laid over the text as it was written. A letter
    with separate combining marks may come out longer than ``normalise`` has it; no token of ours does.
    """
    whole = normalise(text)
    if len(whole) == len(text):
        return whole, range(len(text))
    parts: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        form = _form(char)
        parts.append(form)
        offsets.extend([index] * len(form))
    return "".join(parts), offsets


@lru_cache(maxsize=20000)
def _form(char: str) -> str:
    return unicodedata.normalize("NFKC", char).lower()
