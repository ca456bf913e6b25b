"""Settings: value, default, where it comes from, who changed it and why (S84)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.parameters.enums import ParameterGroup
from core.parameters.registry import Definition, UnknownParameter
from core.parameters.selectors import Setting, history, setting, setting_groups
from core.parameters.services import parameter_reset, parameter_set
from core.parameters.values import parse, shown
from core.ui.components import Crumb
from intranet.registry.forms.fields import add_errors
from intranet.registry.forms.settings import ParameterForm
from intranet.registry.listing import actor_from, csv_bytes
from intranet.registry.permissions import looks, may_change
from intranet.registry.views.pages import act, crumbs

EXPORT_HEADING = (
    gettext_lazy("分组"),
    gettext_lazy("设置项"),
    gettext_lazy("现值"),
    gettext_lazy("默认值"),
    gettext_lazy("依据"),
    gettext_lazy("修改人"),
    gettext_lazy("修改时间"),
)


def _right(definition: Definition) -> str:
    """The screen whose right a setting needs."""
    return "security_parameters" if definition.group == ParameterGroup.SECURITY else "parameters"


@looks("parameters")
@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """All settings by group: a fixed number, so no pages."""
    groups = setting_groups()
    if request.GET.get("export") == "csv":
        rows = [
            [
                group.label,
                item.definition.label,
                item.shown,
                item.default_shown,
                item.definition.source,
                _who(item),
                item.last.set_at if item.last else "",
            ]
            for group in groups
            for item in group.settings
        ]
        response = HttpResponse(csv_bytes(EXPORT_HEADING, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="parameters.csv"'
        return response
    context = {
        "groups": [(group, may_change(request.user, _right(group.settings[0].definition))) for group in groups],
        "heading": _("运行参数"),
        "crumbs": crumbs("parameters"),
    }
    return render(request, "intranet/registry/parameters.html", context)


def _who(item: Setting) -> str:
    return item.last.set_by_label if item.last else ""


def _setting(key: str) -> Setting:
    try:
        return setting(key)
    except UnknownParameter:
        raise Http404 from None


@looks("parameters")
@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One setting with its history, and the form for whoever may change it."""
    item = _setting(key)
    allowed = may_change(request.user, _right(item.definition))
    if request.method == "POST" and not allowed:
        raise PermissionDenied
    form = ParameterForm(request.POST or None, setting=item)
    back = reverse("intranet_registry:parameter", args=[key])
    if request.method == "POST" and form.is_valid():
        try:
            parameter_set(key=key, value=form.value(), by=actor_from(request), reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("已修改，立即生效。"))
            return HttpResponseRedirect(back)
    context: dict[str, Any] = {
        "item": item,
        "form": form,
        "allowed": allowed,
        "history": _history(item),
        "heading": item.definition.label,
        "crumbs": crumbs("parameters", Crumb(item.definition.label)),
        "submit": pgettext("button", "保存"),
    }
    return render(request, "intranet/registry/parameter.html", context, status=422 if form.errors else 200)


def _history(item: Setting) -> list[tuple[Any, str]]:
    """The newest changes with their values as readers see them."""
    rows = []
    for row in history(item.definition.key)[:50]:
        try:
            text = _("恢复默认") if row.is_default else shown(item.definition, parse(item.definition, row.value))
        except ValidationError:
            text = row.value
        rows.append((row, text))
    return rows


@looks("parameters")
@require_POST
def parameter_default(request: HttpRequest, key: str) -> HttpResponse:
    """Back to the default."""
    item = _setting(key)
    if not may_change(request.user, _right(item.definition)):
        raise PermissionDenied
    back = reverse("intranet_registry:parameter", args=[key])
    reason = request.POST.get("reason", "")
    return act(request, lambda: parameter_reset(key=key, by=actor_from(request), reason=reason), done=_("已恢复默认值。"), back=back)
