"""The words of a body without its markup: for the index, for descriptions, for comparing authors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.base.tables import parse_table

_BREAK = re.compile(r"</(?:p|li|h[1-6]|div|tr)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of a table of contents."""

    anchor: str
    text: str
    level: int


def plain(rich_text: str) -> str:
    """Rich text as plain lines."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", rich_text))).strip()


def body_text(raw: Iterable[Mapping[str, Any]]) -> str:
    """All words of a body, block by block. ``raw`` is StreamValue.raw_data, so nothing is looked up."""
    return "\n".join(piece for block in raw for piece in _pieces(block) if piece)


def _pieces(block: Mapping[str, Any]) -> Iterator[str]:
    kind, value = block.get("type"), block.get("value")
    if kind == "paragraph":
        yield plain(str(value or ""))
    elif isinstance(value, Mapping):
        if kind == "heading":
            yield str(value.get("text", ""))
        elif kind == "table":
            yield str(value.get("caption", ""))
            yield from (" ".join(row) for row in parse_table(str(value.get("cells", ""))))
        elif kind == "image":
            yield str(value.get("caption", ""))


def contents(raw: Iterable[Mapping[str, Any]]) -> list[ContentsEntry]:
    """The headings of a body, in order. Anchors are the ids that Wagtail keeps for each block."""
    entries = []
    for block in raw:
        value = block.get("value")
        if block.get("type") == "heading" and isinstance(value, Mapping):
            entries.append(ContentsEntry(anchor_of(str(block.get("id", ""))), str(value.get("text", "")), int(value.get("level") or 2)))
    return entries


def anchor_of(block_id: str) -> str:
    """The id attribute of a heading."""
    return f"s-{block_id[:8]}"


def document_ids(raw: Iterable[Mapping[str, Any]]) -> set[int]:
    """Documents a body points at: attachment blocks and links inside paragraphs."""
    found: set[int] = set()
    for block in raw:
        value = block.get("value")
        if block.get("type") == "attachment" and value:
            found.add(int(value))
        elif block.get("type") == "paragraph":
            found.update(int(number) for number in re.findall(r'<a[^>]*linktype="document"[^>]*\bid="(\d+)"', str(value)))
            found.update(int(number) for number in re.findall(r'<a[^>]*\bid="(\d+)"[^>]*linktype="document"', str(value)))
    return found


def image_ids(raw: Iterable[Mapping[str, Any]]) -> set[int]:
    """Images a body shows."""
    values = (block.get("value") for block in raw if block.get("type") == "image")
    return {int(value["image"]) for value in values if isinstance(value, Mapping) and value.get("image")}
