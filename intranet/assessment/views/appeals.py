"""申诉: raising one, the queue, the appeal's page and its acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.files.selectors import linked_file, links_of
from core.files.serving import file_response
from core.ui.components import Crumb, FileItem, Tab, TimelineEntry
from core.ui.requests import acting, person
from core.workflow.errors import InvalidData, WorkflowError
from core.workflow.selectors import steps_of
from intranet.assessment.effects import month_title
from intranet.assessment.enums import AppealState
from intranet.assessment.forms import AppealForm
from intranet.assessment.machine import APPEAL_MACHINE
from intranet.assessment.models import Appeal
from intranet.assessment.months import lamp_until
from intranet.assessment.presenters import figure_words
from intranet.assessment.services.appeals import appeal_raise
from intranet.assessment.views.cards import indicator_or_404, may_appeal, subject_or_404
from intranet.assessment.views.months import month_crumbs, month_for
from intranet.casework.models import Case
from intranet.records.acts import RecordPage, act_context, record_act
from intranet.records.forms import ActionForm

PAGE_SIZE = 25
LABELS = {row.action: row.label for row in APPEAL_MACHINE.transitions} | {"raise": gettext_lazy("提出申诉")}


@require_GET
def appeal_index(request: HttpRequest) -> HttpResponse:
    """Appeals the person may see, those that wait first by due time."""
    visible = Appeal.objects.visible_to(person(request)).select_related("unit", "month", "case")
    state = request.GET.get("state", "")
    rows = visible.filter(state=state) if state in AppealState.values else visible
    rows = rows.order_by("due_at", "id") if state == AppealState.SUBMITTED else rows.order_by("-raised_at", "-id")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    open_count = visible.filter(state=AppealState.SUBMITTED).count()
    tabs = [Tab(_("全部"), "?", state not in AppealState.values)]
    tabs += [
        Tab(label, f"?state={value}", state == value, open_count if value == AppealState.SUBMITTED else None)
        for value, label in AppealState.choices
    ]
    context = {"page": page, "rows": [(row, lamp_until(row.due_at, now)) for row in page], "tabs": tabs}
    return render(request, "intranet/assessment/appeals.html", context)


def appeal_of(request: HttpRequest, pk: int) -> Appeal:
    """The appeal, or 404 for whoever may not know of it."""
    rows = Appeal.objects.visible_to(person(request)).select_related("unit", "month", "case", "raised_by")
    found: Appeal = get_object_or_404(rows, pk=pk)
    return found


@require_GET
def appeal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The appeal's page."""
    return render(request, "intranet/assessment/appeal.html", page_context(request, appeal_of(request, pk)))


def page_context(request: HttpRequest, appeal: Appeal, failed: ActionForm | None = None) -> dict[str, Any]:
    """Everything the page shows."""
    seen = appeal.case if appeal.case_id and Case.objects.visible_to(person(request)).filter(pk=appeal.case_id).exists() else None
    figure_url = reverse("intranet_assessment:indicator", args=[appeal.month.key, f"u{appeal.unit_id}", appeal.identifier])
    return {
        "appeal": appeal,
        "case": seen,
        "month_title": month_title(appeal.month),
        "figure_url": figure_url,
        "lamp": lamp_until(appeal.due_at, timezone.now()),
        "adjustments": list(appeal.adjustments.select_related("case")),
        "files": [_file(appeal, link) for link in links_of(appeal)],
        "timeline": _timeline(appeal),
        "crumbs": [Crumb(_("考评申诉"), reverse("intranet_assessment:appeals")), Crumb(appeal.number)],
        **act_context(request, appeal, PAGE, failed),
    }


def _file(appeal: Appeal, link: Any) -> FileItem:
    url = reverse("intranet_assessment:appeal_file", args=[appeal.pk, link.file_id])
    return FileItem(link.file.original_name, url, link.file.size, link.file.original_name.rsplit(".", 1)[-1])


def _timeline(appeal: Appeal) -> list[TimelineEntry]:
    steps = list(steps_of(appeal).select_related("unit").order_by("-id"))
    return [
        TimelineEntry(
            title=str(LABELS.get(step.action, step.action)),
            at=step.at,
            unit=str(step.unit or ""),
            actor=step.actor_label,
            body=step.opinion,
            state="current" if index == 0 else "done",
        )
        for index, step in enumerate(steps)
    ]


PAGE = RecordPage(
    show=lambda request, appeal, failed, status: render(
        request, "intranet/assessment/appeal.html", page_context(request, appeal, failed), status=status
    ),
    url=lambda appeal: reverse("intranet_assessment:appeal", args=[appeal.pk]),
    act_url=lambda appeal, action: reverse("intranet_assessment:appeal_act", args=[appeal.pk, action]),
    list_url=lambda: reverse("intranet_assessment:appeals"),
    visible=lambda request, appeal: Appeal.objects.visible_to(person(request)).filter(pk=appeal.pk).exists(),
    number=lambda appeal: str(appeal.number),
    back=gettext_lazy("返回申诉"),
)


@require_POST
def appeal_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Answer or withdraw."""
    return record_act(request, appeal_of(request, pk), action, PAGE)


@require_GET
def appeal_file(request: HttpRequest, pk: int, file_id: int) -> FileResponse:
    """A file of the appeal, after the same check as the page."""
    appeal = appeal_of(request, pk)
    stored = linked_file(appeal, file_id)
    if stored is None:
        raise Http404
    return file_response(stored)


@require_http_methods(["GET", "POST"])
def appeal_new(request: HttpRequest, key: str, subject: str, identifier: str) -> HttpResponse:
    """Contest a figure, or with ?case= one case in it."""
    month = month_for(request, key)
    whose, _score = subject_or_404(request, month, subject)
    row, result = indicator_or_404(month, whose, identifier)
    if not may_appeal(request, month, whose) or whose.unit is None:
        raise PermissionDenied
    case = _case(request)
    form = AppealForm(acting(request), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = appeal_raise(
                month=month,
                unit=whose.unit,
                identifier=identifier,
                reason=form.cleaned_data["reason"],
                files=form.cleaned_data["files"],
                case=case,
                by=acting(request),
            )
        except InvalidData as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, message)
        except WorkflowError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("已提出申诉：%(number)s") % {"number": made.number})
            return HttpResponseRedirect(reverse("intranet_assessment:appeal", args=[made.pk]))
    figure_url = reverse("intranet_assessment:indicator", args=[month.key, subject, identifier])
    context = {
        "form": form,
        "month": month,
        "whose": whose,
        "indicator": row,
        "figure": figure_words(row.measure, result),
        "case": case,
        "crumbs": month_crumbs(month, Crumb(row.label, figure_url), Crumb(_("申诉"))),
    }
    return render(request, "intranet/assessment/appeal_new.html", context, status=422 if form.errors else 200)


def _case(request: HttpRequest) -> Case | None:
    """The case named in the address, if the person may see it: else 404."""
    text = request.GET.get("case", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Http404
    found: Case = get_object_or_404(Case.objects.visible_to(person(request)), pk=int(text))
    return found
