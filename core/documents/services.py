"""Making official documents. One description (see core.documents.model) gives the PDF and the DOCX."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from core.documents.pdf import pdf_set
from core.documents.word import word_set

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf_render(*, template: str, data: Mapping[str, Any], title: str, created: datetime.datetime) -> bytes:
    """A PDF/A-2a in the form of GB/T 9704-2012. ``template``: letter (信函), document (文件), minutes (纪要) or
    bulletin (简报). ``created`` is the moment of the record, not of the call: the same record, the same bytes."""
    return pdf_set(template=template, data=data, title=title, created=created)


def docx_render(*, template: str, data: Mapping[str, Any], title: str, created: datetime.datetime) -> bytes:
    """The same document for Word and WPS, to go on working with; deterministic as well."""
    return word_set(template=template, data=data, title=title, created=created)
