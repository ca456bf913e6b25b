"""A sentence of the interface that is kept, and read later by people of either language: its words and its values
apart. The words are kept as the code says them (Chinese, the language of the texts' identifiers)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override

from core.ui import dates

SOURCE_LANGUAGE = "zh-hans"


@dataclass(frozen=True)
class Sentence:
    """``text`` with %(names)s. A value is data (text, number), a date, a word of the interface (lazy), or a sentence."""

    text: str | Promise
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return spoken(str(self.text), {name: kept_value(value) for name, value in self.values.items()})


def kept_text(text: str | Promise) -> str:
    """The words before translation."""
    with override(SOURCE_LANGUAGE):
        return str(text)


def kept_value(value: Any) -> Any:
    """As it goes into JSON."""
    if isinstance(value, Sentence):
        return {"text": kept_text(value.text), "values": {name: kept_value(each) for name, each in value.values.items()}}
    if isinstance(value, Promise):
        return {"text": kept_text(value), "values": {}}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def spoken(text: str, values: Mapping[str, Any]) -> str:
    """A kept sentence in the language of whoever reads it now."""
    words = gettext(text) if text else ""
    return words % {name: _spoken_value(value) for name, value in values.items()} if values else words


def _spoken_value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return dates.full_date(datetime.datetime.fromisoformat(value["date"]))
    return spoken(value["text"], value["values"])
