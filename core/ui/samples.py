"""What the style page shows. Invented, harmless and constant."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def samples(request: HttpRequest) -> dict[str, Any]:
    """Context of both style pages."""
    return {}
