"""Drafting a task, changing a draft, proposing a supervision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.units.refs import subject_kind
from core.workflow.errors import InvalidData, WorkflowError
from intranet.records.once import content_of, key_renew, record_once
from intranet.records.parents import ParentKind, parent_kind
from intranet.records.registry import RecordLine, kind_of
from intranet.tasks.enums import TaskState
from intranet.tasks.forms import Refusable, SupervisionForm, TaskForm
from intranet.tasks.models import Supervision, Task
from intranet.tasks.permissions import may_write_tasks
from intranet.tasks.services import supervision_open, task_create, task_edit
from intranet.tasks.subjects import subject_seen, subject_text
from intranet.tasks.views.detail import task_of

MOST_CAUSES = 20


@require_http_methods(["GET", "POST"])
def task_new(request: HttpRequest) -> HttpResponse:
    """The form of a draft. ``?cause=…`` (repeatable) names the records it comes of."""
    if not may_write_tasks(person(request)):
        raise PermissionDenied
    causes = _causes(request)
    if request.method == "POST":
        form = TaskForm(acting(request), request.POST, request.FILES)
        answer = _once(request, form, lambda: _create(request, form, causes), "intranet_tasks:detail") if form.is_valid() else None
        if answer is not None:
            return answer
    else:
        lines = [line for _record, line in causes]
        proposed = {"kind": request.GET.get("kind", "assign"), "title": lines[0].title[:80] if lines else ""}
        form = TaskForm(acting(request), proposed=proposed)
    crumbs = [Crumb(pgettext("list", "任务"), reverse("intranet_tasks:list")), Crumb(_("新建任务"))]
    context = {"form": form, "title": _("新建任务"), "crumbs": crumbs}
    context["causes"] = [(subject_text(record), line) for record, line in causes]
    return render(request, "intranet/tasks/new.html", context, status=422 if form.errors else 200)


def _causes(request: HttpRequest) -> list[tuple[Model, RecordLine]]:
    """The named records that the person may see; others are left out as if they did not exist."""
    named = request.POST.getlist("cause") or request.GET.getlist("cause")
    user = person(request)
    found = [subject_seen(text, user) for text in dict.fromkeys(named[:MOST_CAUSES])]
    return [(record, line) for record in found if record is not None and (line := line_of(record))]


def line_of(record: Model) -> RecordLine | None:
    """The record's line in a chain."""
    kind = kind_of(subject_kind(record))
    return kind.line(record) if kind else None


def _create(request: HttpRequest, form: TaskForm, causes: list[tuple[Model, RecordLine]]) -> Task:
    files = form.cleaned_data["files"]
    records = [record for record, _line in causes]
    return task_create(**form.facts, assisting_units=form.plans, causes=records, files=files, by=acting(request))


def _once(request: HttpRequest, form: Refusable, make: Callable[[], Any], name: str) -> HttpResponse | None:
    """Make the record and go to it; sent again, the form goes to what it made. None: show the form again."""
    try:
        once, _made = record_once(key=form.cleaned_data["once"], content=content_of(request), user=person(request), make=make)
    except InvalidData as error:
        form.add_refusal(error.fields)
        return None
    except WorkflowError as error:
        form.add_error(None, error.message)
        return None
    if once.state == "other":
        key_renew(form)
        form.add_error(None, _("这份表单刚才已提交过一次。如这是另一件，请再提交一次。"))
        return None
    messages.success(request, _("已保存，核对后继续办理。"))
    return HttpResponseRedirect(reverse(name, args=[once.subject_id]))


@require_http_methods(["GET", "POST"])
def task_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    task = task_of(request, pk)
    if not may_write_tasks(person(request)):
        raise PermissionDenied
    detail = reverse("intranet_tasks:detail", args=[task.pk])
    if task.state != TaskState.DRAFT:
        messages.error(request, _("任务已下达，不能再修改。"))
        return HttpResponseRedirect(detail)
    if request.method == "POST":
        form = TaskForm(acting(request), request.POST, request.FILES, task=task)
        if form.is_valid() and _change(request, task, form):
            messages.success(request, _("已修改。"))
            return HttpResponseRedirect(detail)
    else:
        form = TaskForm(acting(request), task=task)
    crumbs = [Crumb(pgettext("list", "任务"), reverse("intranet_tasks:list")), Crumb(task.called, detail), Crumb(_("修改草稿"))]
    context = {"form": form, "title": _("修改草稿"), "task": task, "crumbs": crumbs}
    return render(request, "intranet/tasks/new.html", context, status=422 if form.errors else 200)


def _change(request: HttpRequest, task: Task, form: TaskForm) -> bool:
    try:
        task_edit(task=task, by=acting(request), assisting_units=form.plans, facts=form.facts, files=form.cleaned_data["files"])
    except InvalidData as error:
        form.add_refusal(error.fields)
        return False
    except WorkflowError as error:
        form.add_error(None, error.message)
        return False
    return True


@require_http_methods(["GET", "POST"])
def supervision_new(request: HttpRequest) -> HttpResponse:
    """立项 of the record named by ``?parent=``; 404 where the person may not see it or its kind cannot be supervised."""
    if not may_write_tasks(person(request)):
        raise PermissionDenied
    parent, known, line = _parent(request)
    form: SupervisionForm
    if request.method == "POST":
        form = SupervisionForm(request.POST)
        made = _once(request, form, lambda: _propose(request, form, parent), "intranet_tasks:supervision") if form.is_valid() else None
        if made is not None:
            return made
    else:
        form = SupervisionForm(unit=known.unit_of(parent))
    crumbs = [Crumb(pgettext("list", "督办"), reverse("intranet_tasks:supervisions")), Crumb(_("督办立项"))]
    context = {"form": form, "parent": subject_text(parent), "line": line, "crumbs": crumbs}
    return render(request, "intranet/tasks/supervision_new.html", context, status=422 if form.errors else 200)


def _parent(request: HttpRequest) -> tuple[Model, ParentKind, RecordLine]:
    record = subject_seen(request.POST.get("parent") or request.GET.get("parent", ""), person(request))
    known = parent_kind(subject_kind(record)) if record is not None else None
    line = line_of(record) if record is not None else None
    if record is None or known is None or line is None:
        raise Http404
    return record, known, line


def _propose(request: HttpRequest, form: forms.Form, parent: Model) -> Supervision:
    values = {name: form.cleaned_data[name] for name in ("level", "opinion", "due_on", "unit")}
    return supervision_open(parent=parent, by=acting(request), **values)
