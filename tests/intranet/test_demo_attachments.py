"""Attachments are real files whose words stand nowhere else in the demo."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from intranet.demo.attachments import Paper, attachment_bytes, papers, typst_source
from intranet.demo.content import ROOT

ALL = sorted(papers())
# One word of each that only the file has.
ONLY_THERE = {
    "assessment-weights": "摆拍扣分", "filing-limits": "三返督办件", "first-offence": "柔性提示卡", "frontage-draft": "界钉",
    "fume-log": "串味核查", "hotline-phrases": "执着的好居民", "lighting-points": "DF-0007", "sand-boxes": "鹰嘴弯", "snow-duty": "楔形防滑班",
    "spoil-routes": "渣土绿码", "stall-points": "匠人位", "toilet-list": "GC-013", "transfer-form": "移送仲裁席", "work-plan-items": "染色示踪试验",
}  # fmt: skip


def words(paper: Paper) -> str:
    data = attachment_bytes(paper)
    if paper.format == "pdf":
        document = pypdfium2.PdfDocument(data)
        return "".join(page.get_textpage().get_text_range() for page in document)
    if paper.format == "docx":
        made = Document(io.BytesIO(data))
        cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])
    if paper.format == "xlsx":
        book = load_workbook(io.BytesIO(data))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    return data.decode("utf-8-sig")


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("key", ALL)
def test_an_attachment_opens_and_holds_its_contents(key: str) -> None:
    paper = papers()[key]
    found = squeezed(words(paper))
    assert squeezed(ONLY_THERE[key]) in found
    assert squeezed(paper.title) in found
    assert all(squeezed(text) in found for text in (paper.intro, *paper.paragraphs, *paper.notes))
    for sheet in paper.sheets:
        assert all(squeezed(f"{cell:g}" if isinstance(cell, float) else str(cell)) in found for row in sheet.rows for cell in row)


@pytest.mark.parametrize("key", ALL)
def test_an_attachment_is_the_same_bytes_each_time(key: str) -> None:
    assert attachment_bytes(papers()[key]) == attachment_bytes(papers()[key])


@pytest.mark.parametrize("key", ALL)
def test_the_word_stands_in_no_page(key: str) -> None:
    pages = [path for folder in ("notices", "policies", "pages") for path in (ROOT / folder).iterdir()]
    assert not [path.name for path in pages if ONLY_THERE[key] in path.read_text(encoding="utf-8")]


def test_there_are_all_four_formats() -> None:
    formats = [paper.format for paper in papers().values()]
    assert {"pdf", "docx", "xlsx", "txt"} == set(formats)
    assert len(formats) >= 12


def test_a_quote_in_a_source_does_not_break_the_typesetting() -> None:
    paper = Paper("x", 'a"b\\c', "pdf", "#let x", (), (), ())
    assert '"a\\"b\\\\c"' in typst_source(paper)
