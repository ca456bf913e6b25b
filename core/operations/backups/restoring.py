"""Putting a backup back in place."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.heads import heads_path, read_heads
from core.audit.models import AuditEntry
from core.audit.services import record
from core.audit.verification import verify
from core.operations.backups.creation import Progress
from core.operations.backups.databases import database_check, database_restore, row_counts
from core.operations.backups.errors import BackupError
from core.operations.backups.files import HEADS, copy_in, is_intact, place_of
from core.operations.backups.hooks import restore_hooks
from core.operations.backups.manifest import Manifest, hash_of, key_fingerprints
from core.outbox.models import WorkerHeartbeat
from core.outbox.selectors import last_beat
from core.phrases import listed
from core.units.actors import Actor

WORKER_ALIVE = datetime.timedelta(seconds=30)


@dataclass(slots=True)
class Restored:
    """``problems`` were found after the restore; the data are in place all the same."""

    files_written: int = 0
    files_present: int = 0
    migrated: bool = False
    audit_entries: int = 0
    hooks: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def backup_check(*, folder: Path, manifest: Manifest, progress: Progress, allow_missing_keys: bool = False) -> None:
    """Everything that can be known before anything is written. Raises BackupError with the first fault."""
    if manifest.engine != connection.vendor:
        raise BackupError(_("备份来自 %(theirs)s，当前数据库是 %(ours)s。") % {"theirs": manifest.engine, "ours": connection.vendor})
    if not allow_missing_keys:
        _check_keys(manifest)
    _check_migrations(manifest)
    items = (manifest.database, *manifest.files)
    with progress(_("校验备份"), len(items)) as shown:
        for item in items:
            if not is_intact(item, folder):
                raise BackupError(_("备份文件缺失或已损坏：%(path)s") % {"path": item.path})
            shown.advance(1)
    database_check(folder / manifest.database.path)


def target_check(*, overwrite: bool) -> None:
    """Refuse to write over data, or under a running worker."""
    try:
        filled = AuditEntry.objects.exists()
        beat = last_beat()
    except DatabaseError:  # an empty database: nothing to lose
        return
    if beat and timezone.now() - beat < WORKER_ALIVE:
        raise BackupError(_("后台进程仍在运行，请先停止所有进程。"))
    if filled and not overwrite:
        raise BackupError(_("当前数据库中已有数据；确定要用备份取代它，请加 --overwrite。"))


def restore(*, folder: Path, manifest: Manifest, by: Actor, progress: Progress, verify_all: bool) -> Restored:
    """Database, files, migrations the backup lacks, hooks; then the checks. ``backup_check`` must have passed."""
    done = Restored()
    with progress(_("恢复数据库"), 1000) as shown:
        database_restore(folder / manifest.database.path, advance=shown.advance)
    counts = row_counts()
    done.problems += [
        _("表 %(table)s 应有 %(expected)s 行，实有 %(found)s 行") % {"table": table, "expected": expected, "found": counts.get(table, 0)}
        for table, expected in manifest.rows.items()
        if counts.get(table, 0) != expected
    ]
    _files(done, folder, manifest, progress)
    if _pending():
        call_command("migrate", interactive=False, verbosity=0)
        done.migrated = True
    WorkerHeartbeat.objects.all().delete()
    with transaction.atomic():
        for name, hook in restore_hooks().items():
            hook()
            done.hooks.append(name)
        record(action="operations.restore", by=by, data={"backup": manifest.created_at, "audit_number": manifest.audit_number})
    _audit(done, manifest, progress)
    if verify_all:
        _verify_files(done, manifest, progress)
    return done


def _check_keys(manifest: Manifest) -> None:
    present = key_fingerprints()
    for kind, variable in (("field_keys", "FIELD_KEYS"), ("code_key", "CODE_KEY")):
        missing = set(manifest.keys.get(kind, [])) - set(present[kind])
        if missing:
            raise BackupError(
                _("缺少备份使用的密钥（指纹 %(prints)s）：请在 %(variable)s 中补上，或加 --allow-missing-keys（相应内容将无法读取）。")
                % {"prints": listed(sorted(missing)), "variable": variable}
            )


def _check_migrations(manifest: Manifest) -> None:
    known = MigrationExecutor(None).loader.disk_migrations
    apps = {app for app, _name in known}
    unknown = [f"{app}.{name}" for app, names in manifest.migrations.items() if app in apps for name in names if (app, name) not in known]
    replaced = {key for migration in known.values() for key in migration.replaces}
    unknown = [name for name in unknown if tuple(name.split(".", 1)) not in replaced]
    if unknown:
        raise BackupError(_("备份来自更新的版本（含未知的迁移 %(names)s），请先升级程序。") % {"names": listed(unknown[:3])})


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _files(done: Restored, folder: Path, manifest: Manifest, progress: Progress) -> None:
    if any(item.path == HEADS for item in manifest.files) and heads_path().exists():
        # Later days' heads belong to the data that were replaced: kept aside, not thrown away.
        heads_path().rename(heads_path().with_name(f"{HEADS}.before-{timezone.localtime():%Y%m%d-%H%M%S}"))
    with progress(_("恢复文件"), len(manifest.files)) as shown:
        for item in manifest.files:
            if copy_in(item, folder):
                done.files_written += 1
            else:
                done.files_present += 1
            shown.advance(1)


def _audit(done: Restored, manifest: Manifest, progress: Progress) -> None:
    with progress(_("校验审计记录"), manifest.audit_number) as shown:
        verdict = verify(heads=read_heads(heads_path()), advance=shown.advance)
    done.audit_entries = verdict.checked
    if verdict.finding:
        done.problems.append(
            _("审计记录第 %(number)s 条有问题：%(reason)s") % {"number": verdict.finding.number, "reason": verdict.finding.reason}
        )
    if verdict.unprotected:
        done.problems.append(_("审计表缺少保护触发器：%(names)s") % {"names": listed(verdict.unprotected)})
    expected = AuditEntry.objects.filter(number=manifest.audit_number).values_list("hash", flat=True).first() or ""
    if manifest.audit_number and expected != manifest.audit_hash:
        done.problems.append(_("审计链末端与备份时不同"))


def _verify_files(done: Restored, manifest: Manifest, progress: Progress) -> None:
    with progress(_("校验恢复的文件"), len(manifest.files)) as shown:
        for item in manifest.files:
            path = place_of(item)
            if not path.is_file() or hash_of(path) != (item.sha256, item.size):
                done.problems.append(_("恢复后的文件与备份不符：%(path)s") % {"path": item.path})
            shown.advance(1)
