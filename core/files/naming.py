"""Names people gave their files: kept for display and download, never used as a path."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

MAX_NAME = 150
# Bidirectional controls can make "xcod.exe" look like "exe.docx".
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


def clean_name(name: str, *, fallback: str, extension: str) -> str:
    """The last part of the name without control and direction characters, with the extension that is true."""
    base = PurePosixPath(name.replace("\\", "/")).name.translate(_BIDI)
    base = "".join(char for char in base if unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn"))
    stem = base.rsplit(".", 1)[0] if "." in base else base
    stem = stem.strip(" .") or fallback
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"


def extension_of(name: str) -> str:
    """The extension in lower case, without the dot; empty when there is none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
