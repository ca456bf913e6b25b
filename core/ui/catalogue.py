"""The English catalogue: collected from the marked Chinese texts of code and templates, written so that the same texts
always give the same bytes (no dates, no line numbers, no version of the tool), and checked.

Only ``manage.py messages`` and the tests import this module: Babel is a development requirement.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

ROOTS = ("core", "search", "portal", "intranet", "config", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Chinese characters, and the punctuation that only Chinese uses.
CHINESE = (range(0x3001, 0x3020), range(0x4E00, 0xA000), range(0xFF01, 0xFF5F))
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|%%")
HEADERS = [
    ("Project-Id-Version", "broad-urban-management"),
    ("Language", "en"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
]


class SteadyCatalog(Catalog):
    """A catalogue whose header says nothing about when or with what it was written."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return list(HEADERS)

    @property
    def header_comment(self) -> str:
        return "# English of the interface. Collected and sorted by `make messages`; only msgstr is edited by hand."


@dataclass(frozen=True, slots=True)
class Compared:
    """What ``--check`` has to say. Every list is empty when the catalogue is complete and up to date."""

    total: int
    untranslated: list[str]
    misplaced: list[str]
    stale: list[str]

    @property
    def complaints(self) -> list[tuple[str, list[str]]]:
        """(what is wrong, the texts or files), only where something is."""
        told = [
            ("without English", self.untranslated),
            ("whose placeholders differ from the Chinese", self.misplaced),
            ("not as `make messages` writes it", self.stale),
        ]
        return [(what, rows) for what, rows in told if rows]


def po_path(base: Path) -> Path:
    return base / "locale" / "en" / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue on disk; an empty one where there is none yet."""
    return read_po(io.BytesIO(path.read_bytes()), locale="en") if path.exists() else Catalog(locale="en")


def write(path: Path, catalogue: Catalog) -> None:
    """Writes the .po and, beside it, the .mo that Django reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(catalogue))
    path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))


def po_bytes(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, _steady(catalogue), sort_output=True, include_previous=False, width=120, no_location=True)
    return stream.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, _steady(catalogue))
    return stream.getvalue()


def _steady(catalogue: Catalog) -> SteadyCatalog:
    steady = SteadyCatalog(locale="en", charset="utf-8", fuzzy=False)
    for message in catalogue:
        if message.id:
            steady.add(message.id, message.string, context=message.context, flags=message.flags & {"python-format"})
    return steady


def merged(found: Catalog, known: Catalog) -> Catalog:
    """The texts of the code with the English there is. English of texts that are gone goes with them."""
    catalogue = Catalog(locale="en")
    for message in found:
        if message.id:
            old = _same(message, known)
            catalogue.add(message.id, old.string if old else None, context=message.context, flags=message.flags)
    return catalogue


def compare(base: Path) -> Compared:
    """The catalogue on disk against the code, without writing."""
    path = po_path(base)
    found, known = collect(base), read(path)
    expected = merged(found, known)
    stale = []
    if not path.exists() or path.read_bytes() != po_bytes(expected):
        stale.append(path.relative_to(base).as_posix())
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(expected):
        stale.append(compiled.relative_to(base).as_posix())
    return Compared(
        total=len(expected),
        untranslated=[_first(m) for m in expected if _wants_english(m) and not all(_strings(m))],
        misplaced=[_first(m) for m in expected if m.id and _placeholders_differ(m)],
        stale=stale,
    )


def _same(message: Message, known: Catalog) -> Message | None:
    """The known message of the same text, if it is of the same make (one form, or singular and plural)."""
    old = known.get(message.id, message.context)
    return old if old is not None and isinstance(old.id, str) == isinstance(message.id, str) else None


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def _wants_english(message: Message) -> bool:
    """Chinese texts do. Texts that are not Chinese (a product name, a sign) need none."""
    return any(ord(character) in span for character in _first(message) for span in CHINESE)


def _placeholders_differ(message: Message) -> bool:
    """Judged by the last form: a singular may spell its number out."""
    english = _strings(message)[-1]
    return bool(english) and set(PLACEHOLDER.findall(_first(message))) != set(PLACEHOLDER.findall(english))


def collect(base: Path) -> Catalog:
    """Every marked text of code and templates."""
    catalogue = Catalog()
    for path in source_files(base):
        for line, texts, context in extract(path):
            catalogue.add(texts, locations=[(path.relative_to(base).as_posix(), line)], context=context)
    return catalogue


def source_files(base: Path) -> Iterator[Path]:
    for root in ROOTS:
        for path in sorted((base / root).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                yield path


def extract(path: Path) -> Iterator[tuple[int, Any, str | None]]:
    """Marked texts of one file; templates are turned into code first, as Django's own makemessages does."""
    source = path.read_text()
    if path.suffix != ".py":
        if "{%" not in source:
            return
        # What is left around the calls is indented like markup; the reader wants it flush left.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    for line, texts, _comments, context in babel_extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        if texts:
            yield line, texts, context
