"""The portal's URL patterns for use on the intranet: same names, each view a redirect to the portal."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLPattern, URLResolver


@login_not_required
def to_portal(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseRedirect:
    """Send the reader to the same path on the public site."""
    return HttpResponseRedirect(f"{settings.PORTAL_ORIGIN}{request.get_full_path()}")


def redirected(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Copies of the patterns, nested maps and namespaces kept, with every view replaced."""
    copies: list[URLPattern | URLResolver] = []
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = redirected(entry.url_patterns)
            copies.append(URLResolver(entry.pattern, inner, entry.default_kwargs, app_name=entry.app_name, namespace=entry.namespace))
        else:
            copies.append(URLPattern(entry.pattern, to_portal, entry.default_args, entry.name))
    return copies
