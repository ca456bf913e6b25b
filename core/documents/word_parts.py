"""The pieces a DOCX is put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SIZE_2, SIZE_3, SIZE_4, SMALL = Pt(22), Pt(16), Pt(14), Pt(12)
PITCH = Pt(28.95)
HEI, SONG, FANGSONG, KAI = "黑体", "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312"
RED = RGBColor(0xC8, 0x16, 0x1D)
WIDTH = Mm(156)
BAR = "█"
BAR_LENGTH = 24
ALIGNS = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def set_run(paragraph: Any, text: str, *, face: str = FANGSONG, size: Any = SIZE_3, bold: bool = False, colour: Any = None) -> None:
    """Add text in a face; Latin stays in Times New Roman."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = "Times New Roman", size, bold
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour


def line(
    document: Any,
    text: str,
    *,
    face: str = FANGSONG,
    size: Any = SIZE_3,
    bold: bool = False,
    colour: Any = None,
    align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: int = 0,
    space: tuple[float, float] = (0, 0),
    exact: bool = True,
) -> Any:
    """One paragraph. ``indent`` in characters, ``space`` above and below in points."""
    paragraph = document.add_paragraph()
    lay(paragraph, align=align, indent=indent, space=space, exact=exact)
    set_run(paragraph, text, face=face, size=size, bold=bold, colour=colour)
    return paragraph


def lay(
    paragraph: Any, *, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, indent: int = 0, space: tuple[float, float] = (0, 0), exact: bool = True
) -> None:
    """Spacing of a paragraph: 22 lines a page unless ``exact`` is false."""
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(space[0]), Pt(space[1])
    form.first_line_indent = SIZE_3 * indent if indent else None
    if exact:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    else:
        form.line_spacing = 1.0


def two_sided(document: Any, left: str, right: str, *, size: Any = SIZE_3) -> None:
    """One line with a text at each end."""
    paragraph = document.add_paragraph()
    lay(paragraph, align=WD_ALIGN_PARAGRAPH.LEFT)
    paragraph.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    set_run(paragraph, f"{left}\t{right}", size=size)


def rule(document: Any, *, double: bool = False, colour: str = "C8161D", space: float = 0) -> None:
    """A line across the type area."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(space), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    style = "thickThinSmallGap" if double else "single"
    for name, value in (("val", style), ("sz", "18" if double else "12"), ("space", "1"), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def page_number(section: Any) -> None:
    """— 1 — in size 4."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    set_run(paragraph, "— ", size=SIZE_4)
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = SIZE_4
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = code
        run._r.append(element)
    set_run(paragraph, " —", size=SIZE_4)


def blocks_write(document: Any, blocks: Sequence[Mapping[str, Any]]) -> None:
    """The body."""
    for block in blocks:
        match block["kind"]:
            case "heading":
                first = block["level"] == 1
                paragraph = line(document, block["text"], face=HEI if first else KAI, bold=not first, indent=2)
                paragraph.paragraph_format.keep_with_next = True
                _outline(paragraph, 0 if first else 1)
            case "text":
                for text in block["lines"]:
                    line(document, text, indent=2)
            case "note":
                for text in block["lines"]:
                    line(document, text, size=SMALL, exact=False)
            case "labelled":
                _labelled(document, block["label"], block["lines"])
            case "facts":
                for label, lines in block["rows"]:
                    _labelled(document, label, lines)
            case "table":
                _caption(document, block["caption"])
                _table(document, block)
            case "bars":
                _caption(document, block["caption"])
                for label, share, shown in block["rows"]:
                    line(document, f"{label}　{BAR * max(1, round(share * BAR_LENGTH))}　{shown}", size=SMALL, exact=False)


def _outline(paragraph: Any, level: int) -> None:
    """Shows the heading in the navigation pane without Word's own heading look."""
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level))
    paragraph._p.get_or_add_pPr().append(element)


def _labelled(document: Any, label: str, lines: Sequence[str]) -> None:
    paragraph = document.add_paragraph()
    lay(paragraph, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    paragraph.paragraph_format.left_indent = SIZE_3 * 3
    paragraph.paragraph_format.first_line_indent = -SIZE_3 * 3
    set_run(paragraph, f"{label}：", face=HEI)
    set_run(paragraph, "\n".join(lines))


def _caption(document: Any, caption: str) -> None:
    if caption:
        line(document, caption, face=HEI, size=SIZE_4, align=WD_ALIGN_PARAGRAPH.CENTER, space=(10, 4), exact=False)


def _table(document: Any, block: Mapping[str, Any]) -> None:
    head, rows, widths = block["head"], block["rows"], block["widths"]
    table = document.add_table(rows=1 + len(rows), cols=len(head))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(WIDTH * width / whole)
    # Cells are reached by row: table.cell() walks the whole table each time.
    for index, (row, texts) in enumerate(zip(table.rows, [head, *rows], strict=True)):
        for cell, text, width, align in zip(row.cells, texts, widths, block["align"], strict=True):
            cell.width = int(WIDTH * width / whole)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            lay(paragraph, align=ALIGNS[align] if index else WD_ALIGN_PARAGRAPH.CENTER, exact=False)
            set_run(paragraph, text, face=FANGSONG if index else HEI, size=SMALL)
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    line(document, "", size=Pt(6), exact=False)
