"""A letter as an official document (信函 of GB/T 9704-2012). It says what the letter says and nothing about the reader."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import translation

from core.documents.services import docx_render, pdf_render
from core.phrases import listed
from core.ui.dates import full_date
from intranet.sharing.models import Letter, LetterRecipient
from intranet.sharing.presenters import files_of_letter, said, steps_newest


def letter_pdf(letter: Letter) -> bytes:
    """The PDF of a letter that was sent: the same bytes each time, whoever asks in whatever language."""
    with translation.override("zh-hans"):
        return pdf_render(template="letter", data=letter_paper(letter), title=letter.title, created=_sent_at(letter))


def letter_docx(letter: Letter) -> bytes:
    """The same as DOCX."""
    with translation.override("zh-hans"):
        return docx_render(template="letter", data=letter_paper(letter), title=letter.title, created=_sent_at(letter))


def _sent_at(letter: Letter) -> datetime.datetime:
    if letter.sent_at is None:
        raise ValueError("a letter that was not sent has no number and no date")
    return letter.sent_at


def letter_paper(letter: Letter) -> dict[str, Any]:
    """The description that core.documents sets."""
    blocks: list[dict[str, Any]] = []
    if letter.body:
        blocks.append({"kind": "text", "text": letter.body})
    rows = [(str(label), _plain(value)) for label, value in said(letter)]
    if letter.answers:
        rows.insert(0, ("所回复的函件", letter.answers.number))
    if rows:
        blocks.append({"kind": "facts", "rows": rows})
    return {
        "mark": letter.sender_unit.name,
        "number": letter.number,
        "recipients": listed(row.unit.name for row in sent_to(letter)),
        "attachments": [item.name for item in files_of_letter(letter, steps_newest(letter)).own],
        "signed_by": letter.sender_unit.name,
        "signed_on": full_date(letter.sent_at) if letter.sent_at else "",
        "blocks": blocks,
    }


def _plain(value: Any) -> str:
    return full_date(value) if isinstance(value, datetime.date) else str(value)


def sent_to(letter: Letter) -> list[LetterRecipient]:
    """The units of the last round that was sent."""
    rows = [row for row in letter.recipients.select_related("unit") if row.sent_at]
    last = max((row.round for row in rows), default=0)
    return [row for row in rows if row.round == last]
