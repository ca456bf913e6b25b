"""Files that hang on notices and policies: real PDF, DOCX, XLSX and TXT, whose words stand nowhere else.

Sources are content/attachments/*.toml. The PDFs are made once with ``manage.py demo_pdfs`` and kept beside
their sources: setting Chinese needs Chinese fonts, and a machine that only runs the demo may have none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import typst
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from intranet.demo.content import ROOT, names, table

FOLDER = ROOT / "attachments"
FONTS = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC")
# Zip members carry a time of day; a fixed one makes the same bytes on every run.
FIXED_TIME = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; its first row is the head."""

    caption: str
    rows: tuple[tuple[str | int | float, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An attachment's contents, whatever its format."""

    key: str
    title: str
    format: str
    intro: str
    paragraphs: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.title}.{self.format}"

    @property
    def pdf_path(self) -> Any:
        """Where the made PDF of this paper is kept."""
        return FOLDER / f"{self.key}.pdf"


@cache
def papers() -> dict[str, Paper]:
    """All attachments by key."""
    return {name: _paper(name, table(f"attachments/{name}")) for name in names("attachments", ".toml")}


def _paper(key: str, row: dict[str, Any]) -> Paper:
    sheets = tuple(Sheet(part["caption"], tuple(tuple(line) for line in part["rows"])) for part in row.get("table", ()))
    return Paper(key, row["title"], row["format"], row["intro"], tuple(row.get("paragraphs", ())), sheets, tuple(row.get("notes", ())))


def attachment_bytes(paper: Paper) -> bytes:
    """The file itself; the same bytes on every run."""
    return MAKERS[paper.format](paper)


def _pdf(paper: Paper) -> bytes:
    return bytes(paper.pdf_path.read_bytes())


def pdf_make(paper: Paper) -> bytes:
    """Set a paper anew. Needs one of FONTS on the machine."""
    return bytes(typst.compile(typst_source(paper).encode(), format="pdf"))


def typst_source(paper: Paper) -> str:
    """The paper as a Typst document: A4 and margins of an official document (GB/T 9704)."""
    fonts = ", ".join(f'"{font}"' for font in FONTS)
    lines = [
        f"#set document(title: {_string(paper.title)}, date: none)",
        '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")',
        f'#set text(font: ({fonts}), size: 12pt, lang: "zh")',
        "#set par(leading: 0.9em, first-line-indent: (amount: 2em, all: true), justify: true)",
        "#set table(stroke: 0.5pt + luma(120), inset: 6pt, align: left + horizon)",
        f'#align(center, text(size: 18pt, weight: "bold", {_string(paper.title)}))',
        "#v(1em)",
        f"#par({_string(paper.intro)})",
        *(f"#par({_string(text)})" for text in paper.paragraphs),
        *(_typst_table(sheet) for sheet in paper.sheets),
        *(f"#par({_string('注：' + text)})" for text in paper.notes),
    ]
    return "\n".join(lines)


def _typst_table(sheet: Sheet) -> str:
    head, *rows = sheet.rows
    cells = ", ".join(_string(str(cell)) for row in rows for cell in row)
    titles = ", ".join(f"strong({_string(str(cell))})" for cell in head)
    caption = f'#block(above: 1.4em, below: 0.8em, text(weight: "bold", {_string(sheet.caption)}))'
    return f"{caption}\n#text(size: 10pt, table(columns: {len(head)}, table.header({titles}), {cells}))"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _docx(paper: Paper) -> bytes:
    made = Document()
    made.add_heading(paper.title, level=1)
    for text in (paper.intro, *paper.paragraphs):
        made.add_paragraph(text)
    for sheet in paper.sheets:
        made.add_heading(sheet.caption, level=2)
        grid = made.add_table(rows=0, cols=len(sheet.rows[0]), style="Table Grid")
        for row in sheet.rows:
            for cell, value in zip(grid.add_row().cells, row, strict=True):
                cell.text = str(value)
    for text in paper.notes:
        made.add_paragraph(f"注：{text}")
    out = io.BytesIO()
    made.save(out)
    return _settled(out.getvalue())


def _xlsx(paper: Paper) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in paper.sheets:
        page = book.create_sheet(sheet.caption)
        page.append([paper.title])
        page.append([paper.intro])
        for row in sheet.rows:
            page.append(list(row))
        page["A1"].font = Font(bold=True, size=14)
        for cell in page[3]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True)
            page.column_dimensions[cell.column_letter].width = 18
        page.freeze_panes = "A4"
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue())


def _txt(paper: Paper) -> bytes:
    return "\r\n".join((paper.title, "", paper.intro, "", *paper.paragraphs, *paper.notes, "")).encode("utf-8-sig")


def _settled(data: bytes) -> bytes:
    """An office file without the moment it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = b"" if name == "docProps/core.xml" else source.read(name)
            target.writestr(zipfile.ZipInfo(name, FIXED_TIME), member or CORE, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
MAKERS: dict[str, Callable[[Paper], bytes]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "txt": _txt}
