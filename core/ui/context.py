"""Template context that every page of both faces gets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from core.ui.preferences import preferences_of
from core.ui.site import site_identity


def site_context(request: HttpRequest) -> dict[str, Any]:
    """Origins of the two faces, which one this is, whose site it is and how the reader wants it."""
    identity = SimpleLazyObject(site_identity)
    return {
        "FACE": settings.FACE,
        "PORTAL_ORIGIN": settings.PORTAL_ORIGIN,
        "INTRANET_ORIGIN": settings.INTRANET_ORIGIN,
        "DEVELOPMENT": settings.DEVELOPMENT,
        "SITE": identity,
        "SITE_FOOTER": SimpleLazyObject(lambda: identity.footer),
        "PREFERENCES": preferences_of(request),
        "HTML_LANG": "en" if get_language() == "en" else "zh-Hans",
    }
