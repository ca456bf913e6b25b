"""The register of supervisions and a supervision's page."""

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
from intranet.records.acts import RecordPage, act_context, record_act
from intranet.records.forms import ActionForm
from intranet.tasks.enums import ClockName, SupervisionState
from intranet.tasks.models import Supervision
from intranet.tasks.presenters import (
    asked_of,
    files_by_step,
    parent_label,
    parent_line,
    steps_newest,
    supervision_facts,
    supervision_stages,
    timeline_of,
)
from intranet.tasks.selectors.lamps import lamp_of


def supervision_of(request: HttpRequest, pk: int) -> Supervision:
    """The supervision, if this person may know of it: otherwise 404."""
    rows = Supervision.objects.visible_to(person(request)).select_related("unit", "opened_by")
    found: Supervision = get_object_or_404(rows, pk=pk)
    return found


@require_GET
def supervision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision's page."""
    return render(request, "intranet/tasks/supervision.html", page_context(request, supervision_of(request, pk)))


def page_context(request: HttpRequest, row: Supervision, failed: ActionForm | None = None) -> dict[str, Any]:
    """Everything the page shows. The supervised record is named only to whoever may see it."""
    steps = steps_newest(row)
    files = files_by_step(row, steps)
    last = next((step for step in steps if step.action == "reply"), None)
    answered = row.state in (SupervisionState.REPLIED, SupervisionState.VERIFIED)
    return {
        "supervision": row,
        "lamp": "stopped" if answered else lamp_of(row, timezone.now()),
        "stages": supervision_stages(row),
        "facts": supervision_facts(row),
        "parent": parent_line(row, person(request)),
        "parent_label": parent_label(row.parent_kind),
        "reply_files": files.by_step.get(last.pk, ()) if last else (),
        "timeline": timeline_of(steps, files),
        "requests": asked_of(row),
        "deadline_url": reverse("intranet_tasks:supervision_deadline", args=[row.pk]),
        "stopped": _("已回复，等待核查销号。") if answered else "",
        **act_context(request, row, PAGE, failed),
        "crumbs": [Crumb(pgettext("list", "督办"), reverse("intranet_tasks:supervisions")), Crumb(row.called)],
    }


PAGE = RecordPage(
    show=lambda request, row, failed, status: render(
        request, "intranet/tasks/supervision.html", page_context(request, row, failed), status=status
    ),
    url=lambda row: reverse("intranet_tasks:supervision", args=[row.pk]),
    act_url=lambda row, action: reverse("intranet_tasks:supervision_act", args=[row.pk, action]),
    list_url=lambda: reverse("intranet_tasks:supervisions"),
    visible=lambda request, row: Supervision.objects.visible_to(person(request)).filter(pk=row.pk).exists(),
    number=lambda row: str(row.called),
    back=gettext_lazy("返回督办"),
)


@require_POST
def supervision_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do an act. What is refused comes back with a sentence and with everything that was typed."""
    return record_act(request, supervision_of(request, pk), action, PAGE)


@require_GET
def supervision_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """解释这个期限: the running clock day by day."""
    row = supervision_of(request, pk)
    explained = [(ClockName(clock.name).label, explain(clock)) for clock in clocks_of(row).open()]
    crumbs = [
        Crumb(pgettext("list", "督办"), reverse("intranet_tasks:supervisions")),
        Crumb(row.called, reverse("intranet_tasks:supervision", args=[row.pk])),
        Crumb(_("时限说明")),
    ]
    return render(request, "intranet/tasks/deadline.html", {"called": row.called, "clocks": explained, "crumbs": crumbs})


@require_GET
def supervision_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A look without leaving the list."""
    row = supervision_of(request, pk)
    steps = steps_newest(row)
    context = {
        "supervision": row,
        "facts": supervision_facts(row),
        "parent": parent_line(row, person(request)),
        "parent_label": parent_label(row.parent_kind),
        "timeline": timeline_of(steps, files_by_step(row, steps))[:4],
        "lamp": lamp_of(row, timezone.now()),
    }
    return render(request, "intranet/tasks/supervision_panel.html", context)


@require_GET
def supervision_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The 督办单 as it goes on paper."""
    row = supervision_of(request, pk)
    context = {
        "supervision": row,
        "parent": parent_line(row, person(request)),
        "parent_label": parent_label(row.parent_kind),
        "printed_at": timezone.now(),
    }
    return render(request, "intranet/tasks/supervision_print.html", context)


@require_GET
def supervision_file(request: HttpRequest, pk: int, file_id: int) -> FileResponse:
    """A file of the supervision, after the same check as the page."""
    stored = linked_file(supervision_of(request, pk), file_id)
    if stored is None:
        raise Http404
    return file_response(stored, thumbnail=request.GET.get("small") == "1" and stored.is_image)
