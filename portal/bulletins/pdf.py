"""The printed bulletin as an official document (PDF/A), made by the worker after publication."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.documents.services import pdf_render
from core.ui.dates import full_date
from portal.base.text import plain
from portal.bulletins.drawing import Drawn, UnitLine, drawn
from portal.bulletins.models import BulletinPage
from portal.bulletins.report import DASH, Report


def bulletin_pdf(page: BulletinPage) -> bytes:
    """The same page gives the same bytes."""
    moment = page.last_published_at or timezone.make_aware(
        datetime.datetime.combine(page.publish_date or datetime.date(2000, 1, 1), datetime.time())
    )
    report = page.report
    blocks = [*_text_blocks(page), *_figure_blocks(report, drawn(report))]
    data = {
        "mark": _("城市管理考评简报"),
        "number": page.document_no,
        "signed_by": page.issuer_name,
        "signed_on": full_date(page.publish_date) if page.publish_date else "",
        "blocks": blocks,
    }
    return pdf_render(template="bulletin", data=data, title=page.title, created=moment)


def _text_blocks(page: BulletinPage) -> Iterable[Mapping[str, Any]]:
    """The editor's text: headings and paragraphs."""
    for block in page.body.raw_data:
        value = block.get("value")
        if block.get("type") == "heading" and isinstance(value, Mapping):
            yield {"kind": "heading", "level": 1 if str(value.get("level")) == "2" else 2, "text": str(value.get("text", ""))}
        elif block.get("type") == "paragraph":
            yield {"kind": "text", "text": plain(str(value or ""))}


def _figure_blocks(report: Report, pictures: Drawn) -> Iterable[Mapping[str, Any]]:
    yield {"kind": "heading", "level": 1, "text": _("责任单位得分和名次")}
    yield _ranks(pictures.units, _("责任单位"))
    yield {"kind": "heading", "level": 1, "text": _("各街道")}
    yield _ranks(pictures.streets, _("街道"))
    if pictures.unseen:
        yield {
            "kind": "table",
            "caption": _("“四个不见”受理件数"),
            "head": [_("街道"), *(item.label for item in report.unseen), _("合计")],
            "rows": [[row.row.name, *(str(count) for count in row.counts), str(row.total)] for row in pictures.unseen],
            "align": ["left", *["right"] * (len(report.unseen) + 1)],
            "widths": [2, *[1.4] * len(report.unseen), 1],
        }
    yield {
        "kind": "table",
        "caption": _("全部指标"),
        "head": [_("指标"), _("本月"), _("分子/分母"), _("上月")],
        "rows": [
            [line.indicator.label, line.text, f"{line.value.numerator}/{line.value.denominator}", line.before] for line in pictures.lines
        ],
        "align": ["left", "right", "right", "right"],
        "widths": [3, 1.5, 1.5, 1.5],
    }
    yield {"kind": "note", "text": _("“—”表示没有应办的案件，不是零。指标定义和可下载的数据见网站同期简报。")}


def _ranks(lines: tuple[UnitLine, ...], name: str) -> Mapping[str, Any]:
    rows = [
        [
            str(line.row.rank or DASH), line.row.name, str(line.row.total if line.row.total is not None else DASH),
            str(line.row.deductions), str(line.row.bonus), str(line.row.rank_before or DASH),
        ]
        for line in lines
    ]  # fmt: skip
    return {
        "kind": "table",
        "caption": "",
        "head": [_("名次"), name, _("总分"), _("扣分"), _("加分"), _("上月名次")],
        "rows": rows,
        "align": ["center", "left", "right", "right", "right", "right"],
        "widths": [1, 3, 1.3, 1.2, 1.2, 1.4],
    }
