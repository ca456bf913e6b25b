"""What an official document is made of: one description from which the PDF and the DOCX are both made.

Texts may be anything people typed; they never become markup. Unknown parts are refused, so that a
misspelt one is seen in a test and not missed in print. There is no part for 密级: a public system must
refuse classified documents (GB/T 9704-2012 with domain rule 2.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise

from core.documents.errors import DocumentError

Clean = Callable[[str], str]

TEMPLATES = frozenset({"letter", "document", "minutes", "bulletin"})
LINES = frozenset(
    {"mark", "number", "urgency", "signer", "recipients", "signed_by", "signed_on", "remark", "copies", "printed_by", "printed_on"}
)
LISTS = frozenset({"attachments"})
BLOCKS: Mapping[str, frozenset[str]] = {
    "heading": frozenset({"level", "text"}),
    "text": frozenset({"text"}),
    "labelled": frozenset({"label", "text"}),
    "facts": frozenset({"rows"}),
    "table": frozenset({"caption", "head", "rows", "align", "widths"}),
    "bars": frozenset({"caption", "rows"}),
    "note": frozenset({"text"}),
}
ALIGNS = frozenset({"left", "center", "right"})


def described(*, template: str, data: Mapping[str, Any], title: str, clean: Clean) -> dict[str, Any]:
    """The whole description with every part present and every text passed through ``clean``.

    Raises DocumentError for an unknown template, part or block."""
    if template not in TEMPLATES:
        raise DocumentError(f"unknown template {template!r}")
    unknown = set(data) - LINES - LISTS - {"blocks"}
    if unknown:
        raise DocumentError(f"unknown parts {sorted(unknown)}")
    result: dict[str, Any] = {name: clean(_text(data.get(name))) for name in LINES}
    result["title"] = " ".join(clean(_text(title)).split())
    for name in LISTS:
        result[name] = [clean(_text(item)) for item in data.get(name) or ()]
    result["blocks"] = [_block(block, clean) for block in data.get("blocks") or ()]
    return result


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | Promise | int | float):
        return str(value)
    raise DocumentError(f"a text is wanted, not {type(value).__name__}")


def paragraphs(text: str) -> list[str]:
    """The lines of a text that say something; any kind of line end counts."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _block(block: Mapping[str, Any], clean: Clean) -> dict[str, Any]:
    kind = block.get("kind")
    known = BLOCKS.get(str(kind))
    if known is None or set(block) - known - {"kind"}:
        raise DocumentError(f"unknown block {kind!r} with {sorted(block)}")
    made: dict[str, Any] = {"kind": kind}
    for name in ("text", "label", "caption"):
        if name in known:
            made[name] = clean(_text(block.get(name)))
    if kind in ("text", "labelled", "note"):
        made["lines"] = paragraphs(made["text"])
    if kind == "heading":
        made["level"] = 2 if block.get("level") == 2 else 1
    if kind == "facts":
        made["rows"] = [[clean(_text(label)), paragraphs(clean(_text(value)))] for label, value in block["rows"]]
    if kind == "bars":
        made["rows"] = _bars(block["rows"], clean)
    if kind == "table":
        made.update(_table(block, clean))
    return made


def _bars(rows: Sequence[tuple[Any, float, Any]], clean: Clean) -> list[list[Any]]:
    """Label, length from 0 to 1 on a scale that begins at zero, and the figure as it is written."""
    most = max((float(value) for _label, value, _shown in rows), default=0.0)
    return [
        [clean(_text(label)), round(max(0.0, float(value)) / most, 4) if most > 0 else 0.0, clean(_text(shown))]
        for label, value, shown in rows
    ]


def _table(block: Mapping[str, Any], clean: Clean) -> dict[str, Any]:
    head = [clean(_text(cell)) for cell in block["head"]]
    rows = [[clean(_text(cell)) for cell in row] for row in block["rows"]]
    if not head or any(len(row) != len(head) for row in rows):
        raise DocumentError("a table's rows are as long as its head")
    aligns = list(block.get("align") or ["left"] * len(head))
    widths = [float(width) for width in block.get("widths") or [1] * len(head)]
    if len(aligns) != len(head) or len(widths) != len(head) or set(aligns) - ALIGNS or min(widths) <= 0:
        raise DocumentError("a table has one alignment and one width for each column")
    return {"head": head, "rows": rows, "align": aligns, "widths": widths}
