"""Outbox work of public pages."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.files.base import File
from django.db import transaction

from core.files.enums import FileVisibility
from core.files.errors import FileRefused
from core.files.services import document_prepare, file_attach, file_save
from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.units.actors import SYSTEM
from portal.base.models import PublicDocument
from portal.base.selectors import pages_with_document
from portal.base.services import STORE_DOCUMENT, index_again

logger = structlog.get_logger(__name__)
SUBJECT_KIND = "portal_base.publicdocument"


@handler(STORE_DOCUMENT, lease_seconds=180, background=True)
def store_document(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Put a published file into the file store, where its text is read; changed files anew."""
    document = PublicDocument.objects.select_related("stored").filter(pk=payload["document"]).first()
    if document is None:
        return
    with document.open_file() as stream:
        try:
            prepared = document_prepare(upload=File(stream, name=document.filename))
        except FileRefused as error:
            logger.warning("publication.file_refused", document=document.pk, why=error.message)
            return
    if document.stored is not None and document.stored.sha256 == prepared.sha256:
        return
    with transaction.atomic():
        stored = file_save(prepared=prepared, by=SYSTEM, visibility=FileVisibility.PUBLIC)
        file_attach(file=stored, subject=document, role="publication")
        PublicDocument.objects.filter(pk=document.pk).update(stored=stored)


def text_ready(kind: str, pk: int) -> None:
    """A file's text was read: the pages that carry it are searched by it from now on."""
    if kind == SUBJECT_KIND:
        for page in pages_with_document(pk):
            index_again(page=page.specific_deferred)
