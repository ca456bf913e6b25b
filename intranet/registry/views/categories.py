"""Categories and filing conditions. A condition is never overwritten: a change is a new version from a day on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from core.categories import services as writing
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.ui.components import Crumb, Term
from intranet.registry.forms.settings import CategoryFilter, ConditionForm, EndForm, MajorForm, MinorForm, NewConditionForm
from intranet.registry.listing import actor_from, csv_response, listing, wants_export
from intranet.registry.permissions import changes, looks, may_change
from intranet.registry.selectors.categories import category_rows, condition_rows, major_rows, versions_of
from intranet.registry.views.pages import FormPage, bound, crumbs, form_page

EXPORT_HEADING = (
    gettext_lazy("类型"),
    gettext_lazy("大类代码"),
    gettext_lazy("大类名称"),
    gettext_lazy("小类代码"),
    gettext_lazy("小类名称"),
    gettext_lazy("序号"),
    gettext_lazy("立案条件"),
    gettext_lazy("区域"),
    gettext_lazy("处置时限"),
    gettext_lazy("结案条件"),
    gettext_lazy("责任主体"),
    gettext_lazy("责任单位"),
    gettext_lazy("版本"),
    gettext_lazy("生效日期"),
)


def _detail(minor: MinorCategory) -> str:
    return reverse("intranet_registry:category", args=[minor.pk])


def _crumb(minor: MinorCategory, *more: Crumb) -> list[Crumb]:
    return crumbs("categories", Crumb(minor.name, _detail(minor) if more else ""), *more)


def _export_line(row: FilingCondition) -> list[object]:
    major = row.minor.major
    return [
        major.get_kind_display(),
        major.code,
        major.name,
        row.minor.code,
        row.minor.name,
        row.number,
        row.text,
        row.get_area_class_display(),
        row.limit,
        row.close_condition,
        row.responsible_role,
        row.responsible_unit or "",
        row.version,
        row.valid_from,
    ]


@looks("categories")
@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    """All subcategories with the conditions in force."""
    form = CategoryFilter(request.GET)
    rows = category_rows(form.chosen())
    if wants_export(request):
        return csv_response(_("立案条件"), EXPORT_HEADING, condition_rows(rows), _export_line)
    context = {
        "list": listing(request, rows, form),
        "heading": _("分类与立案条件"),
        "crumbs": crumbs("categories"),
        "may_change": may_change(request.user, "categories"),
        "exportable": True,
    }
    return render(request, "intranet/registry/categories.html", context)


@looks("categories")
@require_GET
def majors(request: HttpRequest) -> HttpResponse:
    """The categories themselves."""
    context = {
        "majors": major_rows(),
        "heading": _("大类"),
        "crumbs": crumbs("categories", Crumb(_("大类"))),
        "may_change": may_change(request.user, "categories"),
    }
    return render(request, "intranet/registry/majors.html", context)


@looks("categories")
@require_GET
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """One subcategory with all versions of its conditions."""
    row = get_object_or_404(MinorCategory.objects.select_related("major"), pk=pk)
    terms = [
        Term(_("大类"), f"{row.major.get_kind_display()} · {row.major.name}"),
        Term(_("代码"), f"{row.major.code} {row.code}"),
        Term(_("说明"), row.hint),
        Term(_("四个不见"), row.get_four_unseen_flag_display()),
        Term(_("通常按紧急办理"), _("是") if row.is_urgent else _("否")),
        Term(_("本地扩展"), _("是") if row.is_local else _("否")),
        Term(_("状态"), _("启用") if row.is_active else _("停用")),
    ]
    context = {
        "minor": row,
        "terms": terms,
        "conditions": versions_of(row),
        "today": timezone.localdate(),
        "crumbs": _crumb(row),
        "may_change": may_change(request.user, "categories"),
    }
    return render(request, "intranet/registry/category.html", context)


@changes("categories")
@require_http_methods(["GET", "POST"])
def major_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(MajorCategory, pk=pk) if pk else None
    word = _("修改大类") if row else _("新建大类")
    page = FormPage(word, pgettext("button", "保存"), reverse("intranet_registry:majors"), _("已保存。"), crumbs("categories", Crumb(word)))

    def perform(data: dict[str, Any]) -> object:
        if row:
            return writing.major_update(major=MajorCategory.objects.get(pk=row.pk), by=actor_from(request), **data)
        return writing.major_create(by=actor_from(request), **data)

    return form_page(request, bound(MajorForm, request, instance=row), page, perform)


@changes("categories")
@require_http_methods(["GET", "POST"])
def category_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(MinorCategory, pk=pk) if pk else None
    word = _("修改小类") if row else _("新建小类")
    back = _detail(row) if row else reverse("intranet_registry:categories")
    page = FormPage(word, pgettext("button", "保存"), back, _("已保存。"), crumbs("categories", Crumb(word)))

    def perform(data: dict[str, Any]) -> str:
        if row:
            fresh = MinorCategory.objects.get(pk=row.pk)
            return _detail(writing.minor_update(minor=fresh, by=actor_from(request), **data))
        return _detail(writing.minor_create(by=actor_from(request), **data))

    return form_page(request, bound(MinorForm, request, instance=row), page, perform)


@changes("categories")
@require_http_methods(["GET", "POST"])
def condition_new(request: HttpRequest, pk: int) -> HttpResponse:
    minor = get_object_or_404(MinorCategory, pk=pk)
    word = _("新增立案条件")
    page = FormPage(word, word, _detail(minor), _("已新增。"), _crumb(minor, Crumb(word)))
    return form_page(
        request, bound(NewConditionForm, request), page, lambda data: writing.condition_add(minor=minor, by=actor_from(request), **data)
    )


@changes("categories")
@require_http_methods(["GET", "POST"])
def condition_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version. Cases filed under the old one keep it."""
    row = get_object_or_404(FilingCondition.objects.select_related("minor"), pk=pk)
    intro = _("保存为第 %(number)d 版，自生效日期起使用；此前立案的案件仍按原版本办理。") % {"number": row.version + 1}
    word = _("修订立案条件")
    page = FormPage(word, _("保存为新版本"), _detail(row.minor), _("新版本已保存。"), _crumb(row.minor, Crumb(word)), intro)
    form = bound(ConditionForm, request, initial=ConditionForm.initial_of(row))
    return form_page(request, form, page, lambda data: writing.condition_revise(condition=row, by=actor_from(request), **data))


@changes("categories")
@require_http_methods(["GET", "POST"])
def condition_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FilingCondition.objects.select_related("minor"), pk=pk)
    word = _("停用立案条件")
    page = FormPage(word, word, _detail(row.minor), _("已停用。"), _crumb(row.minor, Crumb(word)), row.text)
    return form_page(
        request, bound(EndForm, request), page, lambda data: writing.condition_end(condition=row, on=data["on"], by=actor_from(request))
    )
