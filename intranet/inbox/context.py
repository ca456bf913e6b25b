"""Template context of the staff face: the top bar of every page. Two queries at most."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.units.models import User
from intranet.inbox.selectors import due_count, top_bar


def intranet_context(request: HttpRequest) -> dict[str, Any]:
    """Unread notices, what is due, unit and roles. Wagtail's admin draws none of it and is not asked."""
    context: dict[str, Any] = {"MAIL_AVAILABLE": settings.MAIL_AVAILABLE}
    user = getattr(request, "user", None)
    if not isinstance(user, User) or request.path.startswith("/admin/"):
        return context
    bar = top_bar(user)
    return context | {
        "UNREAD_COUNT": bar.unread,
        "UNREAD_URL": reverse("intranet_inbox:notifications"),
        "POST_LABEL": bar.post,
        "DUE_COUNT": due_count(user, timezone.now()),
        "DUE_URL": reverse("intranet_inbox:home"),
    }
