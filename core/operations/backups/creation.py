"""Making a backup."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.operations.backups.databases import copy_name, database_bytes, database_copy
from core.operations.backups.errors import BackupError
from core.operations.backups.files import Source, copy_out, damaged_blob, heads_source, sources
from core.operations.backups.manifest import NAME, Item, Manifest, hash_of, key_fingerprints, write_manifest
from core.units.actors import Actor

# Room that must stay on the disk beyond the copy itself.
SPARE_BYTES = 100 * 1024 * 1024


class Shown(Protocol):
    """A progress display."""

    def advance(self, count: int = 1) -> None: ...


Progress = Callable[[str, int | None], AbstractContextManager[Shown]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backup would copy."""

    database_bytes: int
    files: tuple[Source, ...]
    file_bytes: int

    @property
    def size(self) -> int:
        return self.database_bytes + self.file_bytes


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup. ``damaged`` names blobs whose bytes no longer have the hash they are named by."""

    folder: Path
    manifest: Manifest
    damaged: tuple[str, ...]


def backup_plan(*, to: Path) -> Plan:
    """Sizes. Raises BackupError when the target disk has no room."""
    files = tuple(sources())
    plan = Plan(database_bytes(), files, sum(_size(source.path) for source in files))
    existing = next(folder for folder in (to, *to.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < plan.size + SPARE_BYTES:
        needed = (plan.size + SPARE_BYTES) // 1024**2
        raise BackupError(_("磁盘空间不足：需要 %(needed)s MiB，剩余 %(free)s MiB。") % {"needed": needed, "free": free // 1024**2})
    return plan


def backup_create(*, to: Path, by: Actor, progress: Progress) -> Backup:
    """Copy database, then files, into a new folder under ``to`` that gets its name when it is complete.

    In this order no row can name a file that the backup lacks: files are stored before their rows.
    """
    plan = backup_plan(to=to)
    now = timezone.now()
    folder = to / timezone.localtime(now).strftime("%Y%m%d-%H%M%S")
    draft = folder.with_name(f".{folder.name}.partial")
    try:
        draft.mkdir(mode=0o700, parents=True)
        manifest, damaged = _fill(draft, plan, now.isoformat(), progress)
        write_manifest(draft, manifest)
        os.sync()
        draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise BackupError(_("无法写入 %(folder)s：%(why)s") % {"folder": folder, "why": error.strerror}) from error
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    with transaction.atomic():
        data = {"files": len(manifest.files), "bytes": manifest.size, "audit_number": manifest.audit_number}
        record(action="operations.backup", by=by, data=data)
    return Backup(folder, manifest, damaged)


def backups_prune(*, folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` complete backups of a folder. Returns what was removed."""
    complete = sorted(path.parent for path in folder.glob(f"[0-9]*/{NAME}"))
    surplus = complete[:-keep]
    for path in surplus:
        shutil.rmtree(path)
    return surplus


def _fill(draft: Path, plan: Plan, created_at: str, progress: Progress) -> tuple[Manifest, tuple[str, ...]]:
    copy = draft / copy_name()
    heads = copy_out(heads_source(), draft)
    with progress(_("复制数据库"), 1000) as shown:
        snapshot = database_copy(copy, advance=shown.advance)
    os.chmod(copy, 0o600)
    items: list[Item] = [heads] if heads else []
    # Listed anew: a file stored while the database was copied may belong to one of its rows.
    files = tuple(sources())
    with progress(_("复制文件"), len(files)) as shown:
        for source in files:
            item = copy_out(source, draft)
            if item:
                items.append(item)
            shown.advance(1)
    manifest = Manifest(
        created_at=created_at,
        engine="sqlite" if copy.suffix == ".sqlite3" else "postgresql",
        database=Item(copy.name, *hash_of(copy)),
        files=tuple(items),
        rows=snapshot.rows,
        migrations=snapshot.migrations,
        audit_number=snapshot.audit_number,
        audit_hash=snapshot.audit_hash,
        keys=key_fingerprints(),
    )
    return manifest, tuple(item.path for item in items if damaged_blob(item))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
