"""Put a backup in the place of the present data. Stop every process first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from core.operations.backups.errors import BackupError
from core.operations.backups.manifest import read_manifest
from core.operations.backups.restoring import Restored, backup_check, restore, target_check
from core.units.actors import SYSTEM


class Command(OperationCommand):
    help = _("从备份恢复数据库与文件（先停止所有进程）；--dry-run 只校验备份")
    # An empty database has no tables yet; it gets them from the backup.
    requires_migrations_checks = False

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="folder", type=Path, required=True, help=_("备份文件夹（含 manifest.json）"))
        parser.add_argument("--verify", action="store_true", help=_("恢复后逐个核对文件"))
        parser.add_argument("--overwrite", action="store_true", help=_("允许取代当前数据库中的数据"))
        parser.add_argument("--allow-missing-keys", action="store_true", help=_("缺少备份所用密钥时仍然恢复"))

    def operate(self, **options: Any) -> Outcome:
        folder: Path = options["folder"].resolve()
        try:
            manifest = read_manifest(folder)
            backup_check(folder=folder, manifest=manifest, progress=self.progress, allow_missing_keys=options["allow_missing_keys"])
            figures = {"created_at": manifest.created_at, "files": len(manifest.files), "rows": sum(manifest.rows.values())}
            if self.dry_run:
                return Outcome(lines=[_("备份完整：%(files)s 个文件，%(rows)s 行数据，哈希与完整性检查通过。") % figures], figures=figures)
            target_check(overwrite=options["overwrite"])
            done = restore(folder=folder, manifest=manifest, by=SYSTEM, progress=self.progress, verify_all=options["verify"])
        except BackupError as error:
            return Outcome(problem=str(error))
        return _outcome(done, figures)


def _outcome(done: Restored, figures: dict[str, Any]) -> Outcome:
    figures |= {
        "files_written": done.files_written,
        "files_present": done.files_present,
        "audit_entries": done.audit_entries,
        "migrated": done.migrated,
        "hooks": done.hooks,
        "problems": done.problems,
    }
    lines = [
        _("已恢复 %(rows)s 行数据、%(files)s 个文件（写入 %(files_written)s 个，原已存在 %(files_present)s 个）") % figures,
        _("审计链 %(audit_entries)s 条，已校验") % figures,
    ]
    lines += done.problems
    problem = _("恢复已完成，但校验发现 %(count)s 个问题") % {"count": len(done.problems)} if done.problems else ""
    return Outcome(lines=lines, figures=figures, problem=problem)
