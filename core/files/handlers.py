"""Outbox work of this app."""

from __future__ import annotations

import datetime
from typing import Any

import structlog
from django.db import transaction

from core.files.enums import TextState
from core.files.extraction import text_of
from core.files.models import FileLink, StoredFile
from core.files.registry import text_listeners
from core.files.services import EXTRACT_TOPIC
from core.files.sweeping import sweep
from core.outbox.models import OutboxMessage
from core.outbox.registry import handler, periodic

logger = structlog.get_logger(__name__)


@handler(EXTRACT_TOPIC, lease_seconds=180, max_attempts=3, background=True)
def extract(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Extract a document's text outside any transaction, then store it and tell the records it hangs on."""
    file = StoredFile.objects.filter(pk=payload["file"]).defer("text").first()
    if file is None or file.text_state != TextState.PENDING:
        return
    result = text_of(file)
    if result.state == TextState.FAILED:
        logger.warning("file.text_failed", file=file.pk, why=result.reason)
    with transaction.atomic():
        updated = StoredFile.objects.filter(pk=file.pk, text_state=TextState.PENDING).update(text_state=result.state, text=result.text)
        if not updated or result.state != TextState.DONE:
            return
        subjects = FileLink.objects.filter(file=file).order_by().values_list("subject_kind", "subject_id").distinct()
        for kind, pk in subjects:
            for listener in text_listeners():
                listener(kind, pk)


@periodic("files.sweep", 6 * 3600, lease_seconds=1800)
def sweep_blobs(now: datetime.datetime) -> None:
    """Remove temp files and orphans older than a day."""
    sweep(dry_run=False)
