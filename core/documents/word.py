"""Setting a description as DOCX. Faces are named as offices have them (仿宋, 黑体, 小标宋); none are embedded."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.documents.model import described
from core.documents.word_parts import (
    HEI,
    RED,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SONG,
    blocks_write,
    line,
    page_number,
    rule,
    two_sided,
)

_EPOCH = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)  # a ZIP knows no earlier time
# What XML 1.0 cannot carry.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def word_set(*, template: str, data: Mapping[str, Any], title: str, created: datetime.datetime) -> bytes:
    """The bytes of the DOCX; the same description and moment give the same bytes."""
    description = described(template=template, data=data, title=title, clean=_writable)
    document = Document()
    _page(document)
    _head(document, template, description)
    line(document, description["title"], size=SIZE_2, face=SONG, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, space=(28, 28), exact=False)
    if description["recipients"]:
        line(document, description["recipients"] + "：")
    blocks_write(document, description["blocks"])
    _end(document, template, description)
    _properties(document, description, created)
    return _packed(document, created)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", _BREAKS.sub("\n", text))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    page_number(section)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", SIZE_3
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    languages = normal.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"})
    normal.element.rPr.append(languages)


def _head(document: Any, template: str, parts: dict[str, Any]) -> None:
    if parts["urgency"] and template == "document":
        line(document, parts["urgency"], face=HEI)
    above = 43 if parts["urgency"] and template == "document" else {"letter": 0, "bulletin": 40}.get(template, 72)
    # On one line of 156 mm as long as that leaves it readable, like the PDF's.
    size = Pt(max(22, min(28 if template == "letter" else 34, 430 // max(1, len(parts["mark"])))))
    centre = WD_ALIGN_PARAGRAPH.CENTER
    line(document, parts["mark"], size=size, face=SONG, bold=True, colour=RED, align=centre, space=(above, 14), exact=False)
    if template == "letter":
        rule(document, double=True)
        two_sided(document, parts["urgency"], parts["number"])
        return
    if parts["signer"]:
        two_sided(document, parts["number"], f"签发人：{parts['signer']}")
    elif parts["number"]:
        line(document, parts["number"], align=WD_ALIGN_PARAGRAPH.CENTER)
    if template in ("minutes", "bulletin"):
        two_sided(document, parts["signed_by"], parts["signed_on"])
    rule(document)


def _end(document: Any, template: str, parts: dict[str, Any]) -> None:
    names = parts["attachments"]
    for index, name in enumerate(names):
        shown = f"{index + 1}．{name}" if len(names) > 1 else name
        line(document, f"附件：{shown}" if index == 0 else f"　　　{shown}", indent=2, space=(29 if index == 0 else 0, 0))
    if template in ("letter", "document"):
        for index, text in enumerate(text for text in (parts["signed_by"], parts["signed_on"]) if text):
            signed = line(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT, space=(58 if index == 0 else 0, 0))
            signed.paragraph_format.right_indent = SIZE_3 * 4
    if parts["remark"]:
        line(document, f"（{parts['remark']}）", indent=2)
    if parts["copies"] or parts["printed_by"]:
        rule(document, colour="000000", space=29)
        if parts["copies"]:
            line(document, f"抄送：{parts['copies']}", size=SIZE_4)
        if parts["printed_by"]:
            two_sided(document, parts["printed_by"], f"{parts['printed_on']}印发" if parts["printed_on"] else "", size=SIZE_4)
        rule(document, colour="000000")


def _properties(document: Any, parts: dict[str, Any], created: datetime.datetime) -> None:
    properties = document.core_properties
    moment = created.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    properties.title, properties.author = parts["title"][:255], parts["signed_by"][:255]
    properties.comments, properties.last_modified_by, properties.language = "", "", "zh-CN"
    properties.created = properties.modified = moment


def _packed(document: Any, created: datetime.datetime) -> bytes:
    """python-docx stamps its parts with the time of the call: packed again with that of the record."""
    raw = io.BytesIO()
    document.save(raw)
    stamp = max(created.astimezone(datetime.UTC), _EPOCH).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(name))
    return packed.getvalue()
