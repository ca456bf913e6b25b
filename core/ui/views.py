"""Reading preferences (both faces, without JavaScript) and the page that shows every component."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.ui.preferences import CHOICES, COOKIE_AGE_SECONDS, COOKIES
from core.ui.samples import samples


# No CSRF token: it would put a cookie and a secret on every public page and keep shared caches from
# holding them, to protect a choice of colour. Browsers' own word on where the request came from does.
@csrf_exempt
@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep theme, type size, rail width or language in a cookie and return to the page."""
    response = HttpResponseRedirect(_return_address(request))
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return response
    for name, cookie in COOKIES.items():
        value = request.POST.get(name, "")
        if value in CHOICES[name]:
            _keep(request, response, cookie, value)
    if request.POST.get("language", "") in dict(settings.LANGUAGES):
        _keep(request, response, settings.LANGUAGE_COOKIE_NAME, request.POST["language"])
    return response


def _keep(request: HttpRequest, response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=COOKIE_AGE_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure())


def _return_address(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return "/"


@login_not_required
def style(request: HttpRequest, density: str = "portal") -> HttpResponse:
    """Every component in one of the two densities. Not there in production."""
    if not settings.DEVELOPMENT:
        raise Http404
    return render(request, f"core_ui/style_{density}.html", samples(request))
