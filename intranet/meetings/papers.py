"""The minutes as an official document (GB/T 9704-2012 纪要; content after domain.md §2.4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone, translation

from core.documents.services import docx_render, pdf_render
from core.ui.site import site_identity
from intranet.meetings.enums import Part, Presence
from intranet.meetings.models import Decision, Invitation, Meeting
from intranet.meetings.parameters import minutes_mark

NUMERALS = "零一二三四五六七八九十"


def minutes_pdf(meeting: Meeting) -> bytes:
    return pdf_render(**_parts(meeting))


def minutes_docx(meeting: Meeting) -> bytes:
    return docx_render(**_parts(meeting))


def _parts(meeting: Meeting) -> dict[str, Any]:
    # Official documents are Chinese, whoever reads them.
    with translation.override("zh-hans"):
        day = meeting.issued_at or meeting.starts_at
        issuer = meeting.created_by.home_unit.name if meeting.created_by and meeting.created_by.home_unit else site_identity().name
        data = {
            "mark": minutes_mark(),
            "number": meeting.minutes_number,
            "signed_by": issuer,
            "signed_on": chinese_day(day),
            "blocks": [*_opening(meeting), *_items(meeting), *_decisions(meeting), *_people(meeting)],
            "copies": "、".join(_invited(meeting)) + "。",
            "printed_by": issuer,
            "printed_on": chinese_day(day),
        }
        if not meeting.is_issued:
            data |= {"remark": "送审稿，未经印发不得作为依据"}
    return {"template": "minutes", "data": data, "title": f"{meeting.title}纪要", "created": meeting.issued_at or meeting.state_since}


def chinese_day(moment: datetime.datetime | datetime.date) -> str:
    """成文日期 in figures without leading zeros."""
    day = timezone.localdate(moment) if isinstance(moment, datetime.datetime) else moment
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(number: int) -> str:
    """一、二 … 九十九, as heads are numbered."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


def _opening(meeting: Meeting) -> list[dict[str, Any]]:
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    facts = [
        ["时间", f"{chinese_day(meeting.starts_at)} {start:%H:%M}至{end:%H:%M}"],
        ["地点", meeting.place],
        ["主持", str(meeting.chair)],
        ["记录", str(meeting.submitted_by or meeting.created_by or "")],
    ]
    blocks: list[dict[str, Any]] = [{"kind": "facts", "rows": facts}]
    if meeting.summary:
        blocks.append({"kind": "text", "text": meeting.summary})
    return blocks


def _items(meeting: Meeting) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for index, item in enumerate(meeting.items.all(), start=1):
        blocks.append({"kind": "heading", "level": 1, "text": f"{numeral(index)}、{item.title}"})
        blocks.append({"kind": "text", "text": item.minutes})
    return blocks


def _decisions(meeting: Meeting) -> list[dict[str, Any]]:
    rows = [
        [str(index), decision.content, decision.lead_unit.name, _names(decision), chinese_day(decision.due_on)]
        for index, decision in enumerate(meeting.decisions.for_list(), start=1)
    ]
    if not rows:
        return []
    head = ["序号", "议定事项", "责任单位", "配合单位", "完成时限"]
    aligns, widths = ["center", "left", "left", "left", "center"], [1, 4, 2.4, 2.4, 3]
    return [{"kind": "table", "caption": "议定事项", "head": head, "rows": rows, "align": aligns, "widths": widths}]


def _names(decision: Decision) -> str:
    return "、".join(unit.name for unit in decision.assisting_units.all()) or "—"


def _people(meeting: Meeting) -> list[dict[str, Any]]:
    rows = list(meeting.invitations.select_related("unit"))
    groups = (
        ("出席", [_person(row) for row in rows if row.part == Part.ATTEND and row.presence == Presence.PRESENT]),
        ("请假", [_absent(row) for row in rows if row.presence == Presence.LEAVE]),
        ("缺席", [row.unit.name for row in rows if row.presence == Presence.ABSENT]),
        ("列席", [_person(row) for row in rows if row.part == Part.SIT_IN and row.presence == Presence.PRESENT]),
    )
    return [{"kind": "labelled", "label": label, "text": "，".join(names)} for label, names in groups if names]


def _person(row: Invitation) -> str:
    name = row.signed_name or row.person
    stands_in = f"（替{row.substitute_for}）" if row.substitute_for else ""
    return f"{row.unit.name} {name}{stands_in}".strip()


def _absent(row: Invitation) -> str:
    return f"{row.unit.name}（{row.reason}）" if row.reason else row.unit.name


def _invited(meeting: Meeting) -> Iterable[str]:
    return [row.unit.name for row in meeting.invitations.select_related("unit")]
