"""Text of documents: taken out by the worker, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.files import blobs, extraction, registry
from core.files.enums import TextState
from core.files.handlers import extract
from core.files.models import StoredFile
from core.files.services import (
    document_store,
    file_attach,
    text_extract_again,
)
from core.outbox.models import OutboxMessage
from tests.factories import files as make
from tests.factories.accounts import unit_with
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = pytest.mark.usefixtures("files_root")


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
def test_a_document_cannot_take_the_worker_along(
    body: str, limits: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
