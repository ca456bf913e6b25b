"""A task's page: what is to be done, who assists, the deadline, and the acts that are legal now."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from core.clocks.selectors import clocks_of, explain
from core.files.selectors import linked_file
from core.files.serving import file_response
from core.ui.components import Crumb
from core.ui.requests import person
from core.workflow.models import Step
from intranet.records.acts import RecordPage, act_context, record_act
from intranet.records.forms import ActionForm
from intranet.tasks.enums import ClockName, TaskState
from intranet.tasks.models import Task
from intranet.tasks.permissions import may_write_tasks
from intranet.tasks.presenters import asked_of, assist_lines, files_by_step, steps_newest, task_facts, task_stages, timeline_of
from intranet.tasks.selectors.lamps import lamp_of


def task_of(request: HttpRequest, pk: int) -> Task:
    """The task, if this person may know of it: otherwise 404, as for one that does not exist."""
    tasks = Task.objects.visible_to(person(request)).select_related("lead_unit", "created_by", "issued_by")
    found: Task = get_object_or_404(tasks, pk=pk)
    return found


@require_GET
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The task's page."""
    return render(request, "intranet/tasks/detail.html", page_context(request, task_of(request, pk)))


def page_context(request: HttpRequest, task: Task, failed: ActionForm | None = None) -> dict[str, Any]:
    """Everything the page shows. ``failed`` is the form to show again with its errors."""
    steps = steps_newest(task)
    files = files_by_step(task, steps)
    return {
        "task": task,
        "lamp": "stopped" if task.state == TaskState.APPROVED else lamp_of(task, timezone.now()),
        "stages": task_stages(task),
        "facts": task_facts(task),
        "files": files.own,
        "assists": assist_lines(task, steps, files),
        "reported_files": _reported(steps, files.by_step),
        "timeline": timeline_of(steps, files),
        "requests": asked_of(task),
        "deadline_url": reverse("intranet_tasks:deadline", args=[task.pk]),
        "stopped": _("已审核通过，等待销号。") if task.state == TaskState.APPROVED else "",
        "may_change": task.state == TaskState.DRAFT and may_write_tasks(person(request)),
        **act_context(request, task, PAGE, failed),
        "crumbs": [Crumb(pgettext("list", "任务"), reverse("intranet_tasks:list")), Crumb(task.called)],
    }


def _reported(steps: list[Step], by_step: dict[int, Any]) -> Any:
    """The files of the last report."""
    last = next((step for step in steps if step.action == "report"), None)
    return by_step.get(last.pk, ()) if last else ()


PAGE = RecordPage(
    show=lambda request, task, failed, status: render(
        request, "intranet/tasks/detail.html", page_context(request, task, failed), status=status
    ),
    url=lambda task: reverse("intranet_tasks:detail", args=[task.pk]),
    act_url=lambda task, action: reverse("intranet_tasks:act", args=[task.pk, action]),
    list_url=lambda: reverse("intranet_tasks:list"),
    visible=lambda request, task: Task.objects.visible_to(person(request)).filter(pk=task.pk).exists(),
    number=lambda task: str(task.called),
    back=gettext_lazy("返回任务"),
)


@require_POST
def task_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do an act. What is refused comes back with a sentence and with everything that was typed."""
    return record_act(request, task_of(request, pk), action, PAGE)


@require_GET
def task_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """解释这个期限: the running clocks of the task and of its assisting units, day by day."""
    task = task_of(request, pk)
    explained = [(str(ClockName(clock.name).label), explain(clock)) for clock in clocks_of(task).open()]
    for assist in task.assists.select_related("unit"):
        if assist.is_missing:
            explained += [(f"{ClockName(clock.name).label} · {assist.unit}", explain(clock)) for clock in clocks_of(assist).open()]
    crumbs = [
        Crumb(pgettext("list", "任务"), reverse("intranet_tasks:list")),
        Crumb(task.called, reverse("intranet_tasks:detail", args=[task.pk])),
        Crumb(_("时限说明")),
    ]
    return render(request, "intranet/tasks/deadline.html", {"called": task.called, "clocks": explained, "crumbs": crumbs})


@require_GET
def task_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A look without leaving the list."""
    task = task_of(request, pk)
    steps = steps_newest(task)
    files = files_by_step(task, steps)
    context = {
        "task": task,
        "facts": task_facts(task),
        "assists": assist_lines(task, steps, files),
        "timeline": timeline_of(steps, files)[:4],
        "lamp": lamp_of(task, timezone.now()),
    }
    return render(request, "intranet/tasks/panel.html", context)


@require_GET
def task_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The 交办单 or 会办单 as it goes on paper."""
    task = task_of(request, pk)
    steps = steps_newest(task)
    files = files_by_step(task, steps)
    context = {"task": task, "assists": assist_lines(task, steps, files), "files": files.own, "printed_at": timezone.now()}
    return render(request, "intranet/tasks/print.html", context)


@require_GET
def task_file(request: HttpRequest, pk: int, file_id: int) -> FileResponse:
    """A file of the task, after the same check as the page."""
    stored = linked_file(task_of(request, pk), file_id)
    if stored is None:
        raise Http404
    return file_response(stored, thumbnail=request.GET.get("small") == "1" and stored.is_image)
