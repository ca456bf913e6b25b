"""Document, index and case numbers in a form in which two spellings of one number are equal."""

from __future__ import annotations

import re

from search.analysis.normal import normalise
from search.analysis.tokens import HAN

_OPEN = re.compile(r"[\[(〔【〈《]")
_CLOSE = re.compile(r"[\])〕】〉》]")
_BLANK = re.compile(r"[\s\u200b]+")
# 云城管发〔2026〕12号 with any brackets; CG-20261123-0001; index numbers such as 11650200-2026-00012.
_DOCUMENT_NUMBER = re.compile(rf"[{HAN}]{{1,15}}〔\d{{4}}〕(?:第)?\d{{1,6}}号")
_CODE = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)+")


def number_key(number: str) -> str:
    """The comparable form: no blanks, one sort of brackets, no 第, lower case."""
    text = _BLANK.sub("", normalise(number))
    text = _CLOSE.sub("〕", _OPEN.sub("〔", text))
    return text.replace("〕第", "〕")


def number_keys(query: str) -> tuple[str, ...]:
    """The numbers a query may mean: the whole of it, and every number written in it. None without a digit."""
    whole = number_key(query)
    if not any(char.isdecimal() for char in whole):
        return ()
    inside = [*_DOCUMENT_NUMBER.findall(whole), *_CODE.findall(normalise(query))]
    return tuple(dict.fromkeys([whole, *inside]))[:8]
