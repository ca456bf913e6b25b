"""Entrance of the base data, and the permission matrix."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.units.enums import Role
from intranet.registry.permissions import SCREENS, looks, may_change, may_look
from intranet.registry.selectors.matrix import matrix_tables
from intranet.registry.selectors.units import missing_contacts_count
from intranet.registry.views.pages import crumbs


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The screens this person may open."""
    shown = [(screen, may_change(request.user, screen.key)) for screen in SCREENS if may_look(request.user, screen.key)]
    shown = [(screen, change) for screen, change in shown if screen.key != "security_parameters"]
    missing = missing_contacts_count() if may_change(request.user, "contacts") else 0
    return render(request, "intranet/registry/overview.html", {"screens": shown, "missing": missing})


@looks("matrix")
@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """What each role may see and do, drawn from the tables the program itself asks."""
    context = {"tables": matrix_tables(), "roles": Role.choices, "heading": _("权限矩阵"), "crumbs": crumbs("matrix")}
    return render(request, "intranet/registry/matrix.html", context)
