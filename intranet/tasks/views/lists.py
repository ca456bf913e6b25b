"""The registers: queues of a post, filters kept in the URL, export of what the filter shows."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from core.ui.components import Chip, Crumb, Tab
from core.ui.requests import person
from core.units.models import Unit, User
from intranet.casework.views.lists import safe_cell
from intranet.records.parents import parent_kinds
from intranet.tasks.enums import SupervisionLevel, SupervisionState, TaskKind, TaskSource, TaskState
from intranet.tasks.models import Supervision, Task
from intranet.tasks.needs import task_units
from intranet.tasks.permissions import may_write_tasks
from intranet.tasks.presenters import assist_names, assist_progress, local, parent_label, parent_lines
from intranet.tasks.selectors import supervisions, tasks
from intranet.tasks.selectors.board import board
from intranet.tasks.selectors.lamps import lamp_of

PAGE_SIZE = 25
EXPORT_ROWS = 5000
YEARS = range(2000, 2100)
OPEN = ("open", gettext_lazy("未办结"))
LAMPS = (("red", gettext_lazy("超期")), ("yellow", gettext_lazy("将到期")), ("green", gettext_lazy("在期")))


@dataclass(frozen=True, slots=True)
class Row:
    """A task as a line of the register."""

    task: Task
    lamp: str
    assists: str
    progress: str


@dataclass(frozen=True, slots=True)
class SupervisionRow:
    """A supervision as a line of the register."""

    supervision: Supervision
    lamp: str
    parent: str
    number: str
    about: str


def _known(text: str, allowed: Any) -> str:
    return text if text in allowed else ""


def _words(text: str) -> str:
    return text.strip()[:60].replace("\x00", "")


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _day(text: str) -> datetime.date | None:
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def task_filter(request: HttpRequest) -> tasks.TaskFilter:
    """The filter in the address. What makes no sense is left out rather than answered with an error."""
    get = request.GET.get
    return tasks.TaskFilter(
        queue=get("queue", ""),
        kind=_known(get("kind", ""), TaskKind.values),
        state=_known(get("state", ""), [*TaskState.values, OPEN[0]]),
        source=_known(get("source", ""), TaskSource.values),
        lamp=_known(get("lamp", ""), [key for key, _label in LAMPS]),
        unit=_whole(get("unit", "")),
        lead=_whole(get("lead", "")),
        number=_words(get("number", "")),
        text=_words(get("text", "")),
        since=_day(get("since", "")),
        until=_day(get("until", "")),
    )


@require_GET
def task_index(request: HttpRequest) -> HttpResponse:
    """The register of tasks, 25 a page."""
    user, chosen = person(request), task_filter(request)
    found = tasks.task_list(user, chosen).for_list()
    if request.GET.get("format") == "csv":
        return _export(found[:EXPORT_ROWS])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    units = {unit.pk: unit for unit in task_units()}
    context = {
        "page": page,
        "rows": _rows(page),
        "tabs": _tabs(user, chosen.queue, tasks),
        "chosen": chosen,
        "chips": _task_chips(request, chosen, units),
        "clear_url": _clear_url(chosen.queue),
        "kinds": TaskKind.choices,
        "states": [OPEN, *TaskState.choices],
        "sources": TaskSource.choices,
        "lamps": LAMPS,
        "units": list(units.values()),
        "may_write": may_write_tasks(user),
    }
    return render(request, "intranet/tasks/list.html", context)


def _rows(found: Any) -> list[Row]:
    now = timezone.now()
    return [Row(task, lamp_of(task, now), assist_names(task), assist_progress(task)) for task in found]


def _tabs(user: User, queue: str, module: Any) -> list[Tab]:
    """All, and the queues of the person's posts with what waits in each."""
    counted = module.tasks_in if module is tasks else module.supervisions_in
    tabs = [Tab(_("全部可见"), "?", not queue)]
    tabs += [Tab(row.label, f"?queue={row.key}", queue == row.key, counted(row, user).count()) for row in module.queues_of(user)]
    return tabs


def _clear_url(queue: str) -> str:
    return f"?{urlencode({'queue': queue})}" if queue else "?"


def _task_chips(request: HttpRequest, chosen: tasks.TaskFilter, units: dict[int, Unit]) -> list[Chip]:
    names: dict[str, tuple[str, object]] = {
        "kind": (_("类别"), dict(TaskKind.choices).get(chosen.kind, "")),
        "state": (_("状态"), dict([OPEN, *TaskState.choices]).get(chosen.state, "")),
        "source": (_("来源"), dict(TaskSource.choices).get(chosen.source, "")),
        "lamp": (_("时限"), dict(LAMPS).get(chosen.lamp, "")),
        "unit": (_("单位"), units.get(chosen.unit or 0, "")),
        "lead": (_("主办单位"), units.get(chosen.lead or 0, "")),
        "number": (_("文号"), chosen.number),
        "text": (_("文字"), chosen.text),
        "since": (_("期限自"), chosen.since or ""),
        "until": (_("期限至"), chosen.until or ""),
    }
    return _chips(request, names)


def _chips(request: HttpRequest, names: dict[str, tuple[str, object]]) -> list[Chip]:
    """The filters in force, each with the address without it."""
    chips: list[Chip] = []
    for key, (label, shown) in names.items():
        if shown:
            query = request.GET.copy()
            query.pop(key, None)
            query.pop("page", None)
            chips.append(Chip(label, str(shown), f"?{query.urlencode()}"))
    return chips


def _export(found: Any) -> HttpResponse:
    """The filtered register as CSV for a spreadsheet; a cell never starts a formula."""
    head = [
        _("文号"),
        _("类别"),
        _("事项"),
        _("来源"),
        _("主办单位"),
        _("会办单位"),
        _("状态"),
        _("下达时间"),
        _("办理期限"),
        _("办结时间"),
    ]
    lines = [
        (
            task.number, task.get_kind_display(), task.title, task.get_source_display(), task.lead_unit, assist_names(task),
            task.get_state_display(), local(task.issued_at), task.due_on, local(task.closed_at),
        )
        for task in found
    ]  # fmt: skip
    return _csv("tasks", head, lines)


def _csv(name: str, head: Sequence[str], lines: Sequence[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y%m%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(head)
    writer.writerows([safe_cell(str(cell)) for cell in line] for line in lines)
    return response


@require_GET
def task_board(request: HttpRequest) -> HttpResponse:
    """How far each unit is. A few dozen units: one page."""
    crumbs = [Crumb(pgettext("list", "任务"), reverse("intranet_tasks:list")), Crumb(_("任务台账"))]
    return render(request, "intranet/tasks/board.html", {"lines": board(person(request)), "crumbs": crumbs})


@require_GET
def supervision_index(request: HttpRequest) -> HttpResponse:
    """The register of supervisions, 25 a page."""
    user, get = person(request), request.GET.get
    kinds = [(kind.kind, parent_label(kind.kind)) for kind in parent_kinds()]
    chosen = supervisions.SupervisionFilter(
        queue=get("queue", ""),
        state=_known(get("state", ""), [*SupervisionState.values, OPEN[0]]),
        level=_known(get("level", ""), SupervisionLevel.values),
        lamp=_known(get("lamp", ""), [key for key, _label in LAMPS]),
        unit=_whole(get("unit", "")),
        parent=_known(get("parent", ""), [kind for kind, _label in kinds]),
        number=_words(get("number", "")),
        text=_words(get("text", "")),
    )
    found = supervisions.supervision_list(user, chosen).for_list()
    if get("format") == "csv":
        return _export_supervisions(found[:EXPORT_ROWS])
    page = Paginator(found, PAGE_SIZE).get_page(get("page"))
    units = {unit.pk: unit for unit in task_units()}
    context = {
        "page": page,
        "rows": _supervision_rows(list(page), user),
        "tabs": _tabs(user, chosen.queue, supervisions),
        "chosen": chosen,
        "chips": _supervision_chips(request, chosen, units, kinds),
        "clear_url": _clear_url(chosen.queue),
        "states": [OPEN, *SupervisionState.choices],
        "levels": SupervisionLevel.choices,
        "lamps": LAMPS,
        "parents": kinds,
        "units": list(units.values()),
    }
    return render(request, "intranet/tasks/supervisions.html", context)


def _supervision_rows(found: list[Supervision], user: User) -> list[SupervisionRow]:
    now, lines = timezone.now(), parent_lines(found, user)
    rows: list[SupervisionRow] = []
    for row in found:
        line = lines.get((row.parent_kind, row.parent_id))
        label = parent_label(row.parent_kind)
        rows.append(SupervisionRow(row, lamp_of(row, now), label, line.number if line else "", line.title if line else ""))
    return rows


def _supervision_chips(
    request: HttpRequest, chosen: supervisions.SupervisionFilter, units: dict[int, Unit], kinds: list[tuple[str, str]]
) -> list[Chip]:
    names: dict[str, tuple[str, object]] = {
        "state": (_("状态"), dict([OPEN, *SupervisionState.choices]).get(chosen.state, "")),
        "level": (_("督办级别"), dict(SupervisionLevel.choices).get(chosen.level, "")),
        "lamp": (_("时限"), dict(LAMPS).get(chosen.lamp, "")),
        "unit": (_("被督办单位"), units.get(chosen.unit or 0, "")),
        "parent": (_("督办对象"), dict(kinds).get(chosen.parent, "")),
        "number": (_("文号"), chosen.number),
        "text": (_("文字"), chosen.text),
    }
    return _chips(request, names)


def _export_supervisions(found: Any) -> HttpResponse:
    head = [_("文号"), _("督办级别"), _("督办意见"), _("督办对象"), _("被督办单位"), _("状态"), _("立项时间"), _("回复期限"), _("回复时间")]
    lines = [
        (
            row.number, row.get_level_display(), row.opinion, parent_label(row.parent_kind), row.unit,
            row.get_state_display(), local(row.opened_at), row.due_on, local(row.replied_at),
        )
        for row in found
    ]  # fmt: skip
    return _csv("supervisions", head, lines)
