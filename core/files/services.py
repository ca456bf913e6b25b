"""Taking files in and hanging them on records.

Bytes first, row second: ``image_prepare`` and ``document_prepare`` check, convert and fsync without touching
the database, so that no picture is worked on inside a write transaction. ``file_save`` then writes the row.
``image_store`` and ``document_store`` do both and suit callers that hold no transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from core.files import blobs, documents, images
from core.files.enums import DOCUMENT_EXTENSIONS, JPEG, FileKind, FileVisibility, ScanState, TextState
from core.files.errors import FileRefused
from core.files.models import FileLink, StoredFile
from core.files.naming import clean_name
from core.files.scanning import scan
from core.outbox.services import emit
from core.units.actors import Actor
from core.units.refs import SubjectRef, subject_ref

EXTRACT_TOPIC = "files.extract"


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file whose bytes are durable and whose row is not written yet."""

    sha256: str
    size: int
    content_type: str
    original_name: str
    kind: FileKind
    scan_state: ScanState
    thumbnail_sha256: str = ""
    width: int | None = None
    height: int | None = None


def image_prepare(*, upload: File[bytes]) -> PreparedFile:
    """Clean a photo and store its bytes. Raises FileRefused, OSError (disk full), FileCheckUnavailable."""
    data = _read(upload, images.MAX_BYTES, _("图片超过 10 MB，请压缩后再上传。"))
    scan_state = scan(data)
    clean = images.image_clean(data)
    thumbnail = blobs.write(clean.thumbnail)
    return PreparedFile(
        sha256=blobs.write(clean.full),
        size=len(clean.full),
        content_type=JPEG,
        original_name=clean_name(upload.name or "", fallback=_("照片"), extension="jpg"),
        kind=FileKind.IMAGE,
        scan_state=scan_state,
        thumbnail_sha256=thumbnail,
        width=clean.width,
        height=clean.height,
    )


def document_prepare(*, upload: File[bytes]) -> PreparedFile:
    """Check a document and store its bytes as they are. Raises as ``image_prepare`` does."""
    data = _read(upload, documents.MAX_BYTES, _("文件超过 20 MB，请拆分或压缩后再上传。"))
    name = upload.name or ""
    content_type = documents.document_type(data, name)
    scan_state = scan(data)
    return PreparedFile(
        sha256=blobs.write(data),
        size=len(data),
        content_type=content_type,
        original_name=clean_name(name, fallback=_("文件"), extension=DOCUMENT_EXTENSIONS[content_type]),
        kind=FileKind.DOCUMENT,
        scan_state=scan_state,
    )


@transaction.atomic
def file_save(*, prepared: PreparedFile, by: Actor | None, visibility: FileVisibility = FileVisibility.PRIVATE) -> StoredFile:
    """Write the row of prepared bytes; a document's text is extracted later by the worker."""
    pending = prepared.kind == FileKind.DOCUMENT
    file = StoredFile.objects.create(
        sha256=prepared.sha256,
        thumbnail_sha256=prepared.thumbnail_sha256,
        size=prepared.size,
        content_type=prepared.content_type,
        original_name=prepared.original_name,
        kind=prepared.kind,
        visibility=visibility,
        width=prepared.width,
        height=prepared.height,
        scan_state=prepared.scan_state,
        text_state=TextState.PENDING if pending else TextState.EMPTY,
        uploaded_by=by.user if by else None,
    )
    if pending:
        emit(EXTRACT_TOPIC, {"file": file.pk}, key=str(file.pk))
    return file


def image_store(*, upload: File[bytes], by: Actor | None, visibility: FileVisibility = FileVisibility.PRIVATE) -> StoredFile:
    """Take a photo in: JPEG, PNG, WebP or HEIC up to 10 MB and 50 megapixels. Call it before your transaction."""
    return file_save(prepared=image_prepare(upload=upload), by=by, visibility=visibility)


def document_store(*, upload: File[bytes], by: Actor | None, visibility: FileVisibility = FileVisibility.PRIVATE) -> StoredFile:
    """Take a PDF, DOCX, XLSX or TXT up to 20 MB in. Call it before your transaction."""
    return file_save(prepared=document_prepare(upload=upload), by=by, visibility=visibility)


@transaction.atomic
def file_attach(*, file: StoredFile, subject: Model | SubjectRef, role: str, step: Any = None) -> FileLink:
    """Hang a file on a record, after those it has. ``step`` is a workflow step, its number, or None."""
    ref = subject if isinstance(subject, SubjectRef) else subject_ref(subject)
    step_id = step.pk if isinstance(step, Model) else step
    last = FileLink.objects.filter(subject_kind=ref.kind, subject_id=ref.pk, role=role).aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    return FileLink.objects.create(file=file, subject_kind=ref.kind, subject_id=ref.pk, role=role, step_id=step_id, order=order)


def files_attach(*, files: list[StoredFile], subject: Model | SubjectRef, role: str, step_id: int | None = None) -> list[FileLink]:
    """Hang several files on a new record in one statement, in the given order."""
    ref = subject if isinstance(subject, SubjectRef) else subject_ref(subject)
    rows = [
        FileLink(file=file, subject_kind=ref.kind, subject_id=ref.pk, role=role, step_id=step_id, order=order)
        for order, file in enumerate(files)
    ]
    return FileLink.objects.bulk_create(rows)


@transaction.atomic
def text_extract_again(*, file: StoredFile) -> StoredFile:
    """Put a document back into the queue (after a failure, or when the extractor has learnt something)."""
    row = StoredFile.objects.select_for_update().get(pk=file.pk)
    if row.kind != FileKind.DOCUMENT:
        raise FileRefused(_("图片没有可提取的文字。"))
    row.text_state = TextState.PENDING
    row.save(update_fields=["text_state"])
    emit(EXTRACT_TOPIC, {"file": row.pk}, key=str(row.pk))
    return row


def _read(upload: File[bytes], limit: int, message: str) -> bytes:
    """The upload's bytes; it is refused by its size before it is read into memory."""
    if (upload.size or 0) > limit:
        raise FileRefused(message)
    upload.seek(0)
    data: bytes = upload.read(limit + 1)
    if len(data) > limit:
        raise FileRefused(message)
    if not data:
        raise FileRefused(_("文件是空的，请重新选择。"))
    return data
