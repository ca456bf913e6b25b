"""The first words of a bulletin, put together from its figures; the editor goes on from there."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.translation import gettext as _

from core.phrases import listed
from portal.bulletins.drawing import drawn
from portal.bulletins.report import Report, Row

NAMED = 3


def body_draft(report: Report) -> list[tuple[str, object]]:
    """Headings with a paragraph each."""
    parts = [(_("总体情况"), overall(report)), (_("主要问题"), weak(report)), (_("下一步工作"), next_steps(report))]
    body: list[tuple[str, object]] = []
    for title, text in parts:
        body.append(("heading", {"text": title, "level": "2"}))
        body.append(("paragraph", f"<p>{escape(text)}</p>"))
    return body


def overall(report: Report) -> str:
    """The key figures and who did best."""
    keys = drawn(report).keys
    said = "；".join(f"{key.indicator.label}{key.text}{key.unit}" + (f"（{key.change}）" if key.change else "") for key in keys)
    text = _("%(year)d年%(month)d月，全区%(said)s。") % {"year": report.month.year, "month": report.month.month, "said": said}
    best = _names(report.ranked[:NAMED])
    return text + (_("责任单位得分居前的是%(names)s。") % {"names": best} if best else "")


def weak(report: Report) -> str:
    """Who did worst, and how much was done again."""
    ranked = report.ranked
    last = _names(ranked[-NAMED:]) if len(ranked) > 2 * NAMED else ""
    rework = report.district.get("rework")
    text = _("得分靠后的是%(names)s。") % {"names": last} if last else ""
    if rework is not None and rework.denominator:
        text += _("本月处置的%(all)d件中，返工%(again)d件。") % {"all": rework.denominator, "again": rework.numerator}
    return text or _("（请补充本月存在的主要问题。）")


def next_steps(report: Report) -> str:
    late = report.district.get("overdue_open")
    if late is not None and late.numerator:
        return _("对本月超期未处置的%(count)d件，责任单位应逐件说明原因并限期办结。") % {"count": late.numerator}
    return _("（请补充下一步工作要求。）")


def _names(rows: tuple[Row, ...]) -> str:
    return listed(row.name for row in rows)
