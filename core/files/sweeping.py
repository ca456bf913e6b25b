"""Removes what a crash or an abandoned form left in the store."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.db.models import Q

from core.files import blobs
from core.files.models import StoredFile

MIN_AGE_SECONDS = 24 * 3600
_BATCH = 400
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """Counts and bytes of what was (or, in a dry run, would be) removed, and blobs that rows miss."""

    temp_files: int
    orphans: int
    freed_bytes: int
    kept: int


def sweep(*, dry_run: bool, now: float | None = None) -> SweepReport:
    """Remove temp files and blobs without a row, both older than a day. ``now`` is a POSIX time."""
    limit = (time.time() if now is None else now) - MIN_AGE_SECONDS
    temps = orphans = freed = kept = 0
    batch: list[Path] = []
    for path in blobs.entries():
        if not _older(path, limit):
            kept += 1
        elif path.name.startswith(blobs.TEMP_PREFIX):
            temps += 1
            freed += _remove(path, limit, dry_run)
        else:
            batch.append(path)
        if len(batch) >= _BATCH:
            lost = _orphans(batch)
            orphans, kept = orphans + len(lost), kept + len(batch) - len(lost)
            freed += sum(_remove(item, limit, dry_run) for item in lost)
            batch = []
    lost = _orphans(batch)
    freed += sum(_remove(item, limit, dry_run) for item in lost)
    report = SweepReport(temps, orphans + len(lost), freed, kept + len(batch) - len(lost))
    if not dry_run and (report.temp_files or report.orphans):
        logger.info("files.swept", temp=report.temp_files, orphans=report.orphans, bytes=report.freed_bytes)
    return report


def missing_blobs() -> Iterable[StoredFile]:
    """Rows whose bytes are gone. There must be none."""
    for file in StoredFile.objects.defer("text").order_by("pk").iterator():
        names = [name for name in (file.sha256, file.thumbnail_sha256) if name]
        if any(not blobs.path_of(name).exists() for name in names):
            yield file


def _orphans(paths: list[Path]) -> list[Path]:
    names = [path.name for path in paths]
    rows = StoredFile.objects.filter(Q(sha256__in=names) | Q(thumbnail_sha256__in=names)).values_list("sha256", "thumbnail_sha256")
    known = {name for row in rows for name in row}
    return [path for path in paths if path.name not in known]


def _older(path: Path, limit: float) -> bool:
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False


def _remove(path: Path, limit: float, dry_run: bool) -> int:
    """Bytes freed. The age is looked at again under the lock: a writer may have taken the blob into use."""
    with blobs.locked(shared=False):
        if not _older(path, limit):
            return 0
        size = path.stat().st_size
        if not dry_run:
            path.unlink(missing_ok=True)
        return size
