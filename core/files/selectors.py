"""Reading stored files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from django.db.models import F, Model, QuerySet

from core.files import blobs
from core.files.models import FileLink, StoredFile
from core.units.refs import SubjectRef, subject_ref


def links_of(subject: Model | SubjectRef, role: str | None = None) -> QuerySet[FileLink]:
    """The places of files on a record, in order, each with its file (without the extracted text)."""
    ref = subject if isinstance(subject, SubjectRef) else subject_ref(subject)
    links = FileLink.objects.filter(subject_kind=ref.kind, subject_id=ref.pk).select_related("file").defer("file__text")
    return links.filter(role=role) if role is not None else links


def files_of(subject: Model | SubjectRef, role: str | None = None) -> QuerySet[StoredFile]:
    """The files of a record in order (without the text), each with ``link_role`` and ``link_step_id``."""
    ref = subject if isinstance(subject, SubjectRef) else subject_ref(subject)
    links = {"links__subject_kind": ref.kind, "links__subject_id": ref.pk}
    if role is not None:
        links["links__role"] = role
    files = StoredFile.objects.filter(**links).annotate(link_role=F("links__role"), link_step_id=F("links__step_id"))
    return files.defer("text").order_by("links__order", "links__id")


def files_by_subject(kind: str, ids: Iterable[int], role: str | None = None) -> dict[int, list[StoredFile]]:
    """Files of many records of one kind in one query, for lists: record number → its files in order."""
    links = FileLink.objects.filter(subject_kind=kind, subject_id__in=list(ids)).select_related("file").defer("file__text")
    if role is not None:
        links = links.filter(role=role)
    grouped: dict[int, list[StoredFile]] = {}
    for link in links.order_by("subject_id", "order", "id"):
        grouped.setdefault(link.subject_id, []).append(link.file)
    return grouped


def is_linked(file: StoredFile, subject: Model | SubjectRef, role: str | None = None) -> bool:
    """Whether the file hangs on the record: the check before a file is served through it."""
    return links_of(subject, role).filter(file=file).exists()


def linked_file(subject: Model | SubjectRef, file_id: int, role: str | None = None) -> StoredFile | None:
    """The file with this number if it hangs on the record, in one query: a file of another record takes as
    long to refuse as a number that no file has."""
    link = links_of(subject, role).filter(file_id=file_id).first()
    return link.file if link else None


def file_open(file: StoredFile) -> BinaryIO:
    """The file's bytes. Raises FileNotFoundError when the blob is gone."""
    return blobs.open_blob(file.sha256)


def thumbnail_open(file: StoredFile) -> BinaryIO:
    """The small picture of an image. Raises FileNotFoundError for documents."""
    if not file.thumbnail_sha256:
        raise FileNotFoundError(file.pk)
    return blobs.open_blob(file.thumbnail_sha256)
