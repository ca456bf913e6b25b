"""考核指标: the versions, what each changed, and the editor of the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.units.selectors import scope_of
from core.workflow.errors import InvalidData, WorkflowError
from intranet.assessment.forms import Method
from intranet.assessment.models import IndicatorSet
from intranet.assessment.permissions import SET_MAKERS
from intranet.assessment.pure.measures import BY_KEY
from intranet.assessment.selectors.sets import changes_between, earliest_month, newest_set, shown
from intranet.assessment.services.sets import set_create

PAGE_SIZE = 25


def may_make(request: HttpRequest) -> bool:
    return scope_of(person(request)).has(*SET_MAKERS)


@require_GET
def set_index(request: HttpRequest) -> HttpResponse:
    """All versions, newest first. The method is no secret: every member of staff may read it."""
    page = Paginator(IndicatorSet.objects.select_related("created_by").order_by("-version"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "intranet/assessment/sets.html", {"page": page, "may_make": may_make(request)})


@require_GET
def set_detail(request: HttpRequest, version: int) -> HttpResponse:
    """One version with its indicators, and what it changed."""
    row = get_object_or_404(IndicatorSet.objects.select_related("created_by"), version=version)
    older = IndicatorSet.objects.filter(version__lt=version).order_by("-version").first()
    indicators = [(item, BY_KEY[item.measure], shown(item, "params"), shown(item, "for_subjects")) for item in row.indicators.all()]
    context = {
        "set": row,
        "indicators": indicators,
        "older": older,
        "changes": changes_between(older, row) if older else [],
        "may_make": may_make(request),
        "crumbs": [Crumb(_("考核指标"), reverse("intranet_assessment:sets")), Crumb(str(row))],
    }
    return render(request, "intranet/assessment/set.html", context)


@require_http_methods(["GET", "POST"])
def set_new(request: HttpRequest) -> HttpResponse:
    """The editor: the newest version, to be changed into the next."""
    if not may_make(request):
        raise PermissionDenied
    base = newest_set()
    if base is None:
        raise Http404
    method = Method(base, earliest_month(), request.POST if request.method == "POST" else None)
    if method.bound and method.is_valid():
        made = _create(request, base, method)
        if made is not None:
            messages.success(request, _("已保存新版本：%(version)s") % {"version": made})
            return HttpResponseRedirect(reverse("intranet_assessment:set", args=[made.version]))
    context = {
        "method": method,
        "crumbs": [Crumb(_("考核指标"), reverse("intranet_assessment:sets")), Crumb(_("修订"))],
    }
    return render(request, "intranet/assessment/set_new.html", context, status=422 if method.bound else 200)


def _create(request: HttpRequest, base: IndicatorSet, method: Method) -> IndicatorSet | None:
    head: dict[str, Any] = method.head.cleaned_data
    rows = [{**row.cleaned_data, "measure": row.measure.key} for row in method.rows if row.cleaned_data.get("use")]
    try:
        return set_create(
            base=base, title=head["title"], valid_from=head["valid_from"], reason=head["reason"], rows=rows, by=acting(request)
        )
    except InvalidData as error:
        for name, message in error.fields.items():
            method.head.add_error(name if name in method.head.fields else None, message)
    except WorkflowError as error:
        method.head.add_error(None, error.message)
    return None
