"""Template context that every page of both faces gets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site_context(request: HttpRequest) -> dict[str, Any]:
    """Origins of the two faces and which one this is."""
    return {
        "FACE": settings.FACE,
        "PORTAL_ORIGIN": settings.PORTAL_ORIGIN,
        "INTRANET_ORIGIN": settings.INTRANET_ORIGIN,
        "DEVELOPMENT": settings.DEVELOPMENT,
    }
