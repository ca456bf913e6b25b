"""Import whole documents as published pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from intranet.imports.command import ImportCommand
from intranet.imports.documents import TARGETS, ImportResult, documents_import
from intranet.imports.reading import ImportedRecord


class Command(ImportCommand):
    help = _("把 JSON Lines 文件（可为 gzip）中的文件导入为已发布的政策文件或通知；中断后重新运行会接着导入")
    what = "documents"

    def more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", choices=sorted(TARGETS), default="policies", help=_("导入到哪个栏目（默认 policies）"))

    def write(self, records: Iterable[ImportedRecord], options: dict[str, Any]) -> ImportResult:
        return documents_import(records=records, into=options["into"], dry_run=self.dry_run)
