"""Official documents: the same record gives the same bytes, its Chinese can be read back, nothing typed is markup."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import subprocess
import sys
import zipfile
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.utils.translation import gettext_lazy
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents import characters, pdf
from core.documents.errors import DocumentError
from core.documents.services import docx_render, pdf_render

CREATED = datetime.datetime(2026, 11, 20, 10, 0, tzinfo=datetime.UTC)
BODY = "会议听取了望河街道办事处关于河滨路早市占道经营整治情况的汇报。"
TEMPLATES = ("letter", "document", "minutes", "bulletin")
DATA: dict[str, Any] = {
    "mark": "云川区城市管理委员会办公室",
    "number": "云城管函〔2026〕12号",
    "urgency": "特急",
    "recipients": "区市场监督管理局",
    "blocks": [
        {"kind": "heading", "level": 1, "text": "一、基本情况"},
        {"kind": "heading", "level": 2, "text": "（一）现场情况"},
        {"kind": "text", "text": BODY},
        {"kind": "labelled", "label": "出席", "text": "石桥街道办事处"},
        {"kind": "facts", "rows": [["地点", "河滨路"]]},
        {"kind": "table", "caption": "议定事项", "head": ["序号", "事项"], "rows": [["1", "增设疏导点"]], "align": ["center", "left"]},
        {"kind": "bars", "caption": "按期处置率", "rows": [["望河街道", 98.2, "98.2%"], ["青麓街道", 0, "—"]]},
        {"kind": "note", "text": "注：分母为零记作—。"},
    ],
    "attachments": ["现场照片", "询问笔录"],
    "signed_by": "云川区城管委办公室",
    "signed_on": "2026年11月20日",
    "remark": "联系人见通讯录",
    "copies": "各成员单位。",
    "printed_by": "云川区城管委办公室",
    "printed_on": "2026年11月20日",
}
TITLE = "关于开展占道经营集中整治的函"
HOSTILE = (
    '#let x = 1; \\ $a$ "q" \'s\' `raw` *b* _i_ @ref <lab> // c /* d */ [x] {y} = head #panic("no")\n'
    + "长" * 2000
    + "\n"
    + "a" * 2000
    + "\n😀👨‍👩‍👧 \u202e rtl \ud800 \x00\x07 𠀀 䶮 ⼀ e\u0301 \u200b \ufeff \t ﷽ \ue000 ①\r\n\x0b\u2028<w:p>&amp;</w:p>"
)


def text_of(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    return re.sub(r"[\s\u200b]", "", "".join(page.get_textpage().get_text_range() for page in document))


def word_text(made: bytes) -> str:
    document = Document(io.BytesIO(made))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("template", TEMPLATES)
def test_everything_said_can_be_read_back(template: str) -> None:
    text = text_of(pdf_render(template=template, data=DATA, title=TITLE, created=CREATED))
    word = word_text(docx_render(template=template, data=DATA, title=TITLE, created=CREATED))
    expected = [
        TITLE,
        BODY,
        "一、基本情况",
        "（一）现场情况",
        "石桥街道办事处",
        "增设疏导点",
        "98.2%",
        "询问笔录",
        "云川区城管委办公室",
        "各成员单位。",
    ]
    if template in ("letter", "document"):
        expected.append("云城管函〔2026〕12号")
    for words in expected:
        assert words in text
        assert words in word.replace("1．", "")


def test_bytes_are_the_same_twice_and_in_another_process() -> None:
    def fingerprints() -> list[str]:
        return [
            hashlib.sha256(render(template=template, data=DATA, title=TITLE, created=CREATED)).hexdigest()
            for template in TEMPLATES
            for render in (pdf_render, docx_render)
        ]

    here = fingerprints()
    assert here == fingerprints()
    code = "from tests.core.test_documents import *\nfor t in TEMPLATES:\n for r in (pdf_render, docx_render):\n  print(hashlib.sha256(r(template=t, data=DATA, title=TITLE, created=CREATED)).hexdigest())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"TZ": "America/Lima", "PATH": ""})
    assert other.stdout.split() == here


def test_another_moment_or_word_gives_other_bytes() -> None:
    first = pdf_render(template="letter", data=DATA, title=TITLE, created=CREATED)
    later = pdf_render(template="letter", data=DATA, title=TITLE, created=CREATED + datetime.timedelta(seconds=1))
    other = pdf_render(template="letter", data={**DATA, "remark": "无"}, title=TITLE, created=CREATED)
    assert len({first, later, other}) == 3


def test_pdf_is_an_archive_file_with_our_faces_embedded() -> None:
    with pikepdf.open(io.BytesIO(pdf_render(template="minutes", data=DATA, title=TITLE, created=CREATED))) as document:
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["dc:title"] == TITLE
            assert metadata["xmp:CreateDate"].startswith("2026-11-20T10:00:00")
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).lower().startswith("zh")
        fonts = {str(font.BaseFont) for page in document.pages for font in page.Resources.Font.values()}
        assert fonts
        assert all("Civic" in name for name in fonts)
        for page in document.pages:
            for font in page.Resources.Font.values():
                assert "/ToUnicode" in font
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile3" in descriptor


def test_page_is_a4() -> None:
    page = pypdfium2.PdfDocument(pdf_render(template="document", data=DATA, title=TITLE, created=CREATED))[0]
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [210, 297]


@pytest.mark.parametrize("template", TEMPLATES)
def test_hostile_text_is_only_text(template: str) -> None:
    data = {name: HOSTILE[:120] for name in DATA if isinstance(DATA[name], str)}
    data |= {"attachments": [HOSTILE[:90]], "blocks": [{"kind": "text", "text": HOSTILE}, {"kind": "heading", "text": HOSTILE[:300]}]}
    data["blocks"].append({"kind": "table", "head": ["a", HOSTILE[:90]], "rows": [[HOSTILE[:400], ""]]})
    text = text_of(pdf_render(template=template, data=data, title=HOSTILE, created=CREATED))
    assert '#panic("no")' in text
    assert text.count("长") >= 2000  # pages break it
    assert text.count("a") >= 2000
    assert characters.MISSING in text  # the emoji
    assert "䶮" in text
    word = word_text(docx_render(template=template, data=data, title=HOSTILE, created=CREATED))
    assert "<w:p>&amp;</w:p>" in word
    assert "😀" in word


def test_long_latin_stays_on_the_page() -> None:
    made = pdf_render(template="letter", data={"blocks": [{"kind": "text", "text": "x" * 500}]}, title="t", created=CREATED)
    page = pypdfium2.PdfDocument(made)[0].get_textpage()
    right = max(page.get_charbox(index)[2] for index in range(page.count_chars()))
    assert right / 72 * 25.4 <= 210 - 26 + 0.5


def test_character_no_face_has_becomes_the_printers_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pdf_render(template="letter", data={"blocks": [{"kind": "text", "text": "甲\U000323af乙"}]}, title="t", created=CREATED)
    assert "甲〓乙" in text_of(made)
    # With a machine's face that has it, the character itself is printed; without one never an exception.
    monkeypatch.setattr(pdf, "_fonts", lambda system: pdf.typst.Fonts(False, False, [str(characters.FONTS)]))
    assert "甲〓乙" in text_of(
        pdf_render(template="letter", data={"blocks": [{"kind": "text", "text": "甲𬭊𠀀乙"}]}, title="t", created=CREATED)
    ).replace("〓〓", "〓").replace("𬭊〓", "〓")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_renders(text: str) -> None:
    data = {"mark": text, "blocks": [{"kind": "text", "text": text}, {"kind": "labelled", "label": text, "text": text}]}
    assert pdf_render(template="minutes", data=data, title=text, created=CREATED).startswith(b"%PDF")
    assert docx_render(template="minutes", data=data, title=text, created=CREATED).startswith(b"PK")


def test_word_parts_carry_the_records_time_and_parse() -> None:
    made = docx_render(template="minutes", data=DATA, title=TITLE, created=CREATED)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {info.date_time for info in package.infolist()} == {(2026, 11, 20, 10, 0, 0)}
    properties = Document(io.BytesIO(made)).core_properties
    assert properties.title == TITLE
    assert properties.created == CREATED


def test_word_names_the_offices_faces() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_render(template="letter", data=DATA, title=TITLE, created=CREATED))) as package:
        body = package.read("word/document.xml").decode()
    for face in ("仿宋_GB2312", "黑体", "方正小标宋简体"):
        assert face in body


def test_lazy_texts_are_written() -> None:
    data = {"blocks": [{"kind": "text", "text": gettext_lazy("案件")}]}
    assert "案件" in text_of(pdf_render(template="letter", data=data, title="t", created=CREATED))


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("../../etc/passwd", {}),
        ("nothing", {}),
        ("letter", {"密级": "秘密"}),
        ("letter", {"mark": object()}),
        ("letter", {"blocks": [{"kind": "picture"}]}),
        ("letter", {"blocks": [{"kind": "text", "txt": "x"}]}),
        ("letter", {"blocks": [{"kind": "table", "head": ["a"], "rows": [["1", "2"]]}]}),
        ("letter", {"blocks": [{"kind": "table", "head": ["a"], "rows": [], "align": ["middle"]}]}),
    ],
)
def test_what_is_not_in_the_description_is_refused(template: str, data: dict[str, Any]) -> None:
    for render in (pdf_render, docx_render):
        with pytest.raises(DocumentError):
            render(template=template, data=data, title="t", created=CREATED)


def test_faces_cover_the_standard_characters_and_stay_small() -> None:
    both = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    han = [text for raw in both if (text := raw.decode("gb2312", "ignore"))]
    assert len(han) == 6763
    assert all(characters.is_covered(character) for character in han)
    assert all(characters.is_covered(character) for character in "䶮𬭊㛃㕮，。、；：“”‘’（）《》〈〉〔〕【】—…·！？①⑩％Ⅻ±×÷°℃㎡")
    faces = sorted(characters.FONTS.glob("*.otf"))
    assert sum(face.stat().st_size for face in faces) < 10.5 * 1024 * 1024
    told = (characters.FONTS / "README.md").read_text("utf-8")
    for face in faces:
        assert hashlib.sha256(face.read_bytes()).hexdigest() in told
