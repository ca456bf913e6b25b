"""``manage.py demo``: load the invented district."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from core.operations.first_load import first_load
from intranet.demo.loader import demo_load, is_loaded, refuse_in_production

PIECES = 830


class Command(BaseCommand):
    help = "Load the invented demo district: units, people, a year of notices, policies, complaints and cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="that many times the cases, for benchmarks (default 1)")
        parser.add_argument("--seed", type=int, default=2026, help="another number makes another district life (default 2026)")
        parser.add_argument("--once", action="store_true", help="do nothing, without an error, when it is loaded already")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_in_production()
        if options["scale"] < 1:
            raise CommandError("--scale starts at 1")
        if is_loaded():
            if options["once"]:
                return
            raise CommandError("the demo district is loaded already")
        if options["dry_run"]:
            self.stdout.write(f"would load the demo district at scale {options['scale']}")
            return
        started = time.monotonic()
        self.stdout.write("Loading the demo district (once, about a minute) …")
        bar = tqdm(total=PIECES * options["scale"], file=sys.stderr, leave=False, disable=not sys.stderr.isatty())
        with first_load():
            figures = demo_load(seed=options["seed"], scale=options["scale"], tell=bar.set_description, tick=bar.update)
        bar.close()
        told = ", ".join(f"{count} {name}" for name, count in figures.items())
        self.stdout.write(f"Demo district: {told}; {time.monotonic() - started:.0f} s")
