"""Setting a description as PDF/A with typst. The template reads the data as JSON: nothing typed is ever markup."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from core.documents.characters import FONTS, has_rare, printable
from core.documents.model import described

SOURCES = Path(__file__).parent / "typst"
# Level A: tagged for readers, with the Unicode text of every glyph, so that Chinese can be searched and copied.
STANDARD: Literal["a-2a"] = "a-2a"


@lru_cache(maxsize=2)
def _fonts(system: bool) -> typst.Fonts:
    """Our own faces only; those of the machine are searched only for a character ours lack."""
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(FONTS)])


def pdf_set(*, template: str, data: Mapping[str, Any], title: str, created: datetime.datetime) -> bytes:
    """The bytes of the PDF. The same data, title and moment give the same bytes, on every machine unless a
    character lies beyond our fonts."""
    if has_rare(json.dumps([title, data], ensure_ascii=False, default=str)):
        kept = described(template=template, data=data, title=title, clean=lambda text: printable(text, keep_rare=True))
        try:
            return _compile(template, kept, created, system=True)
        except typst.TypstError:
            pass  # no face of this machine has it either: 〓 stands for it
    return _compile(template, described(template=template, data=data, title=title, clean=printable), created, system=False)


def _compile(template: str, description: dict[str, Any], created: datetime.datetime, *, system: bool) -> bytes:
    compiler = typst.Compiler(
        str(SOURCES / f"{template}.typ"),
        root=str(SOURCES),
        font_paths=_fonts(system),
        sys_inputs={"data": json.dumps(description, ensure_ascii=False), "rare": "yes" if system else ""},
    )
    made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=int(created.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("one PDF is wanted")
    return made
