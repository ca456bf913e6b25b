"""Runs the extractor in a process of its own and takes its answer."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from core.files import blobs
from core.files.enums import DOCUMENT_EXTENSIONS, TextState
from core.files.models import StoredFile

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 60
WALL_SECONDS = 120
OUTPUT_BYTES = 8 * 1024 * 1024
# What is kept and indexed: a 300-page document has about 300,000 characters.
MAX_CHARACTERS = 2_000_000
_SCRIPT = Path(__file__).with_name("extractor.py")


@dataclass(frozen=True, slots=True)
class Extracted:
    """``text`` is empty unless the state is DONE; ``reason`` says why it failed, for the log."""

    state: TextState
    text: str = ""
    reason: str = ""


def text_of(file: StoredFile) -> Extracted:
    """Extract once. Never raises for a bad document; OSError when the process cannot be started."""
    kind = DOCUMENT_EXTENSIONS.get(file.content_type)
    path = blobs.path_of(file.sha256)
    if kind is None:
        return Extracted(TextState.EMPTY)
    if not path.exists():
        return Extracted(TextState.FAILED, reason="blob missing")
    limits = [str(MEMORY_BYTES), str(CPU_SECONDS), str(OUTPUT_BYTES)]
    command = [sys.executable, "-I", "-X", "utf8", str(_SCRIPT), kind, str(path), *limits]
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603 (our own interpreter and script; the path is a hash)
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, env={}, timeout=WALL_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return Extracted(TextState.FAILED, reason="timeout")
        if done.returncode != 0:
            return Extracted(TextState.FAILED, reason=f"exit {done.returncode}")
        output.seek(0)
        text = _tidy(output.read(OUTPUT_BYTES).decode("utf-8", "ignore"))
    return Extracted(TextState.DONE, text) if text else Extracted(TextState.EMPTY)


def _tidy(text: str) -> str:
    """NFC, no control characters (PDF text is full of them), no trailing blanks or piles of empty lines."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))
    lines = (line.rstrip() for line in text.split("\n"))
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()[:MAX_CHARACTERS]
