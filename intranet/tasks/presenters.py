"""Turning the ledgers of tasks and supervisions into what their pages draw."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.files.models import FileLink
from core.files.selectors import links_of
from core.phrases import listed
from core.ui.components import FileItem, Stage, Term, TimelineEntry
from core.ui.dates import full_date
from core.units.actors import actor_name
from core.units.models import Unit, User
from core.workflow.models import Step
from core.workflow.selectors import requests_of, steps_of
from intranet.records.parents import parent_kind
from intranet.records.registry import RecordLine, kind_of
from intranet.tasks.enums import RequestKind, SupervisionState, TaskKind, TaskState
from intranet.tasks.labels import label_of
from intranet.tasks.models import Supervision, Task, TaskAssist
from intranet.tasks.selectors.lamps import lamp_of_assist

ICONS = {
    "create": "file-pen", "edit": "pencil", "issue": "send", "receive": "mail-open", "start": "play", "note": "notebook-pen",
    "assist": "message-square", "waive_assist": "skip-forward", "report": "clipboard-check", "approve": "check", "close": "archive",
    "return_report": "rotate-ccw", "remind": "bell", "instruct": "megaphone", "cancel": "ban", "discard": "ban",
    "propose": "flag", "register": "clipboard-list", "dispatch": "send", "reply": "message-square", "return_reply": "rotate-ccw",
    "verify": "check", "archive": "archive", "raise_level": "trending-up", "drop": "ban",
}  # fmt: skip
WRITING = frozenset({"create", "edit", "propose"})


@dataclass(frozen=True, slots=True)
class RecordFiles:
    """Files by step, and those that came with the draft."""

    by_step: dict[int, list[FileItem]]
    own: list[FileItem]


@dataclass(frozen=True, slots=True)
class AssistLine:
    """An assisting unit: its day, its opinion or the waiver, its files."""

    assist: TaskAssist
    lamp: str
    files: Sequence[FileItem]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A request that waits for a decision. ``wanted`` says what is asked for beside the reason."""

    label: str
    reason: str
    wanted: str
    unit: str
    person: str
    at: datetime.datetime


def steps_newest(record: Task | Supervision) -> list[Step]:
    """The history, newest first."""
    return list(steps_of(record).select_related("unit").order_by("-id"))


def files_by_step(record: Task | Supervision, steps: Sequence[Step]) -> RecordFiles:
    """One query for all files."""
    writing = {step.pk for step in steps if step.action in WRITING}
    by_step: dict[int, list[FileItem]] = {}
    own: list[FileItem] = []
    for link in links_of(record):
        item = _file_item(record, link)
        if link.step_id is None or link.step_id in writing:
            own.append(item)
        else:
            by_step.setdefault(link.step_id, []).append(item)
    return RecordFiles(by_step, own)


def _file_item(record: Task | Supervision, link: FileLink) -> FileItem:
    name = "intranet_tasks:file" if isinstance(record, Task) else "intranet_tasks:supervision_file"
    url = reverse(name, args=[record.pk, link.file_id])
    thumbnail = f"{url}?small=1" if link.file.is_image else ""
    return FileItem(link.file.original_name, url, link.file.size, link.file.original_name.rsplit(".", 1)[-1], thumbnail=thumbnail)


def timeline_of(steps: Sequence[Step], files: RecordFiles) -> list[TimelineEntry]:
    """The steps, newest first, with what was said and sent along."""
    return [
        TimelineEntry(
            title=label_of(step.subject_kind, step.action),
            at=step.at,
            unit=str(step.unit) if step.unit else "",
            actor=actor_name(step.actor_kind, step.actor_label),
            body=step.opinion,
            state="current" if index == 0 else "done",
            icon=ICONS.get(step.action, ""),
            files=files.by_step.get(step.pk, ()),
        )
        for index, step in enumerate(steps)
    ]


def task_facts(task: Task) -> list[Term]:
    """What the task says beside its text."""
    rows = [
        Term(_("类别"), task.get_kind_display()),
        Term(_("来源"), task.get_source_display()),
        Term(_("主办单位"), task.lead_unit.name),
        Term(_("办理期限"), full_date(task.due_on)),
    ]
    if task.basis:
        rows.append(Term(_("交办依据"), task.basis, wide=True))
    counts = ((_("延期次数"), task.extension_count), (_("退回重办次数"), task.return_count))
    return rows + [Term(label, count) for label, count in counts if count]


def task_stages(task: Task) -> list[Stage]:
    """The line of stages. A report sent back stands again where the unit works on it."""
    if task.state == TaskState.CANCELLED:
        return [Stage(str(task.get_state_display()), "current")]
    way = [
        TaskState.DRAFT, TaskState.ISSUED, TaskState.RECEIVED, TaskState.IN_PROGRESS,
        TaskState.REPORTED, TaskState.APPROVED, TaskState.CLOSED,
    ]  # fmt: skip
    labels = {state: str(state.label) for state in way}
    here = TaskState(task.state)
    if here == TaskState.RETURNED:
        here = TaskState.IN_PROGRESS
        labels[here] = str(TaskState.RETURNED.label)
    return _line(way, labels, here)


def supervision_stages(row: Supervision) -> list[Stage]:
    """The line of stages of a supervision."""
    if row.state == SupervisionState.CANCELLED:
        return [Stage(str(row.get_state_display()), "current")]
    way = [state for state in SupervisionState if state != SupervisionState.CANCELLED]
    return _line(way, {state: str(state.label) for state in way}, SupervisionState(row.state))


def _line(way: Sequence[Any], labels: dict[Any, str], here: Any) -> list[Stage]:
    index = way.index(here)
    last = index == len(way) - 1
    states = ["done"] * (index + last) + ["current"] * (not last) + ["ahead"] * (len(way) - index - 1)
    return [Stage(labels[state], how) for state, how in zip(way, states, strict=True)]


def assist_lines(task: Task, steps: Sequence[Step], files: RecordFiles) -> list[AssistLine]:
    """The assisting units with their opinions, in the order in which they were named."""
    now = timezone.now()
    given = {(step.actor_id, step.at): step.pk for step in steps if step.action == "assist"}
    lines: list[AssistLine] = []
    for assist in task.assists.select_related("unit", "submitted_by", "waived_by"):
        step = given.get((assist.submitted_by_id, assist.submitted_at)) if assist.submitted_at else None
        lines.append(AssistLine(assist, lamp_of_assist(assist, now), files.by_step.get(step, ()) if step else ()))
    return lines


def assist_progress(task: Task) -> str:
    """How many assisting units have answered or been excused; uses what for_list() fetched."""
    if task.kind != TaskKind.JOINT:
        return ""
    rows = list(task.assists.all())
    return _("会办%(done)s/%(all)s") % {"done": sum(not row.is_missing for row in rows), "all": len(rows)}


def assist_names(task: Task) -> str:
    """The assisting units by name, for lists and the sheet."""
    return listed(row.unit for row in task.assists.all())


def supervision_facts(row: Supervision) -> list[Term]:
    """What the supervision says beside its demand."""
    rows = [
        Term(_("督办级别"), row.get_level_display()),
        Term(_("被督办单位"), row.unit.name),
        Term(_("回复期限"), full_date(row.due_on)),
        Term(_("发出时间"), local(row.dispatched_at)),
        Term(_("签收时间"), local(row.received_at)),
    ]
    counts = ((_("延期次数"), row.extension_count), (_("退回次数"), row.return_count))
    return rows + [Term(label, count) for label, count in counts if count]


def parent_label(name: str) -> str:
    """What a kind of supervised record is called."""
    kind = kind_of(name)
    return str(kind.label) if kind else ""


def parent_line(row: Supervision, user: User) -> RecordLine | None:
    """The supervised record as the person may see it; None where that is not allowed."""
    return parent_lines([row], user).get((row.parent_kind, row.parent_id))


def parent_lines(rows: Iterable[Supervision], user: User) -> dict[tuple[str, int], RecordLine]:
    """The supervised records that the person may see, by kind and number; one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.parent_kind, set()).add(row.parent_id)
    lines: dict[tuple[str, int], RecordLine] = {}
    for name, ids in wanted.items():
        kind = kind_of(name)
        if kind is not None and parent_kind(name) is not None:
            lines |= {(name, found.pk): kind.line(found) for found in kind.visible(user).filter(pk__in=ids)}
    return lines


def asked_of(record: Task | Supervision) -> list[AskedLine]:
    """Requests that wait for a decision."""
    lines: list[AskedLine] = []
    for row in requests_of(record).pending().select_related("requested_by", "requested_unit"):
        lines.append(
            AskedLine(
                label=str(RequestKind(row.kind).label),
                reason=row.reason,
                wanted=_wanted(row.data),
                unit=str(row.requested_unit or ""),
                person=str(row.requested_by or ""),
                at=row.requested_at,
            )
        )
    return lines


def _wanted(data: dict[str, Any]) -> str:
    day = parse_date(data.get("new_due_on") or "")
    if day is not None:
        return _("延至%(day)s") % {"day": full_date(day)}
    unit = Unit.objects.filter(pk=data.get("proposed_unit") or 0).first()
    return _("建议由%(unit)s办理") % {"unit": unit.name} if unit else ""


def local(moment: datetime.datetime | None) -> str:
    """A moment in the office's zone, in figures."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"
