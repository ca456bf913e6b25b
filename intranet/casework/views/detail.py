"""The case page: facts, one timeline, the deadline, and the acts that are legal for this person now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from core.clocks.selectors import explain, open_clock
from core.files.selectors import linked_file
from core.files.serving import file_response
from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.workflow.selectors import requests_of
from intranet.casework.contacts import contact_of, reveal_contact
from intranet.casework.enums import ClockName, RequestKind
from intranet.casework.models import Case
from intranet.casework.permissions import may_reveal
from intranet.casework.presenters import facts_of, files_of_case, stages_of, timeline_of
from intranet.casework.selectors import lamp_of_case, similar_cases
from intranet.records.acts import RecordPage, act_context, record_act
from intranet.records.forms import ActionForm


def case_of(request: HttpRequest, pk: int) -> Case:
    """The case, if this person may know of it: otherwise 404, as for one that does not exist."""
    found: Case = get_object_or_404(
        Case.objects.visible_to(person(request)).for_list().select_related("condition", "parent", "supervisor"), pk=pk
    )
    return found


@require_GET
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The case page."""
    case = case_of(request, pk)
    return render(request, "intranet/casework/detail.html", page_context(request, case))


def page_context(request: HttpRequest, case: Case, failed: ActionForm | None = None) -> dict[str, Any]:
    """Everything the page shows. ``failed`` is the form to show again with its errors."""
    files = files_of_case(case)
    acted = {item.url for items in files.by_step.values() for item in items}
    pending = list(requests_of(case).pending().select_related("requested_by", "requested_unit"))
    user = person(request)
    return {
        "case": case,
        "lamp": lamp_of_case(case, timezone.now()),
        "stages": stages_of(case),
        "facts": facts_of(case),
        "photos": [item for item in files.all if item.thumbnail and item.url not in acted],
        "timeline": timeline_of(case, files),
        **act_context(request, case, PAGE, failed),
        "requests": [(RequestKind(row.kind).label, row) for row in pending],
        "assists": list(case.assists.select_related("unit")),
        "similar": list(similar_cases(case, user)) if case.is_open else [],
        "merged": list(case.merged_cases.visible_to(user)),
        "contact": contact_of(case, user),
        "may_reveal": may_reveal(user, case),
        "crumbs": [Crumb(pgettext("list", "案件"), reverse("intranet_casework:list")), Crumb(case.number)],
    }


PAGE = RecordPage(
    show=lambda request, case, failed, status: render(
        request, "intranet/casework/detail.html", page_context(request, case, failed), status=status
    ),
    url=lambda case: reverse("intranet_casework:detail", args=[case.pk]),
    act_url=lambda case, action: reverse("intranet_casework:act", args=[case.pk, action]),
    list_url=lambda: reverse("intranet_casework:list"),
    visible=lambda request, case: Case.objects.visible_to(person(request)).filter(pk=case.pk).exists(),
    number=lambda case: str(case.number),
    back=gettext_lazy("返回案件"),
)


@require_POST
def case_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do an act. What is refused comes back with a sentence and with everything that was typed."""
    return record_act(request, case_of(request, pk), action, PAGE)


@require_POST
def case_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Uncover the requester's contact once, with a reason that is logged."""
    case = case_of(request, pk)
    user = person(request)
    if not may_reveal(user, case) or case.complaint_id is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:500]
    context = page_context(request, case)
    if not reason:
        messages.error(request, _("请填写查看联系方式的理由。"))
        return render(request, "intranet/casework/detail.html", context, status=422)
    context["revealed"] = reveal_contact(case=case, by=acting(request), reason=reason)
    return render(request, "intranet/casework/detail.html", context)


@require_GET
def case_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """解释这个期限: the running clock day by day."""
    case = case_of(request, pk)
    names = [name for name in (case.clock_name, ClockName.HANDLING) if name]
    clocks = [clock for name in dict.fromkeys(names) if (clock := open_clock(case, name))]
    explained = [(ClockName(clock.name).label, explain(clock)) for clock in clocks]
    crumbs = [
        Crumb(pgettext("list", "案件"), reverse("intranet_casework:list")),
        Crumb(case.number, reverse("intranet_casework:detail", args=[case.pk])),
        Crumb(_("时限说明")),
    ]
    return render(request, "intranet/casework/deadline.html", {"case": case, "clocks": explained, "crumbs": crumbs})


@require_GET
def case_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed 交办单."""
    case = case_of(request, pk)
    handling = open_clock(case, ClockName.HANDLING)
    context: dict[str, Any] = {
        "case": case,
        "handling": handling,
        "assists": list(case.assists.select_related("unit")),
        "files": files_of_case(case).all,
    }
    context["printed_at"] = timezone.now()
    return render(request, "intranet/casework/print.html", context)


@require_GET
def case_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A look without leaving the list."""
    case = case_of(request, pk)
    files = files_of_case(case)
    context = {"case": case, "facts": facts_of(case), "timeline": timeline_of(case, files)[:4], "lamp": lamp_of_case(case, timezone.now())}
    return render(request, "intranet/casework/panel.html", context)


@require_GET
def case_file(request: HttpRequest, pk: int, file_id: int) -> FileResponse:
    """A file of the case, after the same check as the page."""
    case = case_of(request, pk)
    stored = linked_file(case, file_id)
    if stored is None:
        raise Http404
    return file_response(stored, thumbnail=request.GET.get("small") == "1" and stored.is_image)
