"""Import whole documents as published pages."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from intranet.imports.documents import TARGETS, documents_import, import_recorded
from intranet.imports.indexing import index_now
from intranet.imports.reading import Problems, SourceBroken, read_records
from intranet.imports.reporting import problem_lines, summary


class Command(OperationCommand):
    help = _("把 JSON Lines 文件（可为 gzip）中的文件导入为已发布的政策文件或通知；中断后重新运行会接着导入")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--kind", default="", help=_("只取 kind 为此值的记录"))
        parser.add_argument("--into", choices=sorted(TARGETS), default="policies", help=_("导入到哪个栏目（默认 policies）"))
        parser.add_argument("--limit", type=int, default=None, metavar="N", help=_("最多导入 N 条"))
        parser.add_argument("--no-index", action="store_true", help=_("不等待索引，由后台进程完成"))

    def operate(self, **options: Any) -> Outcome:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("找不到文件：%(path)s") % {"path": path})
        problems = Problems()
        started = time.monotonic()
        with self.progress(_("导入"), path.stat().st_size) as shown:
            records = read_records(path, kind=options["kind"], problems=problems, limit=options["limit"], advance=shown.advance)
            try:
                result = documents_import(records=records, into=options["into"], dry_run=self.dry_run)
            except SourceBroken as error:
                raise CommandError(str(error)) from error
            except ValidationError as error:
                raise CommandError(error.messages[0]) from error
        seconds = time.monotonic() - started
        figures: dict[str, Any] = {"skipped": problems.count, "problems": problems.shown, "seconds": round(seconds, 1)}
        if not self.dry_run:
            import_recorded(what="documents", source=path.name, result=result, skipped=problems.count)
            if not options["no_index"]:
                figures["index_seconds"] = index_now(self.progress(_("建立索引")))
        return Outcome(lines=[*problem_lines(problems), *summary(result, problems, figures)], figures={**figures, **asdict(result)})
