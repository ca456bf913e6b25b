"""``manage.py messages``: collect the Chinese texts of code and templates into the English catalogue, compile
it, and tell what is not translated. Needs no gettext tools; Babel reads and writes the catalogues."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SHOWN = 40


class Command(BaseCommand):
    help = "Collect texts for translation and compile the catalogue; --check only reports what is missing (exit code 1)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when a text has no English or the files are not up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Babel is a development requirement: the command must be listed, and explain itself, without it.
        from core.ui import catalogue

        base = Path(settings.PROJECT_DIR)
        if not options["check"]:
            path = catalogue.po_path(base)
            catalogue.write(path, catalogue.merged(catalogue.collect(base), catalogue.read(path)))
        compared = catalogue.compare(base)
        if options["check"] and compared.complaints:
            raise CommandError("\n".join(_told(what, rows) for what, rows in compared.complaints))
        self.stdout.write(f"{compared.total} texts, {len(compared.untranslated)} without English")


def _told(what: str, rows: list[str]) -> str:
    more = [f"  … and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else []
    return "\n".join([f"{len(rows)} {what} (make messages, then edit locale/en):", *(f"  {row}" for row in rows[:SHOWN]), *more])
