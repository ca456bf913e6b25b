"""``manage.py messages``: collect the Chinese texts of code and templates into the English catalogue, compile
it, and tell what is not translated. Needs no gettext tools; Babel reads and writes the catalogues."""

from __future__ import annotations

import io
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
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
HAN = range(0x4E00, 0xA000)


class Command(BaseCommand):
    help = "Collect texts for translation, compile the catalogue; --check only reports what is missing (exit code 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a text has no English")

    def handle(self, *args: Any, **options: Any) -> None:
        from babel.messages.pofile import read_po

        base = Path(settings.PROJECT_DIR)
        path = base / "locale" / "en" / "LC_MESSAGES" / "django.po"
        found = collect(base)
        old = read_po(io.BytesIO(path.read_bytes()), locale="en") if path.exists() else None
        missing = untranslated(found, old)
        if options["check"]:
            if missing:
                shown = "\n".join(f"  {text}" for text in missing[:40])
                raise CommandError(
                    f"{len(missing)} texts have no English (run: make messages, then translate {path.relative_to(base)})\n{shown}"
                )
            self.stdout.write(f"{len(found)} texts, all translated")
            return
        self._write(path, found, old)
        self.stdout.write(f"{len(found)} texts, {len(missing)} without English, in {path.relative_to(base)}")

    def _write(self, path: Path, found: Any, old: Any) -> None:
        from babel.messages.catalog import Catalog
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import write_po

        catalogue = Catalog(locale="en", project="broad-urban-management", charset="utf-8")
        for message in found:
            if message.id:
                known = old.get(message.id, message.context) if old else None
                catalogue.add(message.id, known.string if known else None, context=message.context, flags=message.flags)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalogue, sort_output=True, omit_header=False, include_previous=False, width=120, no_location=True)
        with path.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)


def collect(base: Path) -> Any:
    """Every marked text of code and templates."""
    from babel.messages.catalog import Catalog

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
    from babel.messages.extract import extract as babel_extract

    source = path.read_text()
    if path.suffix != ".py":
        if "{%" not in source:
            return
        # What is left around the calls is indented like markup; the reader wants it flush left.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    for line, texts, _comments, context in babel_extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        if texts:
            yield line, texts, context


def untranslated(found: Any, old: Any) -> list[str]:
    """Chinese texts without English. Texts that are not Chinese (a product name, a sign) need none."""
    missing = []
    for message in found:
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        known = old.get(message.id, message.context) if old else None
        string = known.string if known else ""
        done = all(string) if isinstance(string, list | tuple) else bool(string)
        if not done and any(ord(character) in HAN for character in text):
            missing.append(text)
    return missing
