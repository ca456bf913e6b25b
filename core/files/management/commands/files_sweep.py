"""manage.py files_sweep [--dry-run]"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from core.files.sweeping import missing_blobs, sweep


class Command(OperationCommand):
    """Ends with code 1 when the bytes of a stored file are missing, so that a monitor sees it."""

    help = _("清理文件库：删除一天以前遗留的临时文件和无主文件，并报告缺失的文件。")

    def operate(self, **options: Any) -> Outcome:
        report = sweep(dry_run=self.dry_run)
        missing = [file.pk for file in missing_blobs()]
        line = _("临时文件 %(temp)d 个、无主文件 %(orphans)d 个，共 %(bytes)d 字节；保留 %(kept)d 个。") % {
            "temp": report.temp_files,
            "orphans": report.orphans,
            "bytes": report.freed_bytes,
            "kept": report.kept,
        }
        figures = {
            "temp_files": report.temp_files,
            "orphans": report.orphans,
            "freed_bytes": report.freed_bytes,
            "kept": report.kept,
            "missing": missing,
        }
        problem = _("缺失 %(count)d 个文件的内容。") % {"count": len(missing)} if missing else ""
        return Outcome(lines=[line], figures=figures, problem=problem)
