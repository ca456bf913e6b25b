"""Blobs and rows: bytes on disk before the row, one blob for one content, the scanner, safe serving."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from core.files import blobs
from core.files.enums import FileKind, ScanState, TextState
from core.files.errors import FileCheckUnavailable, FileRefused
from core.files.models import FileLink, StoredFile
from core.files.naming import clean_name
from core.files.selectors import file_open, files_by_subject, files_of, is_linked, linked_file, links_of, thumbnail_open
from core.files.services import (
    document_store,
    file_attach,
    files_attach,
    image_prepare,
    image_store,
)
from core.files.serving import file_response
from tests.factories import files as make
from tests.factories.accounts import unit_with
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = pytest.mark.usefixtures("files_root")


# Blobs


def test_a_blob_is_named_by_its_hash_and_stored_once() -> None:
    first, second = blobs.write(b"abc"), blobs.write(b"abc")
    assert first == second == hashlib.sha256(b"abc").hexdigest()
    assert [path.name for path in blobs.entries()] == [first]
    assert blobs.open_blob(first).read() == b"abc"
    assert stat.S_IMODE(blobs.path_of(first).stat().st_mode) == 0o640
    assert blobs.intact(first)


def test_intact_sees_changed_and_missing_bytes() -> None:
    sha256 = blobs.write(b"abc")
    blobs.path_of(sha256).write_bytes(b"abd")
    assert not blobs.intact(sha256)
    blobs.path_of(sha256).unlink()
    assert not blobs.intact(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "a" * 65])
def test_only_hashes_are_paths(name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        blobs.path_of(name)


def test_bytes_are_on_disk_before_the_name_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def seen_fsync(handle: int) -> None:
        calls.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def seen_replace(source: str, target: Path) -> None:
        calls.append("name")
        replace(source, target)

    blobs.write(b"prepare the folders: ab")
    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(os, "replace", seen_replace)
    blobs.write(b"content")
    assert calls[-3:] == ["file", "name", "folder"]


def test_a_full_disk_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            blobs.write(b"content")
    assert list(blobs.entries()) == []


def test_a_torn_blob_is_replaced() -> None:
    sha256 = blobs.write(b"whole content")
    blobs.path_of(sha256).write_bytes(b"who")
    blobs.write(b"whole content")
    assert blobs.intact(sha256)


# Rows


@pytest.mark.django_db
def test_image_store_keeps_two_clean_pictures() -> None:
    file = image_store(upload=make.upload(make.photo((2000, 1500)), "晚上的路灯.HEIC"), by=None)
    assert (file.kind, file.content_type, file.text_state, file.scan_state) == (
        FileKind.IMAGE,
        "image/jpeg",
        TextState.EMPTY,
        ScanState.UNSCANNED,
    )
    assert (file.width, file.height) == (1600, 1200)
    assert file.original_name == "晚上的路灯.jpg"
    with file_open(file) as full, thumbnail_open(file) as small:
        data = full.read()
        assert hashlib.sha256(data).hexdigest() == file.sha256
        assert len(data) == file.size
        assert len(small.read()) < len(data)
    for path in blobs.entries():
        assert make.GPS_MARK.encode() not in path.read_bytes()


@pytest.mark.django_db
def test_a_refused_upload_leaves_neither_row_nor_blob() -> None:
    with pytest.raises(FileRefused):
        image_store(upload=make.upload(b"no picture"), by=None)
    with pytest.raises(FileRefused):
        document_store(upload=make.upload(b"MZ\x90", "a.pdf"), by=None)
    with pytest.raises(FileRefused, match="空的"):
        image_store(upload=make.upload(b""), by=None)
    assert not StoredFile.objects.exists()
    assert list(blobs.entries()) == []


def test_preparing_needs_no_database() -> None:
    """No mark for the database: a query here fails the test. Image work never sits inside a transaction."""
    assert image_prepare(upload=make.upload(make.photo())).width == 640


def test_a_large_upload_is_refused_before_it_is_read() -> None:
    class Lying(io.BytesIO):
        size = 11 * 1024 * 1024
        name = "a.jpg"

        def read(self, *_args: object) -> bytes:
            raise AssertionError("was read")

    with pytest.raises(FileRefused, match="10 MB"):
        image_prepare(upload=Lying())


@pytest.mark.django_db
def test_two_uploads_of_the_same_bytes_share_one_blob() -> None:
    data = make.photo()
    first = image_store(upload=make.upload(data, "a.jpg"), by=None)
    second = image_store(upload=make.upload(data, "b.jpg"), by=None)
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert len(list(blobs.entries())) == 2  # the picture and its thumbnail


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\方案.docx", "方案.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("\u202excod.exe", "xcod.pdf"),
        ("", "文件.pdf"),
        ("...", "文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 146 + ".pdf"),
        ("archive.tar.pdf", "archive.tar.pdf"),
    ],
)
def test_names_are_kept_for_display_only(given: str, kept: str) -> None:
    assert clean_name(given, fallback="文件", extension="pdf") == kept


@pytest.mark.django_db
def test_files_hang_on_records_in_order() -> None:
    unit, other = unit_with(), unit_with()
    first, second, third = (make.StoredImageFactory() for _index in range(3))
    file_attach(file=second, subject=unit, role="photo")
    file_attach(file=first, subject=unit, role="photo", step=7)
    file_attach(file=third, subject=unit, role="document")
    files_attach(files=[third, first], subject=other, role="photo")

    assert [file.pk for file in files_of(unit, "photo")] == [second.pk, first.pk]
    assert [file.link_step_id for file in files_of(unit, "photo")] == [None, 7]
    assert {file.link_role for file in files_of(unit)} == {"photo", "document"}
    assert [link.file_id for link in links_of(other)] == [third.pk, first.pk]
    assert is_linked(first, unit, "photo")
    assert not is_linked(second, other)
    assert linked_file(unit, first.pk) == first
    assert linked_file(unit, first.pk, "photo") == first
    assert linked_file(unit, first.pk, "another role") is None
    assert linked_file(other, second.pk) is None
    grouped = files_by_subject("core_units.unit", [unit.pk, other.pk], "photo")
    assert {key: [file.pk for file in value] for key, value in grouped.items()} == {
        unit.pk: [second.pk, first.pk],
        other.pk: [third.pk, first.pk],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 40])
def test_reading_files_takes_one_query_and_leaves_the_text_out(count: int, django_assert_num_queries: Any) -> None:
    unit = unit_with()
    file = make.StoredImageFactory(text="长文")
    FileLink.objects.bulk_create(
        FileLink(file=file, subject_kind="core_units.unit", subject_id=unit.pk, role="photo", order=order) for order in range(count)
    )
    with django_assert_num_queries(3):
        assert all("text" in link.file.get_deferred_fields() for link in links_of(unit))
        assert all("text" in found.get_deferred_fields() for found in files_of(unit))
        assert len(files_by_subject("core_units.unit", [unit.pk])[unit.pk]) == count


# Virus scan


@pytest.mark.django_db
def test_a_scanner_that_finds_nothing_marks_the_file(settings: Any) -> None:
    settings.FILES_SCAN_COMMAND = ("sh", "-c", "test -s $0")
    assert image_store(upload=make.upload(make.photo()), by=None).scan_state == ScanState.CLEAN


@pytest.mark.django_db
def test_an_infected_file_is_refused(settings: Any) -> None:
    settings.FILES_SCAN_COMMAND = ("sh", "-c", "exit 1")
    with pytest.raises(FileRefused, match="安全检查"):
        document_store(upload=make.upload(b"text", "a.txt"), by=None)
    assert list(blobs.entries()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("command", [("sh", "-c", "exit 2"), ("/no/such/scanner",)])
def test_without_an_answer_nothing_is_stored(command: tuple[str, ...], settings: Any) -> None:
    settings.FILES_SCAN_COMMAND = command
    with pytest.raises(FileCheckUnavailable):
        image_store(upload=make.upload(make.photo()), by=None)
    assert list(blobs.entries()) == []


# Serving


@pytest.mark.django_db
def test_a_file_is_served_as_a_download_that_cannot_act() -> None:
    file = document_store(upload=make.upload("文本".encode(), '考评"简报;.txt'), by=None)
    response = file_response(file)
    assert b"".join(response.streaming_content) == "文本".encode()
    headers = response.headers
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "\n" not in headers["Content-Disposition"]
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Length"] == str(file.size)
    for probe in ("ETag", "Last-Modified"):
        assert probe not in headers


@pytest.mark.django_db
def test_thumbnails_are_served_and_missing_bytes_are_not_found() -> None:
    file = make.StoredImageFactory()
    small = b"".join(file_response(file, thumbnail=True).streaming_content)
    assert hashlib.sha256(small).hexdigest() == file.thumbnail_sha256
    blobs.path_of(file.sha256).unlink()
    with pytest.raises(Http404):
        file_response(file)
    document = document_store(upload=make.upload(b"text", "a.txt"), by=None)
    with pytest.raises(Http404):
        file_response(document, thumbnail=True)
