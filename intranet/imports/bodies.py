"""A plain text as the blocks of a page body."""

from __future__ import annotations

import re
import uuid
from html import escape
from typing import Any

# 第一章 总则 / 第二节 登记: a line of its own, not a sentence that begins so.
_HEADING = re.compile(r"^第[一二三四五六七八九十百零〇\d]{1,6}([编章节])[\s\u3000]+(\S.{0,40})$")
# Lines in one block: an editor opens and saves a block as a whole.
LINES_IN_BLOCK = 60
_NAMESPACE = uuid.UUID("6f1c9c57-6a2e-5d0e-9f6f-2f4b3b0d7a11")


def body_blocks(text: str, *, seed: str) -> list[dict[str, Any]]:
    """Headings for chapters and sections, paragraphs for the rest; every line is kept as it is.

    Block ids come from ``seed`` (the source's id), so that the same text imported twice is the same body.
    """
    blocks: list[dict[str, Any]] = []
    waiting: list[str] = []

    def add(kind: str, value: Any) -> None:
        number = uuid.uuid5(_NAMESPACE, f"{seed}:{len(blocks)}")
        blocks.append({"type": kind, "value": value, "id": str(number)})

    def flush() -> None:
        if waiting:
            add("paragraph", "".join(f"<p>{escape(line, quote=False)}</p>" for line in waiting))
            waiting.clear()

    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            continue
        heading = _HEADING.match(line)
        if heading:
            flush()
            add("heading", {"text": line[:120], "level": "3" if heading.group(1) == "节" else "2"})
            continue
        waiting.append(line)
        if len(waiting) >= LINES_IN_BLOCK:
            flush()
    flush()
    return blocks
