"""The store: bytes before rows, one blob for one content, text by the worker, safe serving, sweeping."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.http import Http404

from core.files import blobs, extraction, registry
from core.files.enums import FileKind, ScanState, TextState
from core.files.errors import FileCheckUnavailable, FileRefused
from core.files.handlers import extract
from core.files.models import FileLink, StoredFile
from core.files.naming import clean_name
from core.files.selectors import file_open, files_by_subject, files_of, is_linked, links_of, thumbnail_open
from core.files.services import (
    document_store,
    file_attach,
    files_attach,
    image_prepare,
    image_store,
    text_extract_again,
)
from core.files.serving import file_response
from core.files.sweeping import sweep
from core.outbox.models import OutboxMessage
from tests.factories import files as make
from tests.factories.accounts import unit_with

DAY = 24 * 3600


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def listener() -> Iterator[list[tuple[str, int]]]:
    heard: list[tuple[str, int]] = []

    def listen(kind: str, pk: int) -> None:
        heard.append((kind, pk))

    registry.on_text_ready(listen)
    yield heard
    registry._LISTENERS.remove(listen)


def text_now(file: StoredFile) -> StoredFile:
    message = OutboxMessage.objects.filter(topic="files.extract", key=str(file.pk)).latest("id")
    extract(message.payload, message)
    file.refresh_from_db()
    return file


# Blobs


def test_a_blob_is_named_by_its_hash_and_stored_once(files_root: Path) -> None:
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


# Text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (make.pdf("Lantern repair order"), "a.pdf", ["Lantern repair order"]),
        (make.word(body="正文独有词", cell="表格独有词", header="页眉独有词"), "a.docx", ["正文独有词", "表格独有词", "页眉独有词"]),
        (make.excel(cell="单元格独有词"), "a.xlsx", ["单元格独有词", "台账", "42"]),
        ("文本独有词".encode(), "a.txt", ["文本独有词"]),
        ("国标独有词".encode("gb18030"), "a.txt", ["国标独有词"]),
    ],
)
def test_text_is_extracted_and_the_record_is_told(data: bytes, name: str, words: list[str], listener: list[tuple[str, int]]) -> None:
    unit = unit_with()
    file = document_store(upload=make.upload(data, name), by=None)
    file_attach(file=file, subject=unit, role="document")
    file_attach(file=file, subject=unit, role="copy")
    assert file.text_state == TextState.PENDING

    file = text_now(file)

    assert file.text_state == TextState.DONE
    for word in words:
        assert word in file.text
    assert listener == [("core_units.unit", unit.pk)]
    text_now(file)
    assert len(listener) == 1


@pytest.mark.django_db
def test_a_pdf_without_text_is_empty_and_tells_nobody(listener: list[tuple[str, int]]) -> None:
    file = document_store(upload=make.upload(make.pdf(""), "scan.pdf"), by=None)
    file_attach(file=file, subject=unit_with(), role="document")
    assert text_now(file).text_state == TextState.EMPTY
    assert listener == []


@pytest.mark.django_db
def test_what_cannot_be_read_is_failed_and_may_be_tried_again() -> None:
    file = document_store(upload=make.upload(make.word(), "a.docx"), by=None)
    path = blobs.path_of(file.sha256)
    whole = path.read_bytes()
    path.write_bytes(b"PK broken")
    assert text_now(file).text_state == TextState.FAILED
    path.write_bytes(whole)
    text_extract_again(file=file)
    assert text_now(file).text_state == TextState.DONE
    path.unlink()
    text_extract_again(file=file)
    assert text_now(file).text_state == TextState.FAILED


@pytest.mark.django_db
def test_a_lost_listener_loses_the_text_with_it() -> None:
    """Text and re-index order are one transaction: if the order cannot be written, the message is tried again."""

    def broken(kind: str, pk: int) -> None:
        raise RuntimeError("no outbox")

    file = document_store(upload=make.upload(b"word", "a.txt"), by=None)
    file_attach(file=file, subject=unit_with(), role="document")
    registry.on_text_ready(broken)
    try:
        with pytest.raises(RuntimeError):
            text_now(file)
    finally:
        registry._LISTENERS.remove(broken)
    file.refresh_from_db()
    assert file.text_state == TextState.PENDING
    assert text_now(file).text == "word"


def extractor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put another program in the extractor's place, with its real start (limits set on itself)."""
    source = extraction._SCRIPT.read_text()
    script = tmp_path / "extractor.py"
    script.write_text(source.replace("    yield from _blocks(document.iter_inner_content())\n", body, 1))
    monkeypatch.setattr(extraction, "_SCRIPT", script)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "limits"),
    [
        ("    x = bytearray(600_000_000); yield 'memory'\n", {"MEMORY_BYTES": 400_000_000}),
        ("    while True: pass\n    yield ''\n", {"CPU_SECONDS": 1}),
        ("    import time; time.sleep(30); yield 'late'\n", {"WALL_SECONDS": 2}),
        ("    import os; os.kill(os.getpid(), 11); yield ''\n", {}),
        ("    import tempfile; tempfile.TemporaryFile().write(b'x' * 90_000_000); yield 'wrote'\n", {"OUTPUT_BYTES": 1_000_000}),
    ],
)
def test_a_document_cannot_take_the_worker_along(body: str, limits: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in limits.items():
        monkeypatch.setattr(extraction, name, number)
    extractor(tmp_path, monkeypatch, body)
    file = document_store(upload=make.upload(make.word(), "a.docx"), by=None)
    assert text_now(file).text_state == TextState.FAILED


@pytest.mark.django_db
def test_endless_text_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "OUTPUT_BYTES", 100_000)
    extractor(tmp_path, monkeypatch, "    while True: yield '字' * 1000\n")
    file = text_now(document_store(upload=make.upload(make.word(), "a.docx"), by=None))
    assert file.text_state == TextState.DONE
    assert 10_000 < len(file.text) < 20_000


@pytest.mark.django_db
def test_the_extractor_gets_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-secret")
    extractor(tmp_path, monkeypatch, "    import os, sys; yield repr(dict(os.environ)) + repr('django' in sys.modules)\n")
    file = text_now(document_store(upload=make.upload(make.word(), "a.docx"), by=None))
    assert "canary-secret" not in file.text
    assert "False" in file.text


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


# Sweeping


def age(path: Path, seconds: int) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.mark.django_db
def test_the_sweeper_removes_only_old_leftovers() -> None:
    kept = make.StoredImageFactory()
    old_orphan, new_orphan = blobs.write(b"old orphan"), blobs.write(b"new orphan")
    folder = blobs.path_of(old_orphan).parent
    old_temp, new_temp = folder / f"{blobs.TEMP_PREFIX}old", folder / f"{blobs.TEMP_PREFIX}new"
    for path in (old_temp, new_temp):
        path.write_bytes(b"half")
    for path in (old_temp, blobs.path_of(old_orphan), blobs.path_of(kept.sha256), blobs.path_of(kept.thumbnail_sha256)):
        age(path, DAY + 60)

    before = sorted(blobs.entries())
    dry = sweep(dry_run=True)
    assert (dry.temp_files, dry.orphans, dry.freed_bytes) == (1, 1, 14)
    assert sorted(blobs.entries()) == before

    assert sweep(dry_run=False) == dry
    left = set(blobs.entries())
    assert old_temp not in left
    assert blobs.path_of(old_orphan) not in left
    assert {new_temp, blobs.path_of(new_orphan), blobs.path_of(kept.sha256), blobs.path_of(kept.thumbnail_sha256)} <= left
    assert sweep(dry_run=False).orphans == 0


@pytest.mark.django_db
def test_an_old_orphan_that_is_taken_into_use_stays() -> None:
    sha256 = blobs.write(b"again")
    age(blobs.path_of(sha256), 3 * DAY)
    blobs.write(b"again")
    assert sweep(dry_run=False).orphans == 0
    assert blobs.intact(sha256)


@pytest.mark.django_db
def test_the_sweeper_waits_for_a_writer() -> None:
    """A blob that a writer takes into use while the sweeper has already chosen it is looked at again."""
    sha256 = blobs.write(b"contested")
    path = blobs.path_of(sha256)
    age(path, 3 * DAY)
    with blobs.locked(shared=True):
        sweeper = threading.Thread(target=lambda: sweep_result.append(_sweep_one(path)))
        sweep_result: list[int] = []
        sweeper.start()
        time.sleep(0.2)
        assert path.exists()
        os.utime(path)
    sweeper.join(5)
    assert sweep_result == [0]
    assert path.exists()


def _sweep_one(path: Path) -> int:
    from core.files.sweeping import _remove

    return _remove(path, time.time() - DAY, dry_run=False)


@pytest.mark.django_db
def test_the_command_says_what_it_would_do_and_reports_missing_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    age(blobs.path_of(blobs.write(b"orphan")), 2 * DAY)
    call_command("files_sweep", "--dry-run")
    assert "无主文件 1 个" in capsys.readouterr().out
    call_command("files_sweep")
    assert list(blobs.entries()) == []
    file = make.StoredImageFactory()
    blobs.path_of(file.sha256).unlink()
    with pytest.raises(CommandError, match="缺失 1 个"):
        call_command("files_sweep")


@pytest.mark.django_db
def test_an_undone_transaction_leaves_blobs_that_the_sweeper_finds() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        image_store(upload=make.upload(make.photo()), by=None)
        raise RuntimeError
    assert not StoredFile.objects.exists()
    for path in blobs.entries():
        age(path, 2 * DAY)
    assert sweep(dry_run=False).orphans == 2
