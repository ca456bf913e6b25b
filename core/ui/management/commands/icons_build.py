"""Rebuild static/img/icons.svg from an unpacked lucide-static package."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.ui.icons import SPRITE, build_sprite, symbol_names


class Command(BaseCommand):
    help = "Rebuild the icon sprite from the icons folder of the lucide-static package (static/vendor/README.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the package's icons folder")
        parser.add_argument("--add", nargs="*", default=[], metavar="NAME", help="icons to add to those already there")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.STATICFILES_DIRS[0]) / SPRITE
        kept = symbol_names(target.read_text(encoding="utf-8")) if target.exists() else []
        try:
            sprite = build_sprite(options["folder"], [*kept, *options["add"]])
        except FileNotFoundError as error:
            raise CommandError(f"The set has no icon {Path(str(error.filename)).stem}.") from error
        target.write_text(sprite, encoding="utf-8")
        self.stdout.write(f"{len(symbol_names(sprite))} icons in {SPRITE}")
