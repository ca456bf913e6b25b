"""Roles with their periods, open sessions, locks, and the removal of second factors."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.ui.components import Crumb
from core.units.models import RoleAssignment, User
from intranet.accounts.models import FactorReset
from intranet.accounts.services.factors import factor_reset_decide, factor_reset_request
from intranet.accounts.services.people import role_end, role_give
from intranet.accounts.services.sessions import sessions_end, sessions_end_some
from intranet.registry.forms.fields import ReasonForm
from intranet.registry.forms.people import RoleFilter, RoleForm, RoleForPersonForm, SessionFilter
from intranet.registry.listing import actor_from, csv_response, listing, wants_export
from intranet.registry.permissions import changes, looks, may_change
from intranet.registry.selectors import people as reading
from intranet.registry.views.pages import FormPage, act, bound, crumbs, form_page
from intranet.registry.views.people import detail_url, person_crumbs

ROLE_HEADING = (
    gettext_lazy("姓名"),
    gettext_lazy("用户名"),
    gettext_lazy("角色"),
    gettext_lazy("单位"),
    gettext_lazy("起始"),
    gettext_lazy("截止"),
)
MOST_LOCKS = 50


def _role_line(row: RoleAssignment) -> list[object]:
    return [row.user, row.user.username, row.get_role_display(), row.unit, row.valid_from or "", row.valid_until or ""]


@looks("roles")
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role where and until when."""
    form = RoleFilter(request.GET)
    rows = reading.role_rows(form.chosen())
    if wants_export(request):
        return csv_response(_("角色任命"), ROLE_HEADING, rows, _role_line)
    context = {
        "list": listing(request, rows, form),
        "heading": _("角色任命"),
        "crumbs": crumbs("roles"),
        "today": timezone.localdate(),
        "may_change": may_change(request.user, "roles"),
        "exportable": True,
    }
    return render(request, "intranet/registry/roles.html", context)


@changes("roles")
@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """Give a role to anybody."""
    back = reverse("intranet_registry:roles")
    page = FormPage(
        _("任命角色"), _("任命"), back, _("已任命。"), crumbs("roles", Crumb(_("任命角色"))), _("审计员与管理员不能由同一人担任。")
    )
    return form_page(request, bound(RoleForPersonForm, request), page, lambda data: role_give(by=actor_from(request), **data))


@changes("roles")
@require_http_methods(["GET", "POST"])
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role to one person."""
    row = get_object_or_404(User, pk=pk)
    page = FormPage(
        _("任命角色"),
        _("任命"),
        detail_url(row),
        _("已任命。"),
        person_crumbs(row, Crumb(_("任命角色"))),
        _("审计员与管理员不能由同一人担任。"),
    )
    form = bound(RoleForm, request, initial={"unit": row.home_unit_id})
    return form_page(request, form, page, lambda data: role_give(user=row, by=actor_from(request), **data))


@changes("roles")
@require_http_methods(["GET", "POST"])
def role_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role at once."""
    row = get_object_or_404(RoleAssignment.objects.select_related("user", "unit"), pk=pk)
    page = FormPage(
        _("结束角色"), _("结束角色"), detail_url(row.user), _("已结束。"), person_crumbs(row.user, Crumb(_("结束角色"))), str(row)
    )

    def perform(data: dict[str, Any]) -> object:
        return role_end(assignment=row, by=actor_from(request), reason=data["reason"])

    return form_page(request, bound(ReasonForm, request), page, perform)


@looks("security")
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Who is signed in, which accounts are locked, whose second factor is to be removed."""
    form = SessionFilter(request.GET)
    locks = list(reading.locked_accounts()[:MOST_LOCKS])
    people = reading.locked_people(locks)
    context = {
        "list": listing(request, reading.session_rows(form.chosen()), form),
        "heading": _("登录安全"),
        "crumbs": crumbs("security"),
        "locks": [(lock, people.get(lock.key)) for lock in locks],
        "resets": reading.factor_resets()[:20],
        "may_change": may_change(request.user, "security"),
    }
    return render(request, "intranet/registry/sessions.html", context)


@changes("security")
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(UserSession.objects.select_related("user"), pk=pk)
    back = reverse("intranet_registry:sessions")
    return act(request, lambda: sessions_end_some(rows=[row], by=actor_from(request)), done=_("已退出该登录。"), back=back)


@changes("security")
@require_POST
def person_sessions_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of a person; one's own present session stays."""
    row = get_object_or_404(User, pk=pk)
    keep = str(request.session.session_key) if row == request.user else ""
    return act(
        request, lambda: sessions_end(user=row, by=actor_from(request), keep=keep), done=_("已退出其全部登录。"), back=detail_url(row)
    )


@changes("security")
@require_http_methods(["GET", "POST"])
def factor_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for somebody's second factor to be removed."""
    row = get_object_or_404(User, pk=pk)
    intro = _("请先核实本人身份，并写明核实方式。须由另一名管理员复核后才会解除。")
    page = FormPage(
        _("申请解除两步验证"), _("提交申请"), detail_url(row), _("已提交，等待复核。"), person_crumbs(row, Crumb(_("解除两步验证"))), intro
    )
    return form_page(
        request,
        bound(ReasonForm, request),
        page,
        lambda data: factor_reset_request(user=row, by=actor_from(request), reason=data["reason"]),
    )


@changes("security")
@require_POST
def factor_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second administrator's word."""
    row = get_object_or_404(FactorReset, pk=pk)
    approve = request.POST.get("action") == "approve"

    def perform() -> None:
        if request.POST.get("action") not in ("approve", "refuse"):
            raise ValidationError(_("请选择同意或拒绝。"))
        factor_reset_decide(reset=row, by=actor_from(request), approve=approve)

    return act(
        request,
        perform,
        done=_("已解除，本人下次登录时重新绑定。") if approve else _("已拒绝。"),
        back=reverse("intranet_registry:sessions"),
    )
