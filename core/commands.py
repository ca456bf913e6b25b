"""What every management command of this project offers: --dry-run, --json, progress, exit codes.

Exit codes: 0 done; 1 the command ran and found or hit something wrong; 2 wrong arguments (Django's own).
Figures and messages go to standard output, progress to standard error, so that ``--json | jq`` works.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

T = TypeVar("T")


@dataclass(slots=True)
class Outcome:
    """Result of a command. ``lines`` are read by people, ``figures`` by programs; ``problem`` makes exit code ``code``."""

    lines: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    code: int = 1


class Progress:
    """A bar on a terminal, a line every ``every`` seconds elsewhere, nothing when quiet."""

    every = 5.0

    def __init__(self, label: str, total: int | None, *, stream: TextIO, quiet: bool, unit: str = "") -> None:
        self.label, self.total, self.done = label, total, 0
        self._stream, self._quiet = stream, quiet
        self._said = time.monotonic()
        self._bar = None
        if not quiet and stream.isatty():
            self._bar = tqdm(total=total, desc=label, file=stream, leave=False, unit=unit or "it", unit_scale=bool(unit))

    def advance(self, count: int = 1) -> None:
        self.done += count
        if self._bar is not None:
            self._bar.update(count)
        elif not self._quiet and time.monotonic() - self._said >= self.every:
            self._say()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        elif not self._quiet and self.done:
            self._say()

    def _say(self) -> None:
        self._said = time.monotonic()
        of = f"/{self.total}" if self.total else ""
        print(f"{self.label} {self.done}{of}", file=self._stream, flush=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()


class OperationCommand(BaseCommand):
    """Base of all commands: subclasses write ``arguments`` and ``operate``.

    ``writes`` decides whether --dry-run is offered; with it ``self.dry_run`` is set and nothing may be written.
    """

    writes = True
    dry_run = False
    _quiet = False

    def add_arguments(self, parser: CommandParser) -> None:
        if self.writes:
            parser.add_argument("--dry-run", action="store_true", help=_("只检查并报告，不写入任何内容"))
        parser.add_argument("--json", action="store_true", help=_("以 JSON 输出结果"))
        parser.add_argument("--no-progress", action="store_true", help=_("不显示进度"))
        self.arguments(parser)

    def arguments(self, parser: CommandParser) -> None:
        """Options of the command itself."""

    def operate(self, **options: Any) -> Outcome:
        """Do the work."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        self.dry_run = bool(options.get("dry_run"))
        as_json = bool(options["json"])
        self._quiet = bool(options["no_progress"]) or (as_json and not sys.stderr.isatty())
        outcome = self.operate(**options)
        if as_json:
            figures = {"ok": not outcome.problem, "dry_run": self.dry_run, **outcome.figures}
            if outcome.problem:
                figures["problem"] = outcome.problem
            self.stdout.write(json.dumps(figures, ensure_ascii=False, default=str))
        else:
            for line in outcome.lines:
                self.stdout.write(line)
            if self.dry_run:
                self.stdout.write(_("试运行：没有写入任何内容。"))
        if outcome.problem:
            raise CommandError(outcome.problem, returncode=outcome.code)

    def progress(self, label: str, total: int | None = None, unit: str = "") -> Progress:
        """A progress display to advance by hand; use as a context manager. With a unit large numbers are shortened."""
        return Progress(label, total, stream=sys.stderr, quiet=self._quiet, unit=unit)

    def tracked(self, items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
        """The items, counted on a progress display."""
        with self.progress(label, total) as shown:
            for item in items:
                yield item
                shown.advance()
