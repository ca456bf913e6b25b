"""PDF in: opened whole by pikepdf; anything that acts by itself or carries another file is refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from core.files.errors import FileRefused

MAX_OBJECTS = 300_000
MAX_DEPTH = 60
# Actions that run code, start programs, send or fetch data (ISO 32000-2, 12.6.4).
_ACTIONS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR"),
    *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute"),
}
_SUBTYPES = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D"}
_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/XFA", "/RichMediaContent"}


def pdf_check(data: bytes) -> None:
    """Raise FileRefused unless this is a PDF that only shows pages."""
    if not data.startswith(b"%PDF-") or zipfile.is_zipfile(io.BytesIO(data)):
        raise FileRefused(_("文件内容不是规范的 PDF，请重新导出后上传。"))
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            active = _has_active_content(pdf)
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise FileRefused(_("PDF 有密码，请去掉密码后上传。")) from error
    except FileRefused:
        raise
    except Exception as error:  # a parser fed with hostile bytes may raise anything
        raise FileRefused(_("PDF 无法读取，可能已损坏。请重新导出后上传。")) from error
    if active:
        raise FileRefused(_("PDF 里含有脚本、动作或内嵌文件，请另存为普通 PDF 后上传。"))
    if not pages:
        raise FileRefused(_("PDF 里没有页面。"))


def _has_active_content(pdf: pikepdf.Pdf) -> bool:
    for count, item in enumerate(pdf.objects):
        if count >= MAX_OBJECTS:
            raise FileRefused(_("PDF 结构过于复杂，请拆分后上传。"))
        if _active(item, MAX_DEPTH):
            return True
    return False


def _active(item: Any, depth: int) -> bool:
    """Look into one indirect object; references are not followed, since each object has its own turn."""
    if depth == 0:
        raise FileRefused(_("PDF 结构过于复杂，请拆分后上传。"))
    if isinstance(item, pikepdf.Array):
        return any(_active(child, depth - 1) for child in list(item) if _is_container(child))
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return _active_dictionary(item, depth)
    return False


def _active_dictionary(item: Any, depth: int) -> bool:
    for key, value in item.items():
        if key in _KEYS:
            return True
        if key == "/S" and str(value) in _ACTIONS:
            return True
        if key in ("/Subtype", "/Type") and str(value) in _SUBTYPES | {"/EmbeddedFile"}:
            return True
        if _is_container(value) and _active(value, depth - 1):
            return True
    return False


def _is_container(value: Any) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream) and not value.is_indirect
