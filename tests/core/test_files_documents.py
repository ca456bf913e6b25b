"""Documents: known by content, harmless or refused."""

from __future__ import annotations

import functools
import io
import struct
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from core.files.documents import MAX_BYTES, document_type
from core.files.enums import DOCX, PDF, TXT, XLSX
from core.files.errors import FileRefused
from tests.factories import files as make

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
RELS = "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (make.pdf("hi"), "通知.pdf", PDF),
        (make.word(), "方案.DOCX", DOCX),
        (make.excel(), "台账.xlsx", XLSX),
        ("云川区市容".encode(), "说明.txt", TXT),
        ("云川区市容".encode("gb18030"), "说明.txt", TXT),
        ("\ufeff带标记".encode(), "说明.txt", TXT),
        (b"BMW is no bitmap\r\n\x0c", "x.txt", TXT),
    ],
)
def test_harmless_documents_are_known_by_their_content(data: bytes, name: str, expected: str) -> None:
    assert document_type(data, name) == expected


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make.pdf("hi"), "a.docx"),
        (make.word(), "a.xlsx"),
        (make.word(), "a.docm"),
        (make.excel(), "a.txt"),
        (b"text", "a.pdf"),
        (b"text", "a"),
    ],
)
def test_a_wrong_extension_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(FileRefused, match="扩展名"):
        document_type(data, name)


def test_too_large_and_empty_are_refused() -> None:
    with pytest.raises(FileRefused, match="20 MB"):
        document_type(b"a" * (MAX_BYTES + 1), "a.txt")
    for nothing in (b"", b" \r\n "):
        with pytest.raises(FileRefused, match="空的"):
            document_type(nothing, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        OLE,
        b"MZ\x90\x00" + b"\0" * 100,
        b"\x7fELF\x02\x01" + b"\0" * 100,
        b"\xff\xfea\x00b\x00",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <SVG onload=alert(1)>",
        b"<?php system($_GET[0]);",
        rb"{\rtf1\ansi}",
        b"one\x00two",
        b"\x80\xff\x81\xff not any encoding \xff",
        make.photo(),
    ],
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        document_type(data, "a.txt")


# PDF


def javascript() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def active_pdfs() -> dict[str, Callable[[pikepdf.Pdf], None]]:
    def open_action(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = javascript()

    def launch(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=Name.Launch, F=String("cmd.exe"))

    def page_action(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("x")))

    def names_tree(document: pikepdf.Pdf) -> None:
        document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), document.make_indirect(javascript())])))

    def embedded(document: pikepdf.Pdf) -> None:
        document.attachments["evil.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")

    def link_that_launches(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.Launch, F=String("x")))
        document.pages[0].obj.Annots = Array([note])

    def attached_note(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9])])

    def sends_form(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=Name.SubmitForm, F=String("http://example.test"))

    def xfa(document: pikepdf.Pdf) -> None:
        document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=[])

    def rich_media(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])])

    def next_action(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([]), Next=Array([javascript()]))

    return {name: value for name, value in locals().items() if callable(value)}


@pytest.mark.parametrize("name", sorted(active_pdfs()))
def test_a_pdf_that_acts_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match="脚本、动作或内嵌文件"):
        document_type(make.changed_pdf(active_pdfs()[name]), "a.pdf")


def test_active_content_in_object_streams_is_found() -> None:
    document = pikepdf.open(io.BytesIO(make.pdf("x")))
    document.Root.OpenAction = document.make_indirect(javascript())
    data = make.saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    assert b"JavaScript" not in data
    with pytest.raises(FileRefused, match="脚本"):
        document_type(data, "a.pdf")


def test_a_pdf_with_web_links_is_fine() -> None:
    def link(document: pikepdf.Pdf) -> None:
        uri = Dictionary(S=Name.URI, URI=String("https://example.test/"))
        document.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=uri)])

    assert document_type(make.changed_pdf(link), "a.pdf") == PDF


def test_a_pdf_with_a_password_is_refused() -> None:
    document = pikepdf.open(io.BytesIO(make.pdf("x")))
    data = make.saved(document, encryption=pikepdf.Encryption(user="u", owner="o"))
    with pytest.raises(FileRefused, match="密码"):
        document_type(data, "a.pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"%PDF-1.7\n" + b"\0" * 500,
        make.pdf("x")[:200],
        make.pdf("x") + make.word(),
        b"GIF89a" + make.pdf("x"),
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 5000 + b"]" * 5000 + b"\nendobj\n",
        make.saved(pikepdf.new()),
    ],
)
def test_broken_pdfs_and_polyglots_are_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        document_type(data, "a.pdf")


# Office


def with_relation(kind: str, target: str) -> bytes:
    relation = f'<Relationship Id="rId99" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return make.rezipped(make.word(), change={RELS: lambda part: part.replace(b"</Relationships>", relation.encode())})


def with_field(code: bytes) -> bytes:
    return make.rezipped(make.word(), change={"word/document.xml": lambda part: part.replace(b"<w:sectPr", code + b"<w:sectPr", 1)})


def zip_claiming(size: int) -> bytes:
    """A package whose directory says that a part is small while it unpacks to ``size``."""
    data = make.rezipped(make.word(), add={"word/media/x.bin": b"\0" * size})
    at = data.rindex(b"word/media/x.bin")
    return data[: at - 22] + struct.pack("<I", 10) + data[at - 18 :]


@functools.cache
def hostile_office() -> dict[str, bytes]:
    types = "[Content_Types].xml"
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    wide = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'
    return {
        "macro part": make.rezipped(make.word(), add={"word/vbaProject.bin": OLE}),
        "macro part renamed": make.rezipped(make.word(), add={"word/media/image9.png": OLE}),
        "macro type": make.rezipped(make.word(), change={types: lambda part: part.replace(main, macro)}),
        "embedded object": make.rezipped(make.word(), add={"word/embeddings/oleObject1.bin": OLE}),
        "control": make.rezipped(make.word(), add={"word/activeX/activeX1.xml": b"<a/>"}),
        "program inside": make.rezipped(make.word(), add={"word/media/image1.png": b"MZ\x90\x00"}),
        "remote template": with_relation("attachedTemplate", "http://example.test/a.dotm"),
        "remote picture": with_relation("image", "http://example.test/pixel.png"),
        "remote object": with_relation("oleObject", "file://server/share"),
        "external book": make.rezipped(make.excel(), add={"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        "dde": with_field(b'<w:p><w:fldSimple w:instr=" DDEAUTO cmd"/></w:p>'),
        "dde split over runs": with_field(
            b"<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:</w:instrText></w:r></w:p>"
        ),
        "dtd": make.rezipped(make.word(), change={"word/document.xml": lambda part: part.replace(part[: part.index(b"?>") + 2], doctype)}),
        "dtd in types": make.rezipped(make.word(), change={types: lambda part: part.replace(part[: part.index(b"?>") + 2], doctype)}),
        "dtd in utf-16": make.rezipped(make.word(), add={"word/extra.xml": wide.encode("utf-16")}),
        "no xml in xml": make.rezipped(make.word(), add={"word/extra.xml": b"hello"}),
        "path upwards": make.rezipped(make.word(), add={"../../etc/cron.d/x": b"x"}),
        "absolute path": make.rezipped(make.word(), add={"/etc/passwd": b"x"}),
        "two names in different case": make.rezipped(make.word(), add={"WORD/document.xml": b"<a/>"}),
        "too many parts": make.rezipped(make.word(), add={f"word/media/{number}.txt": b"x" for number in range(2100)}),
        "ratio bomb": make.rezipped(make.word(), add={"word/media/zero.txt": b"\0" * 30_000_000}),
        "lying size": zip_claiming(300_000),
        "no content types": make.rezipped(make.word(), drop=frozenset({types})),
        "plain zip": make.rezipped(make.word(), drop=frozenset({types, "word/document.xml"}), add={"a.txt": b"x"}),
        "half a package": make.word()[:3000],
        "zip magic": b"PK\x03\x04" + b"\0" * 100,
        "empty zip": b"PK\x05\x06" + b"\0" * 18,
        "gif in front": b"GIF89a" + make.word(),
    }


@pytest.mark.parametrize("name", sorted(hostile_office()))
def test_hostile_packages_are_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        document_type(hostile_office()[name], "a.docx")


def test_unpacked_size_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.files.office.MAX_UNPACKED", 10_000)
    with pytest.raises(FileRefused, match="展开后过大"):
        document_type(make.word(), "a.docx")


def test_a_package_with_a_password_is_refused() -> None:
    data = bytearray(make.word())
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    data[6] |= 1
    with pytest.raises(FileRefused):
        document_type(bytes(data), "a.docx")


def test_clickable_links_are_fine() -> None:
    assert document_type(with_relation("hyperlink", "https://example.test/"), "a.docx") == DOCX


def test_the_test_packages_are_really_zips() -> None:
    """Guards the guard: a hostile case that is refused only because our helper broke it proves nothing."""
    for name, data in hostile_office().items():
        if name not in ("half a package", "zip magic", "lying size", "empty zip"):
            assert zipfile.ZipFile(io.BytesIO(data)).namelist() is not None, name
