"""Paths in front of Wagtail's admin.

Wagtail brings a sign-in of its own that knows neither the second factor nor the lock-out, and screens for
people and groups that give rights past the roles. There is one door and one place for people.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, path, re_path

from core.ui.navigation import first_url

PEOPLE = ("intranet_registry:people", "intranet_registry:person_list", "intranet_registry:users")


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """To the house's own sign-in, with where the person wanted to go.

    Wagtail also sends people here who are signed in and may not use the editor; they must not go in circles.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    query = request.META.get("QUERY_STRING", "")
    address = resolve_url(settings.LOGIN_URL)
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def sign_out(request: HttpRequest) -> HttpResponse:
    """Signing out has one place too."""
    return redirect("account_logout")


@login_not_required
def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Not offered here."""
    raise Http404


def people(request: HttpRequest, rest: str = "") -> HttpResponseRedirect:
    """People and their roles are kept in the register."""
    return HttpResponseRedirect(first_url(PEOPLE) or "/")


urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", sign_in),
    path("logout/", sign_out),
    re_path(r"^password_reset/(?P<rest>.*)$", closed),
    re_path(r"^users/(?P<rest>.*)$", people),
    re_path(r"^groups/(?P<rest>.*)$", people),
    re_path(r"^account/(?P<rest>.*)$", people),
    re_path(r"^redirects/(?P<rest>.*)$", closed),
    re_path(r"^forms/(?P<rest>.*)$", closed),
    re_path(r"^reports/page-types-usage/(?P<rest>.*)$", closed),  # names the newest draft of each type, whoever's it is
]
