"""Words that occur in one record only, so that a page that shows one has shown that record."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Every text of every record begins with it: one search asks for all of them at once.
SHARED = "金丝雀"
_WORD = re.compile(rb"canary([a-z]\d{3})")
_codes = (f"{letter}{number:03d}" for number, letter in itertools.product(range(1, 1000), "abcdefghjk"))


@dataclass(frozen=True, slots=True)
class Canary:
    """The words of one record: one for each of its fields, all with the record's code in them."""

    code: str

    def word(self, field: str) -> str:
        """Latin letters and figures only: one word for every tokeniser, safe in file names and addresses."""
        return f"canary{self.code}{field}"

    def text(self, field: str, *, more: str = "") -> str:
        """A field's text."""
        return f"{SHARED} {self.word(field)} {more}".strip()


def next_canary() -> Canary:
    """A canary nobody else has."""
    return Canary(next(_codes))


def codes_in(data: bytes) -> frozenset[str]:
    """The codes of all records whose words stand in the bytes, in whatever case they are written."""
    return frozenset(found.decode() for found in _WORD.findall(data.lower()))


def standing_in(data: bytes, needles: Iterable[str]) -> list[str]:
    """Those of the strings that stand in the bytes."""
    return [needle for needle in needles if needle.encode() in data]
