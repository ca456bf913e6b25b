"""成员单位: who does what, and whom to call."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.phrases import listed
from core.ui.components import Crumb, Term
from portal.directory.selectors import unit_groups, unit_of, units_below


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """All member units, street offices and the committee's own bodies."""
    return render(request, "portal/directory/list.html", {"groups": unit_groups()})


@require_safe
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: duties, address, telephone, what belongs to it."""
    unit = unit_of(pk)
    if unit is None:
        raise Http404
    terms = [
        Term(_("类型"), unit.get_kind_display()),
        Term(_("公开电话"), unit.phone),
        Term(_("办公地址"), unit.address),
        Term(_("上级单位"), unit.parent, reverse("portal_directory:detail", args=[unit.parent_id]) if unit.parent_id else ""),
        Term(_("曾用名"), listed(unit.former_names)),
    ]
    crumbs = [Crumb(_("首页"), "/"), Crumb(_("成员单位"), reverse("portal_directory:list")), Crumb(unit.name)]
    context = {"unit": unit, "terms": [term for term in terms if term.value], "below": units_below(unit), "crumbs": crumbs}
    return render(request, "portal/directory/detail.html", context)
