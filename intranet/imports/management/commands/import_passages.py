"""Import short passages as 法规条文."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from intranet.imports.command import ImportCommand
from intranet.imports.documents import ImportResult
from intranet.imports.passages import passages_import
from intranet.imports.reading import ImportedRecord


class Command(ImportCommand):
    help = _("把 JSON Lines 文件（可为 gzip）中的条文导入为可检索的法规条文；中断后重新运行会接着导入")
    what = "passages"
    kind = "article"

    def write(self, records: Iterable[ImportedRecord], options: dict[str, Any]) -> ImportResult:
        return passages_import(records=records, dry_run=self.dry_run)
