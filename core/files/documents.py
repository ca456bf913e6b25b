"""Which document is this, by its content, and may it come in."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from core.files.enums import DOCUMENT_EXTENSIONS, TXT
from core.files.errors import FileRefused
from core.files.naming import extension_of
from core.files.office import office_check
from core.files.pdf import pdf_check

MAX_BYTES = 20 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
_MARKUP = re.compile(r"\s*<(!doctype|html|svg|script|\?xml|\?php)", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def document_type(data: bytes, name: str) -> str:
    """The content type of a harmless document. Raises FileRefused."""
    if len(data) > MAX_BYTES:
        raise FileRefused(_("文件超过 20 MB，请拆分或压缩后再上传。"))
    if not data.strip():
        raise FileRefused(_("文件是空的，请重新选择。"))
    content_type = _detected(data)
    if extension_of(name) != DOCUMENT_EXTENSIONS[content_type]:
        kind = DOCUMENT_EXTENSIONS[content_type].upper()
        raise FileRefused(_("文件扩展名与内容不符（内容是 %(kind)s），请改正后上传。") % {"kind": kind})
    return content_type


def _detected(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        pdf_check(data)
        return "application/pdf"
    if data.startswith(b"PK"):
        return office_check(data)
    text = decoded_text(data)
    if text is None or _CONTROL.search(text) or _MARKUP.match(text) or text.startswith("{\\rtf"):
        raise FileRefused(_("只能上传 PDF、Word（docx）、Excel（xlsx）或纯文本（txt）文件。"))
    return TXT


def decoded_text(data: bytes) -> str | None:
    """Plain text in one of the two encodings Chinese offices use, or None."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
