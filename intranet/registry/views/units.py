"""Units: the tree, one unit, its changes and its contacts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from core.phrases import listed
from core.ui.components import Crumb, Term
from core.units.enums import ContactKind
from core.units.models import Unit
from intranet.registry.forms.fields import ReasonForm
from intranet.registry.forms.units import ContactFilter, ContactForm, MoveForm, NewUnitForm, RenameForm, UnitFilter, UnitForm
from intranet.registry.listing import actor_from, csv_response, listing, wants_export
from intranet.registry.permissions import changes, looks, may_change
from intranet.registry.selectors import units as reading
from intranet.registry.services import units as writing
from intranet.registry.views.pages import FormPage, bound, crumbs, form_page

RECENT = 20


def _detail(unit: Unit) -> str:
    return reverse("intranet_registry:unit", args=[unit.pk])


def _crumb(unit: Unit, *more: Crumb) -> list[Crumb]:
    return crumbs("units", Crumb(unit.short_name, _detail(unit) if more else ""), *more)


def _export_line(unit: Unit) -> list[object]:
    head, liaison = reading.contact_of(unit, ContactKind.HEAD), reading.contact_of(unit, ContactKind.LIAISON)
    return [
        unit.code,
        unit.name,
        unit.short_name,
        unit.get_kind_display(),
        unit.parent.code if unit.parent else "",
        unit.get_joined_status_display(),
        head or "",
        liaison or "",
        _("启用") if unit.is_active else _("停用"),
    ]


EXPORT_HEADING = (
    gettext_lazy("代码"),
    gettext_lazy("全称"),
    gettext_lazy("简称"),
    gettext_lazy("类型"),
    gettext_lazy("上级代码"),
    gettext_lazy("接入状态"),
    gettext_lazy("分管负责人"),
    gettext_lazy("联络人"),
    gettext_lazy("状态"),
)


@looks("units")
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """All units in the order of the tree."""
    form = UnitFilter(request.GET)
    rows = reading.unit_rows(form.chosen())
    if wants_export(request):
        return csv_response(_("单位"), EXPORT_HEADING, rows, _export_line)
    found = listing(request, rows, form)
    context = {
        "list": found,
        "heading": pgettext("list", "单位"),
        "crumbs": crumbs("units"),
        "rows": [(unit, reading.contact_of(unit, ContactKind.HEAD), reading.contact_of(unit, ContactKind.LIAISON)) for unit in found.page],
        "indented": not found.chips,
        "may_change": may_change(request.user, "units"),
        "exportable": True,
    }
    return render(request, "intranet/registry/units.html", context)


@looks("contacts")
@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """Who is in charge and who is the liaison of each unit, and where somebody is missing (S70)."""
    form = ContactFilter(request.GET)
    rows = reading.contact_rows(form.chosen())
    if wants_export(request):
        return csv_response(_("单位联系人"), EXPORT_HEADING, rows, _export_line)
    found = listing(request, rows, form)
    pairs = [(unit, reading.contact_of(unit, ContactKind.HEAD), reading.contact_of(unit, ContactKind.LIAISON)) for unit in found.page]
    context = {
        "list": found,
        "heading": _("单位联系人"),
        "crumbs": crumbs("contacts"),
        "rows": pairs,
        "missing": reading.missing_contacts_count(),
        "may_change": may_change(request.user, "contacts"),
        "exportable": True,
    }
    return render(request, "intranet/registry/contacts.html", context)


@looks("units")
@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit with its people, contacts and history."""
    row = get_object_or_404(Unit.objects.select_related("parent", "first_responsible"), pk=pk)
    context: dict[str, Any] = {
        "unit": row,
        "terms": _terms(row),
        "crumbs": _crumb(row),
        "children": row.children.order_by("sort_order", "id"),
        "contacts": reading.contact_history(row),
        "people": reading.people_of(row)[:100],
        "roles": reading.roles_at(row)[:100],
        "entries": reading.unit_audit(row)[:RECENT] if may_change(request.user, "units") else [],
        "may_change": may_change(request.user, "units"),
        "may_appoint": may_change(request.user, "contacts"),
    }
    return render(request, "intranet/registry/unit.html", context)


def _terms(unit: Unit) -> list[Term]:
    return [
        Term(_("全称"), unit.name),
        Term(_("代码"), unit.code),
        Term(_("类型"), unit.get_kind_display()),
        Term(_("上级单位"), unit.parent, _detail(unit.parent) if unit.parent else ""),
        Term(_("接入状态"), unit.get_joined_status_display()),
        Term(_("第一责任人"), unit.first_responsible),
        Term(_("公开电话"), unit.phone),
        Term(_("办公地址"), unit.address),
        Term(_("曾用名"), listed(unit.former_names), wide=True),
        Term(_("主要职责"), unit.duties, wide=True),
    ]


@changes("units")
@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        _("新建单位"), _("新建单位"), reverse("intranet_registry:units"), _("单位已建立。"), crumbs("units", Crumb(_("新建单位")))
    )

    def perform(data: dict[str, Any]) -> str:
        return _detail(writing.unit_add(by=actor_from(request), **data))

    initial = {"parent": request.GET.get("parent", "")}
    return form_page(request, bound(NewUnitForm, request, initial=initial), page, perform)


@changes("units")
@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Unit.objects.select_related("first_responsible"), pk=pk)
    page = FormPage(_("修改单位"), pgettext("button", "保存"), _detail(row), _("已保存。"), _crumb(row, Crumb(_("修改"))))
    form = bound(UnitForm, request, initial=UnitForm.initial_of(row))
    return form_page(request, form, page, lambda data: writing.unit_change(unit=row, by=actor_from(request), **data))


@changes("units")
@require_http_methods(["GET", "POST"])
def unit_rename(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Unit, pk=pk)
    page = FormPage(
        _("单位更名"),
        _("更名"),
        _detail(row),
        _("已更名，原名称保留为曾用名。"),
        _crumb(row, Crumb(_("更名"))),
        _("原名称会保留为曾用名，仍可检索。"),
    )
    form = bound(RenameForm, request, initial={"name": row.name, "short_name": row.short_name})
    return form_page(request, form, page, lambda data: writing.unit_rename(unit=row, by=actor_from(request), **data))


@changes("units")
@require_http_methods(["GET", "POST"])
def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Unit, pk=pk)
    intro = _("下级单位随之移动；上级单位的人员将能看到本单位的案件。")
    page = FormPage(_("调整隶属"), _("调整隶属"), _detail(row), _("已调整。"), _crumb(row, Crumb(_("调整隶属"))), intro)
    form = bound(MoveForm, request, initial={"parent": row.parent_id})
    return form_page(request, form, page, lambda data: writing.unit_place(unit=row, parent=data["parent"], by=actor_from(request)))


@changes("units")
@require_http_methods(["GET", "POST"])
def unit_activity(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Unit, pk=pk)
    word = _("停用单位") if row.is_active else _("恢复启用")
    intro = _("停用后不能再派遣案件给它，历史记录保留。") if row.is_active else ""
    page = FormPage(word, word, _detail(row), _("已保存。"), _crumb(row, Crumb(word)), intro)

    def perform(data: dict[str, Any]) -> object:
        return writing.unit_activity(unit=row, active=not row.is_active, by=actor_from(request), reason=data["reason"])

    return form_page(request, bound(ReasonForm, request), page, perform)


@changes("contacts")
@require_http_methods(["GET", "POST"])
def unit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Unit, pk=pk)
    page = FormPage(
        _("指定联系人"), _("指定联系人"), _detail(row), _("已指定，前任保留在记录中。"), _crumb(row, Crumb(_("指定联系人"))), row.name
    )
    form = bound(ContactForm, request, initial={"kind": request.GET.get("kind", ContactKind.HEAD)})
    return form_page(request, form, page, lambda data: writing.unit_contact_set(unit=row, by=actor_from(request), **data))
