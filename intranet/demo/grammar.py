"""The small grammar of the demo's sentences: ``[a|b]`` picks one, ``<3-8>`` a whole number, ``{name}`` a slot.

Choices hold no brackets of their own but may hold numbers and slots. Slots are filled first, from plain
values, so a place can never be read as grammar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

CHOICE = re.compile(r"\[([^\[\]]*)\]")
NUMBER = re.compile(r"<(\d+)-(\d+)>")
SLOT = re.compile(r"\{(\w+)\}")
ASKED = re.compile(r"(能不能[^。！？]*)[。！]")


def expand(text: str, rng: Random) -> str:
    """Resolve choices and numbers; slots stay."""
    chosen = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)
    return NUMBER.sub(lambda match: str(rng.randint(int(match[1]), int(match[2]))), chosen)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values into the slots. A slot without a value is an error of the text, found by the tests."""
    return SLOT.sub(lambda match: values[match[1]], text)


def say(text: str, rng: Random, values: Mapping[str, str] | None = None) -> str:
    """Expand and fill one sentence."""
    return fill(expand(text, rng), values or {})


def tidy(text: str) -> str:
    """Repair the seams where clauses met: doubled stops, an empty clause, a question that ends with a full stop."""
    for wrong, right in (
        ("。。", "。"),
        ("，，", "，"),
        ("，。", "。"),
        ("。，", "。"),
        ("！。", "！"),
        ("？。", "？"),
        ("：，", "："),
        ("，！", "！"),
    ):
        while wrong in text:
            text = text.replace(wrong, right)
    return ASKED.sub(r"\1？", text).strip("，")


def slots_of(text: str) -> set[str]:
    """The slot names of a sentence."""
    return set(SLOT.findall(text))
