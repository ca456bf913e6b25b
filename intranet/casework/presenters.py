"""Turning a case's ledgers into what the case page draws."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.files.models import FileLink
from core.files.selectors import links_of
from core.phrases import listed
from core.ui.components import FileItem, Stage, Term, TimelineEntry
from core.units.actors import actor_name
from core.units.models import Unit
from core.workflow.models import Step
from core.workflow.selectors import steps_of
from intranet.casework.enums import CaseState, Measure, Satisfaction
from intranet.casework.machine import MACHINE
from intranet.casework.models import Case
from intranet.casework.needs import (
    CORRECT_BY,
    EXTRA_DAYS,
    MEASURE,
    REVIEW_ON,
    STARS,
)

ICONS = {"submit": "inbox", "dispatch": "send", "receive": "check", "complete": "hammer", "check_pass": "badge-check", "close": "archive"}
LABELS = {row.action: row.label for row in MACHINE.transitions} | {"submit": gettext_lazy("提交")}
SHOWN = {need.name: need.label for need in (MEASURE, CORRECT_BY, EXTRA_DAYS, REVIEW_ON, STARS)}
STAGES = (
    (CaseState.SUBMITTED, {CaseState.SUBMITTED, CaseState.VERIFYING}),
    (CaseState.ACCEPTED, {CaseState.ACCEPTED}),
    (CaseState.FILED, {CaseState.FILED}),
    (CaseState.DISPATCHED, {CaseState.DISPATCHED}),
    (CaseState.HANDLING, {CaseState.HANDLING, CaseState.SUSPENDED}),
    (CaseState.CHECKING, {CaseState.HANDLED, CaseState.CHECKING}),
    (CaseState.FOLLOW_UP, {CaseState.FOLLOW_UP}),
    (CaseState.CLOSED, {CaseState.CLOSED}),
)


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Files of a case by step, and those that came with the report."""

    by_step: dict[int, list[FileItem]]
    all: list[FileItem]


def files_of_case(case: Case) -> CaseFiles:
    """One query for all files of the case."""
    by_step: dict[int, list[FileItem]] = {}
    every: list[FileItem] = []
    for link in links_of(case):
        item = file_item(case, link)
        every.append(item)
        if link.step_id:
            by_step.setdefault(link.step_id, []).append(item)
    return CaseFiles(by_step, every)


def file_item(case: Case, link: FileLink) -> FileItem:
    """A file of the case with its checked addresses."""
    url = reverse("intranet_casework:file", args=[case.pk, link.file_id])
    kind = link.file.original_name.rsplit(".", 1)[-1]
    return FileItem(link.file.original_name, url, link.file.size, kind, thumbnail=f"{url}?small=1" if link.file.is_image else "")


def timeline_of(case: Case, files: CaseFiles) -> list[TimelineEntry]:
    """The steps, newest first, each with its opinion and files."""
    steps = list(steps_of(case).select_related("unit").order_by("-id"))
    names = unit_names(steps)
    return [_entry(step, files, names, current=index == 0) for index, step in enumerate(steps)]


def unit_names(steps: Iterable[Step]) -> dict[int, str]:
    """Names of units that steps name by number."""
    ids: set[int] = set()
    for step in steps:
        for key in ("lead_unit", "proposed_unit"):
            if isinstance(step.data.get(key), int):
                ids.add(step.data[key])
        ids.update(unit for unit in step.data.get("assisting_units") or () if isinstance(unit, int))
    return dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _entry(step: Step, files: CaseFiles, names: dict[int, str], *, current: bool) -> TimelineEntry:
    return TimelineEntry(
        title=str(LABELS.get(step.action, step.action)),
        at=step.at,
        unit=str(step.unit) if step.unit else "",
        actor=actor_name(step.actor_kind, step.actor_label),
        body=step.opinion,
        state="current" if current else "done",
        icon=ICONS.get(step.action, ""),
        meta=_meta(step, names),
        files=files.by_step.get(step.pk, ()),
    )


def _meta(step: Step, names: dict[int, str]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    data = step.data
    if data.get("lead_unit"):
        rows.append((_("主办单位"), names.get(data["lead_unit"], "")))
    if data.get("assisting_units"):
        rows.append((_("协办单位"), listed(names.get(unit, "") for unit in data["assisting_units"])))
    if data.get("proposed_unit"):
        rows.append((_("建议单位"), names.get(data["proposed_unit"], "")))
    for key, label in SHOWN.items():
        if data.get(key):
            rows.append((str(label), _plain(key, data[key])))
    if data.get("public_reply"):
        rows.append((_("对外答复"), data["public_reply"]))
    return rows


def _plain(key: str, value: object) -> str:
    if key == "measure":
        return str(dict(Measure.choices).get(str(value), value))
    if key == "satisfaction":
        return str(Satisfaction(int(str(value))).label)
    return str(value)


def facts_of(case: Case) -> list[Term]:
    """The facts beside the timeline."""
    minor = f"{case.minor.major} · {case.minor}" if case.minor else _("未定")
    area = " ".join(str(unit) for unit in (case.street, case.community) if unit)
    rows = [
        Term(_("来源"), f"{case.get_source_display()} · {case.get_request_kind_display()}"),
        Term(_("地点"), case.place, wide=True),
        Term(_("街道社区"), area or "—"),
        Term(_("类别"), minor),
        Term(_("道路等级"), case.get_road_class_display() or "—"),
        Term(_("立案条件"), case.condition or "—", wide=True),
        Term(_("主办单位"), case.lead_unit or "—"),
        Term(_("上报时间"), local(case.reported_at)),
    ]
    if case.external_no:
        rows.append(Term(_("市级工单号"), case.external_no))
    if case.parent:
        rows.append(Term(_("并入案件"), case.parent.number, reverse("intranet_casework:detail", args=[case.parent_id])))
    counts = [
        (_("退回"), case.wrong_dispatch_count),
        (_("延期"), case.extension_count),
        (_("返工"), case.rework_count),
        (_("重办"), case.redo_count),
        (_("重开"), case.reopen_count),
    ]
    told = " ".join(_("%(label)s%(count)s次") % {"label": label, "count": count} for label, count in counts if count)
    if told:
        rows.append(Term(_("次数"), told))
    return rows


def local(moment: datetime.datetime | None) -> str:
    """A moment in the office's zone, in figures."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def stages_of(case: Case) -> list[Stage]:
    """The line of stages; ends that are no repair show their own word."""
    reached = next((index for index, (_state, members) in enumerate(STAGES) if case.state in members), None)
    if reached is None:
        return [Stage(str(case.get_state_display()), "current")]
    states = ["done"] * reached + ["current"] + ["ahead"] * (len(STAGES) - reached - 1)
    return [Stage(str(CaseState(state).label), how) for (state, _members), how in zip(STAGES, states, strict=True)]
