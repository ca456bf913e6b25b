"""Reading the demo's texts. They are files, not code: whoever improves a sentence edits TOML or Markdown."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent / "content"
FENCE = "+++"


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file by its path below ``content``, e.g. ``units`` or ``complaints/01_appearance``."""
    with (ROOT / f"{name}.toml").open("rb") as source:
        return tomllib.load(source)


def names(folder: str, suffix: str) -> list[str]:
    """Names (without suffix) of the files of a folder, sorted, so that every machine reads them in one order."""
    return sorted(path.stem for path in (ROOT / folder).glob(f"*{suffix}"))


@cache
def document(name: str) -> tuple[dict[str, Any], str]:
    """A text with a TOML head between two ``+++`` lines: (head, body)."""
    text = (ROOT / name).read_text(encoding="utf-8")
    _before, head, body = text.split(f"{FENCE}\n", 2)
    return tomllib.loads(head), body.strip()
