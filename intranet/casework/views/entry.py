"""Entering a case: a telephone complaint by the acceptor, a find by a supervisor, a community or a leader."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.casework.enums import CaseSource
from intranet.casework.forms import CallForm, FindForm
from intranet.casework.intake import call_register, find_register
from intranet.casework.models import Case
from intranet.records.once import content_of, key_renew, record_once
from portal.complaints.codes import code_shown, query_code


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
    form = entry.form(actor, request.POST, request.FILES) if request.method == "POST" else entry.form(actor)
    if form.is_bound and form.is_valid():
        answer = _register(request, entry, form)
        if answer is not None:
            return answer
    crumbs = [Crumb(pgettext("list", "案件"), reverse("intranet_casework:list")), Crumb(entry.title)]
    context = {"form": form, "title": entry.title, "crumbs": crumbs}
    return render(request, "intranet/casework/new.html", context, status=422 if form.errors else 200)


def _register(request: HttpRequest, entry: Entry, form: FindForm) -> HttpResponse | None:
    """Make the case and go to it; sent again, the form goes to the case it made. None: the form must be shown again."""
    actor, key = acting(request), form.cleaned_data["once"]

    def make() -> Case:
        if isinstance(form, CallForm):
            return call_register(data=form.cleaned_data, by=actor, key=key).case
        return find_register(data=form.cleaned_data, source=entry.source, by=actor)

    try:
        once, _made = record_once(key=key, content=content_of(request), user=person(request), make=make)
    except ValidationError as error:
        form.refuse(error)
        return None
    case = Case.objects.get(pk=once.subject_id)
    if once.state == "other":
        # Sent, gone back and changed: what was typed stays, and the next send is a case of its own.
        key_renew(form)
        form.add_error(None, _("这份表单刚才已登记为%(number)s。如这是另一件事，请再提交一次。") % {"number": case.number})
        return None
    messages.success(request, _("已登记：%(number)s") % {"number": case.number})
    if isinstance(form, CallForm):
        code = code_shown(query_code(key))
        text = _("请告知来电人：受理编号 %(number)s，查询码 %(code)s。查询码只显示这一次。")
        messages.info(request, text % {"number": case.number, "code": code})
    return HttpResponseRedirect(reverse("intranet_casework:detail", args=[case.pk]))
