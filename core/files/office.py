"""DOCX and XLSX in: a zip within limits, of the kind it claims, without macros, OLE, outside links or DTDs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from core.files.enums import DOCX, XLSX
from core.files.errors import FileRefused

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_PART_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXECUTABLE = (b"MZ", b"\x7fELF", b"#!")
_MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_FORBIDDEN_PARTS = re.compile(r"vbaproject|vbadata|activex|/embeddings/|oleobject|externallinks/|/ctrlprops/|macrosheets/|customui", re.I)
# A link a reader may click; every other outside target is fetched or opened by the program itself.
_CLICKED = "/relationships/hyperlink"
_DDE = re.compile(rb"\bDDE(AUTO)?\b", re.I)


class _RootSeen(Exception):
    """Parsing can stop: a document type may only stand before the root element."""


def office_check(data: bytes) -> str:
    """Raise FileRefused unless the package is harmless; returns its content type."""
    if not data.startswith(b"PK\x03\x04"):
        raise FileRefused(_("文件内容不是规范的 Word 或 Excel 文档，请重新保存后上传。"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = _checked_entries(package)
            kind = _package_kind(package, infos)
            for info in infos:
                _check_part(package, info)
            _check_relations(package, infos)
            _check_fields(package, infos)
    except FileRefused:
        raise
    except Exception as error:  # hostile packages make the parsers raise anything; no document is the only safe answer
        raise FileRefused(_("文档无法读取，可能已损坏。请重新保存后上传。")) from error
    return kind


def _checked_entries(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = package.infolist()
    names = [info.filename.lower() for info in infos]
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise FileRefused(_("文档展开后过大，请拆分后上传。"))
    for info in infos:
        path = PurePosixPath(info.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename:
            raise FileRefused(_("文档内部结构不规范，请重新保存后上传。"))
        if info.flag_bits & 0x1:
            raise FileRefused(_("文档有密码，请去掉密码后上传。"))
        if _FORBIDDEN_PARTS.search("/" + info.filename):
            raise FileRefused(_("文档里含有宏、控件、内嵌对象或外部链接，请去掉后上传。"))
        if info.file_size > 100_000 and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise FileRefused(_("文档压缩比异常，请重新保存后上传。"))
    if len(set(names)) != len(names):
        raise FileRefused(_("文档内部结构不规范，请重新保存后上传。"))
    return infos


def _package_kind(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> str:
    if "[Content_Types].xml" not in {info.filename for info in infos}:
        raise FileRefused(_("文件内容不是 Word 或 Excel 文档。"))
    root = fromstring(_whole(package, package.getinfo("[Content_Types].xml")), forbid_dtd=True)
    types = {str(node.get("ContentType", "")) for node in root}
    if any("macroenabled" in name.lower() or "vba" in name.lower() or "oleobject" in name.lower() for name in types):
        raise FileRefused(_("文档里含有宏、控件、内嵌对象或外部链接，请去掉后上传。"))
    kinds = {_MAIN_TYPES[name] for name in types if name in _MAIN_TYPES}
    if len(kinds) != 1:
        raise FileRefused(_("文件内容不是 Word 或 Excel 文档。"))
    return kinds.pop()


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Unpack for real (declared sizes lie), look at the first bytes, and refuse a DTD in XML."""
    if info.is_dir():
        return
    total = 0
    with package.open(info) as stream:
        first = stream.read(_CHUNK)
        if first.startswith(_OLE) or first.startswith(_EXECUTABLE):
            raise FileRefused(_("文档里含有宏、控件、内嵌对象或外部链接，请去掉后上传。"))
        if info.filename.lower().endswith((".xml", ".rels", ".vml")):
            _refuse_dtd(first, stream)
        total = len(first)
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            if total > info.file_size:
                raise FileRefused(_("文档展开后过大，请拆分后上传。"))


def _refuse_dtd(first: bytes, stream: IO[bytes]) -> None:
    def doctype(*_args: object) -> None:
        raise FileRefused(_("文档内部结构不规范，请重新保存后上传。"))

    def root(*_args: object) -> None:
        raise _RootSeen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        chunk = first
        while chunk:
            parser.Parse(chunk)
            chunk = stream.read(_CHUNK)
    except _RootSeen:
        return
    raise FileRefused(_("文档无法读取，可能已损坏。请重新保存后上传。"))


def _check_relations(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    for info in infos:
        if not info.filename.endswith(".rels"):
            continue
        for node in fromstring(_whole(package, info), forbid_dtd=True):
            kind = str(node.get("Type", ""))
            if str(node.get("TargetMode", "")).lower() == "external" and not kind.endswith(_CLICKED):
                raise FileRefused(_("文档里含有宏、控件、内嵌对象或外部链接，请去掉后上传。"))


def _check_fields(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """Fields that start another program (DDE). Their code may be split over runs, so tags are taken out first."""
    for info in infos:
        if not info.filename.startswith("word/") or not info.filename.endswith(".xml"):
            continue
        if info.file_size > MAX_PART_IN_MEMORY * 10:
            raise FileRefused(_("文档展开后过大，请拆分后上传。"))
        xml = package.read(info)
        code = b"".join(re.findall(rb"<w:instrText[^>]*>([^<]*)<", xml)) + b" ".join(re.findall(rb'w:instr="([^"]*)"', xml))
        if _DDE.search(code):
            raise FileRefused(_("文档里含有宏、控件、内嵌对象或外部链接，请去掉后上传。"))


def _whole(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.file_size > MAX_PART_IN_MEMORY:
        raise FileRefused(_("文档内部结构不规范，请重新保存后上传。"))
    return package.read(info)
