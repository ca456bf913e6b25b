"""``manage.py draw_workflows``: write docs/workflows/ from the transition tables."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.workflow.drawing import draw
from core.workflow.registry import machines


class Command(BaseCommand):
    help = "Draw every transition table into docs/workflows/. --check writes nothing and fails (exit code 1) on a difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.PROJECT_DIR) / "docs" / "workflows"
        folder.mkdir(parents=True, exist_ok=True)
        for machine in machines():
            path = folder / f"{machine.kind.split('.')[-1]}.md"
            text = draw(machine)
            if options["check"]:
                if not path.exists() or path.read_text() != text:
                    raise CommandError(f"{path.name} is not what the table says; run: make docs")
                continue
            path.write_text(text)
            self.stdout.write(f"wrote docs/workflows/{path.name}")
