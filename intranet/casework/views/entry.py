"""Entering a case: a telephone complaint by the acceptor, a find by a supervisor, a community or a leader."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.casework.enums import CaseSource
from intranet.casework.forms import CallForm, FindForm
from intranet.casework.intake import call_register, find_register


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of entering a case."""

    source: CaseSource
    title: str | Promise
    role: Role
    form: type[FindForm]


ENTRIES = {
    "call": Entry(CaseSource.PHONE, gettext_lazy("登记电话诉求"), Role.ACCEPTOR, CallForm),
    "patrol": Entry(CaseSource.PATROL, gettext_lazy("上报巡查发现"), Role.SUPERVISOR, FindForm),
    "community": Entry(CaseSource.COMMUNITY, gettext_lazy("社区上报问题"), Role.COMMUNITY_WORKER, FindForm),
    "leader": Entry(CaseSource.LEADER, gettext_lazy("领导交办问题"), Role.LEADER, FindForm),
}


def entry_links(user: User) -> list[tuple[str, str | Promise]]:
    """The entry forms that the person's posts may use."""
    scope = scope_of(user)
    return [(kind, entry.title) for kind, entry in ENTRIES.items() if scope.has(entry.role)]


@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest, kind: str) -> HttpResponse:
    """The entry form of a post."""
    entry = ENTRIES[kind]
    if not scope_of(person(request)).has(entry.role):
        raise PermissionDenied
    actor = acting(request)
    if request.method == "POST":
        form = entry.form(actor, request.POST, request.FILES)
        if form.is_valid():
            with transaction.atomic():
                if isinstance(form, CallForm):
                    registered = call_register(data=form.cleaned_data, by=actor)
                    case, code = registered.case, registered.query_code
                else:
                    case, code = find_register(data=form.cleaned_data, source=entry.source, by=actor), ""
            messages.success(request, _("已登记：%(number)s") % {"number": case.number})
            if code:
                messages.info(
                    request,
                    _("请告知来电人：受理编号 %(number)s，查询码 %(code)s。查询码只显示这一次。") % {"number": case.number, "code": code},
                )
            return HttpResponseRedirect(reverse("intranet_casework:detail", args=[case.pk]))
    else:
        form = entry.form(actor)
    crumbs = [Crumb(_("案件"), reverse("intranet_casework:list")), Crumb(entry.title)]
    context = {"form": form, "title": entry.title, "crumbs": crumbs}
    return render(request, "intranet/casework/new.html", context, status=422 if form.errors else 200)
