"""Outbox work of bulletins: the PDF is made once, after publication, since the portal may not write."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from core.files.enums import FileVisibility
from core.files.services import document_prepare, file_attach, file_save
from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.units.actors import SYSTEM
from portal.bulletins.models import BulletinPage
from portal.bulletins.pdf import bulletin_pdf
from portal.bulletins.receivers import MAKE_PDF
from portal.bulletins.roles import PDF_ROLE
from portal.bulletins.selectors import bulletin_file


@handler(MAKE_PDF, lease_seconds=180)
def make_pdf(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Delivered twice it makes the same bytes, which are then there already."""
    page = BulletinPage.objects.published().filter(pk=payload["page"]).first()
    if page is None or not page.figures:
        return
    upload = SimpleUploadedFile(f"bulletin-{page.slug}.pdf", bulletin_pdf(page), content_type="application/pdf")
    prepared = document_prepare(upload=upload)
    known = bulletin_file(page)
    if known is not None and known.sha256 == prepared.sha256:
        return
    with transaction.atomic():
        stored = file_save(prepared=prepared, by=SYSTEM, visibility=FileVisibility.PUBLIC)
        file_attach(file=stored, subject=page, role=PDF_ROLE)
