"""The result pages of both faces."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.forms import SearchForm
from search.pages import result_page
from search.viewers import PUBLIC, Viewer, viewer_of


@require_safe
def portal_results(request: HttpRequest) -> HttpResponse:
    """What the public may find. The portal's own index holds nothing else."""
    return _results(request, PUBLIC, "search/portal.html")


@require_safe
def intranet_results(request: HttpRequest) -> HttpResponse:
    """What the signed-in person may find."""
    return _results(request, viewer_of(request.user), "search/intranet.html")


def _results(request: HttpRequest, viewer: Viewer, template: str) -> HttpResponse:
    found = result_page(SearchForm(request.GET), request.path, viewer)
    response = render(request, template, {"found": found, "form": found.form, "results": found.results})
    if found.unavailable:
        response.headers["Cache-Control"] = "no-store"
    return response
