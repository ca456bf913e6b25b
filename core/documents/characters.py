"""Which characters our fonts can print, and what is done about the others."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
# 〓, the sign printers set for a character they have no type for.
MISSING = "〓"
# An unbroken run of Latin longer than a line would leave the page.
_LONG_RUN = re.compile(r"[!-~\u00a1-\u024f]{30,}")
_RUN = 28
# Han characters beyond our selection, for which a font of the machine may be asked.
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[int]]:
    starts, ends = [], []
    for line in (FONTS / "coverage.txt").read_text("ascii").split():
        first, _dash, last = line.partition("-")
        starts.append(int(first, 16))
        ends.append(int(last or first, 16))
    return starts, ends


def is_covered(character: str) -> bool:
    """True when all our faces have the character."""
    starts, ends = _ranges()
    code = ord(character)
    index = bisect_right(starts, code) - 1
    return index >= 0 and code <= ends[index]


def is_han(character: str) -> bool:
    """True for an ideograph of any block."""
    return any(first <= ord(character) <= last for first, last in _HAN)


def printable(text: str, *, keep_rare: bool = False) -> str:
    """The text as it can be printed: tabs become spaces, other control and invisible characters go, what has no
    type becomes 〓. ``keep_rare`` leaves Han characters beyond our selection to a font of the machine."""
    cleaned = "".join(_shown(character, keep_rare) for character in text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LONG_RUN.sub(_breakable, cleaned)


def has_rare(text: str) -> bool:
    """True when a Han character is beyond our selection."""
    return any(is_han(character) and not is_covered(character) for character in text)


def _shown(character: str, keep_rare: bool) -> str:
    if character in "\n\u2028\u2029\x0b\x0c\x85":
        return "\n"
    if character in "\t\u3000\u00a0":
        return {"\t": " ", "\u3000": "\u3000", "\u00a0": " "}[character]
    if not is_visible(character):
        return ""
    if is_covered(character) or (keep_rare and is_han(character)):
        return character
    return MISSING


def is_visible(character: str) -> bool:
    """False for controls, marks of direction, joiners, variation selectors, surrogates and the like."""
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0 or code == 0xAD or 0xD800 <= code <= 0xDFFF:
        return False
    if 0x200B <= code <= 0x200F or 0x2028 <= code <= 0x202E or 0x2060 <= code <= 0x206F or code in (0xFEFF, 0x061C):
        return False
    return not (0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE0FFF or 0xFFF0 <= code <= 0xFFFB or code & 0xFFFE == 0xFFFE)


def _breakable(run: re.Match[str]) -> str:
    text = run.group()
    return "\u200b".join(text[start : start + _RUN] for start in range(0, len(text), _RUN))
