"""The chain's end, written once a day to a file outside the database.

Whoever owns the database could rewrite the whole chain; it would then no longer meet the hashes noted
here. Copy the file (or the log line of the same content) to a place that person does not own.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from core.audit.models import AuditHead

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DailyHead:
    """One line: on ``day`` the chain ended with entry ``number`` of this hash."""

    day: str
    number: int
    hash: str


def heads_path() -> Path:
    """DATA_DIR/audit-heads.log."""
    return Path(settings.DATA_DIR) / "audit-heads.log"


def read_heads(path: Path) -> list[DailyHead]:
    """All lines, oldest first. Raises ValueError on a line that is not of this form."""
    if not path.exists():
        return []
    heads = []
    for line in path.read_text(encoding="ascii").splitlines():
        day, number, digest = line.split(" ")
        heads.append(DailyHead(day, int(number), digest))
    return heads


def note_head(now: datetime.datetime) -> DailyHead | None:
    """Append today's line unless it is there or the chain is empty. Returns what was written."""
    path = heads_path()
    today = timezone.localdate(now).isoformat()
    if any(head.day == today for head in read_heads(path)):
        return None
    end = AuditHead.objects.filter(number__gt=0).first()
    if end is None:
        return None
    line = f"{today} {end.number} {end.hash}\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, line.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    log.info("audit head", day=today, number=end.number, hash=end.hash)
    return DailyHead(today, end.number, end.hash)
