"""Copy the database and all files into a new folder, while the sites go on serving."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from core.operations.backups.creation import backup_create, backup_plan, backups_prune
from core.operations.backups.errors import BackupError
from core.units.actors import SYSTEM


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("≥ 1")
    return int(text)


class Command(OperationCommand):
    help = _("备份数据库与全部文件（不含密钥；检索索引可重建，不备份）")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=None, help=_("存放备份的文件夹（默认 DATA_DIR/backups）"))
        parser.add_argument("--keep", type=_count, default=None, help=_("完成后只保留最新的若干份备份"))

    def operate(self, **options: Any) -> Outcome:
        to: Path = (options["to"] or Path(settings.DATA_DIR) / "backups").resolve()
        try:
            return self._plan(to) if self.dry_run else self._backup(to, options["keep"])
        except BackupError as error:
            return Outcome(problem=str(error))

    def _plan(self, to: Path) -> Outcome:
        plan = backup_plan(to=to)
        figures = {"database_bytes": plan.database_bytes, "files": len(plan.files), "file_bytes": plan.file_bytes}
        line = _("将备份数据库 %(database)s MiB、文件 %(files)s 个共 %(bytes)s MiB 到 %(to)s")
        values = {"database": _mib(plan.database_bytes), "files": len(plan.files), "bytes": _mib(plan.file_bytes), "to": to}
        return Outcome(lines=[line % values], figures=figures)

    def _backup(self, to: Path, keep: int | None) -> Outcome:
        backup = backup_create(to=to, by=SYSTEM, progress=self.progress)
        removed = backups_prune(folder=to, keep=keep) if keep else []
        manifest = backup.manifest
        outcome = Outcome(
            lines=[
                _("已备份到 %(folder)s（%(files)s 个文件，%(size)s MiB）")
                % {"folder": backup.folder, "files": len(manifest.files), "size": _mib(manifest.size)},
                _("密钥不在备份中：FIELD_KEYS、CODE_KEY 请另外妥善保存，没有它们联系方式无法读取、查询码无法核对。"),
            ],
            figures={
                "folder": str(backup.folder),
                "files": len(manifest.files),
                "bytes": manifest.size,
                "rows": sum(manifest.rows.values()),
                "audit_number": manifest.audit_number,
                "removed": [str(path) for path in removed],
            },
        )
        if backup.damaged:
            outcome.figures["damaged"] = list(backup.damaged)
            outcome.problem = _("备份已完成，但有 %(count)s 个文件在备份前就已损坏，例如 %(path)s") % {
                "count": len(backup.damaged),
                "path": backup.damaged[0],
            }
        return outcome


def _mib(size: int) -> str:
    return f"{size / 1024**2:.1f}"
