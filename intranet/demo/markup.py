"""The light markup of the demo's long texts, as the blocks of a public page's body.

``# `` heading, ``## `` heading below it, ``- `` list, ``| a | b |`` table (first row is its head), anything
else a paragraph. No inline markup; every character is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import groupby
from typing import Any

Block = tuple[str, Any]
HEADINGS = {"# ": "2", "## ": "3"}


def body_blocks(text: str) -> list[Block]:
    """(block type, value) pairs as BodyBlock takes them."""
    blocks: list[Block] = []
    for kind, lines in groupby((line.strip() for line in text.splitlines() if line.strip()), key=_kind):
        blocks += _blocks(kind, list(lines))
    return blocks


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "heading"
    return {"-": "list", "|": "table"}.get(line[0], "text") if line.startswith(("- ", "|")) else "text"


def _blocks(kind: str, lines: list[str]) -> Iterator[Block]:
    if kind == "heading":
        for line in lines:
            marks, _space, words = line.partition(" ")
            yield "heading", {"text": words, "level": HEADINGS[f"{marks} "]}
    elif kind == "table":
        yield "table", {"caption": "", "first_row_is_head": True, "cells": "\n".join(_row(line) for line in lines)}
    elif kind == "list":
        yield "paragraph", f"<ul>{''.join(f'<li>{html.escape(line[2:])}</li>' for line in lines)}</ul>"
    else:
        yield "paragraph", "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def _row(line: str) -> str:
    return "|".join(cell.strip() for cell in line.strip("|").split("|"))


def plain_text(text: str) -> str:
    """The same text as plain lines, for counting and comparing."""
    return "\n".join(line.lstrip("#- |").rstrip(" |") for line in text.splitlines() if line.strip())
