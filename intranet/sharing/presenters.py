"""Turning a letter's ledgers into what its page draws."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.files.models import FileLink
from core.files.selectors import links_of
from core.phrases import listed
from core.ui.components import FileItem, Stage, Term, TimelineEntry
from core.units.models import User
from core.workflow.models import Step
from core.workflow.selectors import steps_of
from intranet.sharing.enums import LetterKind, LetterState, Outcome, RecipientState
from intranet.sharing.kinds import owes_reply, rule_of
from intranet.sharing.machine import MACHINE
from intranet.sharing.models import Letter, LetterRecipient
from intranet.sharing.periods import period_of

LABELS = {row.action: row.label for row in MACHINE.transitions} | {"compose": gettext_lazy("拟稿"), "edit": gettext_lazy("修改")}
ICONS = {
    "compose": "file-pen", "approve_send": "send", "send": "send", "receive": "mail-open", "accept": "check", "reply": "message-square",
    "reply_assist": "message-square", "report_result": "message-square", "answered": "message-square", "return_back": "rotate-ccw",
    "refuse": "ban", "confirm": "archive", "record_result": "archive", "remind": "bell",
}  # fmt: skip
ANSWERS = frozenset({"reply", "reply_assist", "report_result", "answered", "ask_again"})


@dataclass(frozen=True, slots=True)
class LetterFiles:
    """Files of a letter by step, and those of the letter itself."""

    by_step: dict[int, list[FileItem]]
    own: list[FileItem]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the thread below the letter."""

    unit: str
    person: str
    at: datetime.datetime
    body: str
    terms: Sequence[Term]
    files: Sequence[FileItem]
    is_question: bool
    letter_url: str = ""


def files_of_letter(letter: Letter, steps: Sequence[Step]) -> LetterFiles:
    """One query for all files. Those that came with the draft or its changes are the letter's own."""
    writing = {step.pk for step in steps if step.action in ("compose", "edit")}
    by_step: dict[int, list[FileItem]] = {}
    own: list[FileItem] = []
    for link in links_of(letter):
        item = file_item(letter, link)
        if link.step_id is None or link.step_id in writing:
            own.append(item)
        else:
            by_step.setdefault(link.step_id, []).append(item)
    return LetterFiles(by_step, own)


def file_item(letter: Letter, link: FileLink) -> FileItem:
    """A file of the letter with its checked address."""
    url = reverse("intranet_sharing:file", args=[letter.pk, link.file_id])
    return FileItem(link.file.original_name, url, link.file.size, link.file.original_name.rsplit(".", 1)[-1])


def steps_newest(letter: Letter) -> list[Step]:
    """The history, newest first."""
    return list(steps_of(letter).select_related("unit").order_by("-id"))


def timeline_of(steps: Sequence[Step], files: LetterFiles) -> list[TimelineEntry]:
    """The steps. What was answered stands in the thread in full, here in short."""
    return [_entry(step, files, current=index == 0) for index, step in enumerate(steps)]


def _entry(step: Step, files: LetterFiles, *, current: bool) -> TimelineEntry:
    return TimelineEntry(
        title=str(LABELS.get(step.action, step.action)),
        at=step.at,
        unit=str(step.unit) if step.unit else "",
        actor=step.actor_label,
        body="" if step.action in ANSWERS else step.opinion,
        state="current" if current else "done",
        icon=ICONS.get(step.action, ""),
        files=() if step.action in ANSWERS else files.by_step.get(step.pk, ()),
    )


def thread_of(steps: Sequence[Step], files: LetterFiles, seen: dict[int, str]) -> list[Answer]:
    """Answers and what was asked again, oldest first. ``seen``: addresses of answering letters the person may open."""
    found: list[Answer] = []
    for step in reversed(steps):
        if step.action not in ANSWERS:
            continue
        found.append(
            Answer(
                unit=str(step.unit) if step.unit else "",
                person=step.actor_label if step.actor_id else "",
                at=step.at,
                body=step.opinion,
                terms=_terms(step),
                files=files.by_step.get(step.pk, ()),
                is_question=step.action == "ask_again",
                letter_url=seen.get(step.data.get("letter") or 0, ""),
            )
        )
    return found


def _terms(step: Step) -> list[Term]:
    data = step.data
    rows = [(_("定性意见"), data.get("characterisation")), (_("处理意见"), data.get("handling"))]
    if data.get("outcome"):
        rows.append((_("处理结果"), str(dict(Outcome.choices).get(data["outcome"], data["outcome"]))))
    rows += [(_("处罚决定书文号"), data.get("decision_no")), (_("回复函文号"), data.get("number"))]
    return [Term(label, value, wide=label in (_("定性意见"), _("处理意见"))) for label, value in rows if value]


def facts_of(letter: Letter, user: User) -> list[Term]:
    """What the letter says, field by field, as its kind has them. The letter it answers is named by its number to
    whoever sees this one, and by title and link to who may see that one too."""
    rows: list[Term] = []
    if letter.answers and letter.answers_id:
        seen = Letter.objects.visible_to(user).filter(pk=letter.answers_id).exists()
        url = reverse("intranet_sharing:detail", args=[letter.answers_id]) if seen else ""
        rows.append(Term(_("所回复的函件"), str(letter.answers) if seen else letter.answers.number, url, wide=True))
    long = {need.name for need in rule_of(letter).fields if need.kind == "text"}
    rows += [Term(label, value, wide=name in long) for name, label, value in _said(letter)]
    return rows


def said(letter: Letter) -> list[tuple[Any, Any]]:
    """(label, value) of every field of the kind that says something."""
    return [(label, value) for _name, label, value in _said(letter)]


def _said(letter: Letter) -> list[tuple[str, Any, Any]]:
    found = [(need.name, need.label, _value(letter, need.name)) for need in rule_of(letter).fields]
    return [(name, label, value) for name, label, value in found if value not in ("", None)]


def _value(letter: Letter, name: str) -> Any:
    approval = getattr(letter, "approval", None)
    if name == "approval_kind":
        return approval.get_kind_display() if approval else ""
    if name in ("permit_no", "issuing_unit", "valid_from", "valid_until"):
        return getattr(approval, name, "")
    if name == "outcome":
        return letter.get_outcome_display()
    if name in ("reply_wanted", "hold_approval"):
        return _("是") if getattr(letter, name) else ""
    if name == "period":
        return period_of(LetterKind(letter.kind), letter.period).label if letter.period else ""
    if name in ("party", "place", "event_on"):
        return getattr(letter, name)
    return letter.details.get(name, "")


def receipts_of(letter: Letter) -> list[LetterRecipient]:
    """The receipt chain: every unit of every round, with who took it in and answered."""
    return list(letter.recipients.select_related("unit", "received_by", "replied_by"))


def stages_of(letter: Letter) -> list[Stage]:
    """The line of stages; ends that are no answer show their own word."""
    if letter.state in (LetterState.RETURNED, LetterState.REFUSED, LetterState.VOIDED):
        return [Stage(str(letter.get_state_display()), "current")]
    answer = [LetterState.RECEIVED, LetterState.REPLIED] if owes_reply(letter) else []
    way = [LetterState.DRAFT, LetterState.SENT, *answer, LetterState.CONFIRMED]
    here = way.index(LetterState(letter.state)) if letter.state in way else len(way) - 1
    states = ["done"] * here + ["current"] + ["ahead"] * (len(way) - here - 1)
    return [Stage(str(state.label), how) for state, how in zip(way, states, strict=True)]


def recipients_text(letter: Letter) -> str:
    """The units of the present round by name, for lists; uses what for_list() fetched."""
    return listed(row.unit for row in letter.recipients.all() if row.round == letter.round)


def progress_text(letter: Letter) -> str:
    """How many of several recipients have taken it in."""
    rows = [row for row in letter.recipients.all() if row.round == letter.round]
    if len(rows) < 2 or letter.sent_at is None:
        return ""
    taken = sum(row.state != RecipientState.PENDING for row in rows)
    return _("签收%(taken)s/%(all)s") % {"taken": taken, "all": len(rows)}


def local(moment: datetime.datetime | None) -> str:
    """A moment in the office's zone, in figures."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"
