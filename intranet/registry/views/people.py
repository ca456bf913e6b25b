"""People: the list, one person, and what an administrator does with an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.phrases import listed, noted
from core.ui.components import Crumb, Term
from core.units.models import User
from intranet.accounts.enums import LinkPurpose
from intranet.accounts.models import PersonalLink
from intranet.accounts.services import people as writing
from intranet.accounts.services.links import address_of, link_issue, link_revoke
from intranet.accounts.services.lockout import account_unlock
from intranet.registry.forms.fields import ReasonForm
from intranet.registry.forms.people import InviteForm, PeopleFilter, PersonForm, SecondForm
from intranet.registry.listing import actor_from, csv_response, listing, wants_export
from intranet.registry.permissions import changes, looks, may_change
from intranet.registry.selectors import people as reading
from intranet.registry.views.pages import FormPage, act, bound, crumbs, form_page

RECENT = 20
EXPORT_HEADING = (
    gettext_lazy("用户名"),
    gettext_lazy("姓名"),
    gettext_lazy("单位"),
    gettext_lazy("职务"),
    gettext_lazy("借调单位"),
    gettext_lazy("角色"),
    gettext_lazy("最近登录"),
    gettext_lazy("状态"),
)


def detail_url(user: User) -> str:
    """The page of a person."""
    return reverse("intranet_registry:person", args=[user.pk])


def person_crumbs(user: User, *more: Crumb) -> list[Crumb]:
    """The way to a page about a person."""
    return crumbs("people", Crumb(str(user), detail_url(user) if more else ""), *more)


def state_of(user: User) -> str:
    """One word for the account."""
    if not user.is_active:
        return _("停用")
    return _("启用") if user.has_usable_password() else _("未设密码")


def _export_line(user: User) -> list[object]:
    assignments = getattr(user, "now_assignments", [])
    roles = listed(noted(row.get_role_display(), row.unit) for row in assignments)
    seen = user.last_login.date() if user.last_login else ""
    return [user.username, user.display_name, user.home_unit or "", user.post, user.seconded_unit or "", roles, seen, state_of(user)]


@looks("people")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """All people."""
    form = PeopleFilter(request.GET)
    rows = reading.people_rows(form.chosen())
    if wants_export(request):
        return csv_response(_("人员"), EXPORT_HEADING, rows, _export_line)
    context = {
        "list": listing(request, rows, form),
        "heading": _("人员"),
        "crumbs": crumbs("people"),
        "may_change": may_change(request.user, "people"),
        "exportable": True,
    }
    return render(request, "intranet/registry/people.html", context)


@looks("people")
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: data, roles, account, history."""
    row = get_object_or_404(User.objects.select_related("home_unit", "seconded_unit"), pk=pk)
    state = reading.account_state(row)
    security = may_change(request.user, "security")
    context: dict[str, Any] = {
        "person": row,
        "terms": _terms(row),
        "state": state,
        "state_word": state_of(row),
        "crumbs": person_crumbs(row),
        "assignments": reading.assignments_of(row),
        "duties": writing.open_duties(row),
        "entries": reading.account_audit(row)[:RECENT] if security or may_change(request.user, "people") else [],
        "may_change": may_change(request.user, "people"),
        "may_assign": may_change(request.user, "roles") and row != request.user,
        "may_secure": security,
        "is_self": row == request.user,
        "link_address": _shown_link(request, state.open_link),
        "mail": settings.MAIL_AVAILABLE,
    }
    return render(request, "intranet/registry/person.html", context)


def _terms(user: User) -> list[Term]:
    period = ""
    if user.seconded_unit:
        until = user.seconded_until.isoformat() if user.seconded_until else _("另行通知")
        since = user.seconded_from.isoformat() if user.seconded_from else ""
        period = _("%(unit)s，%(since)s 至 %(until)s") % {"unit": user.seconded_unit, "since": since, "until": until}
    return [
        Term(_("用户名"), user.username),
        Term(_("邮箱"), user.email),
        Term(_("所在单位"), user.home_unit),
        Term(_("职务"), user.post),
        Term(_("借调"), period),
        Term(_("账户状态"), state_of(user)),
    ]


def _shown_link(request: HttpRequest, link: PersonalLink | None) -> str:
    """The address of a link, for whoever made it and only right after making it: it is as good as a password."""
    issued = request.session.pop("issued_link", None)
    return address_of(link) if link and link.pk == issued and may_change(request.user, "people") else ""


@changes("people")
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Create a person and the invitation."""
    intro = _("保存后生成一次性链接，本人打开链接设置密码后才能登录。")
    page = FormPage(
        _("邀请人员"),
        _("保存并生成链接"),
        reverse("intranet_registry:people"),
        _("已建立账户。"),
        crumbs("people", Crumb(_("邀请人员"))),
        intro,
    )

    def perform(data: dict[str, Any]) -> str:
        user, link = writing.person_invite(by=actor_from(request), **data)
        request.session["issued_link"] = link.pk
        return detail_url(user)

    return form_page(request, bound(InviteForm, request), page, perform)


@changes("people")
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(User, pk=pk)
    page = FormPage(_("修改人员"), pgettext("button", "保存"), detail_url(row), _("已保存。"), person_crumbs(row, Crumb(_("修改"))))
    form = bound(PersonForm, request, initial=PersonForm.initial_of(row))
    return form_page(request, form, page, lambda data: writing.person_change(user=row, by=actor_from(request), **data))


@changes("people")
@require_http_methods(["GET", "POST"])
def person_second(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(User, pk=pk)
    intro = _("借调不改变所在单位；在借调单位的工作角色请另行任命。")
    page = FormPage(_("登记借调"), pgettext("button", "保存"), detail_url(row), _("已登记。"), person_crumbs(row, Crumb(_("借调"))), intro)
    form = bound(SecondForm, request, initial={"unit": row.seconded_unit_id} if row.seconded_unit_id else {})

    def perform(_data: dict[str, Any]) -> object:
        assert isinstance(form, SecondForm)
        return writing.person_second(user=row, secondment=form.secondment(), by=actor_from(request))

    return form_page(request, form, page, perform)


@changes("people")
@require_POST
def person_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """The secondment is over."""
    row = get_object_or_404(User, pk=pk)
    return act(
        request,
        lambda: writing.person_second(user=row, secondment=None, by=actor_from(request)),
        done=_("借调已结束。"),
        back=detail_url(row),
    )


@changes("people")
@require_http_methods(["GET", "POST"])
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(User, pk=pk)
    duties = writing.open_duties(row)
    intro = _("停用后立即退出全部登录，角色和联系人职责同时结束；历史记录保留。")
    if duties:
        intro += _("此人现任：%(duties)s，请另行指定。") % {"duties": listed(duties)}
    page = FormPage(_("停用账户"), _("停用账户"), detail_url(row), _("账户已停用。"), person_crumbs(row, Crumb(_("停用"))), intro)

    def perform(data: dict[str, Any]) -> object:
        return writing.person_deactivate(user=row, by=actor_from(request), reason=data["reason"])

    return form_page(request, bound(ReasonForm, request), page, perform)


@changes("people")
@require_POST
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(User, pk=pk)

    def perform() -> None:
        request.session["issued_link"] = writing.person_reactivate(user=row, by=actor_from(request)).pk

    return act(request, perform, done=_("已恢复启用，请把设置密码的链接交给本人，并重新任命角色。"), back=detail_url(row))


@changes("people")
@require_POST
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new invitation, or a reset for somebody who has a password."""
    row = get_object_or_404(User, pk=pk)
    purpose = LinkPurpose.RESET if row.has_usable_password() else LinkPurpose.INVITATION

    def perform() -> None:
        request.session["issued_link"] = link_issue(user=row, purpose=purpose, by=actor_from(request)).pk

    return act(request, perform, done=_("已生成新的一次性链接，此前的链接作废。"), back=detail_url(row))


@changes("people")
@require_POST
def person_link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PersonalLink.objects.select_related("user"), pk=pk)
    return act(request, lambda: link_revoke(link=row, by=actor_from(request)), done=_("链接已作废。"), back=detail_url(row.user))


@changes("security")
@require_POST
def person_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(User, pk=pk)
    return act(request, lambda: account_unlock(user=row, by=actor_from(request)), done=_("已解除锁定。"), back=detail_url(row))
