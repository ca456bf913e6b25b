"""What both import commands share: arguments, progress, report."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from intranet.imports.documents import ImportResult, import_recorded
from intranet.imports.indexing import index_now, index_waiting
from intranet.imports.reading import ImportedRecord, Problems, SourceBroken, read_records
from intranet.imports.reporting import problem_lines, summary


class ImportCommand(OperationCommand):
    """Reads a file of JSON Lines, plain or gzip; subclasses say where the records go."""

    what = ""
    kind = ""

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--kind", default=self.kind, help=_("只取 kind 为此值的记录"))
        parser.add_argument("--limit", type=_positive, default=None, metavar="N", help=_("最多读取 N 条"))
        parser.add_argument("--no-index", action="store_true", help=_("不等待索引，由后台进程完成"))
        self.more_arguments(parser)

    def more_arguments(self, parser: CommandParser) -> None:
        """Options of the command itself."""

    def write(self, records: Iterable[ImportedRecord], options: dict[str, Any]) -> ImportResult:
        """Put the records where they belong."""
        raise NotImplementedError

    def operate(self, **options: Any) -> Outcome:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("找不到文件：%(path)s") % {"path": path})
        problems = Problems()
        started = time.monotonic()
        with self.progress(_("导入"), path.stat().st_size, "B") as shown:
            records = read_records(path, kind=options["kind"], problems=problems, limit=options["limit"], advance=shown.advance)
            try:
                result = self.write(records, options)
            except SourceBroken as error:
                raise CommandError(str(error)) from error
            except ValidationError as error:
                raise CommandError(error.messages[0]) from error
        figures: dict[str, Any] = {"skipped": problems.count, "problems": problems.shown, "seconds": round(time.monotonic() - started, 1)}
        if not self.dry_run:
            import_recorded(what=self.what, source=path.name, result=result, skipped=problems.count)
            if not options["no_index"]:
                figures["index_seconds"] = index_now(self.progress(_("建立索引"), index_waiting()))
        return Outcome(lines=[*problem_lines(problems), *summary(result, problems, figures)], figures={**figures, **asdict(result)})


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
