"""Template context of the staff face."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def intranet_context(request: HttpRequest) -> dict[str, Any]:
    """Filled by the workplace: what is due for the person who looks."""
    return {}
