"""A published bulletin asks for its PDF, in the publisher's transaction."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published

from core.outbox.services import emit
from portal.bulletins.models import BulletinPage

MAKE_PDF = "bulletins.pdf"


def connect() -> None:
    """Called once at start-up."""
    page_published.connect(_published, sender=BulletinPage, dispatch_uid="portal_bulletins.published")


def _published(instance: BulletinPage, **_kwargs: Any) -> None:
    # Wagtail sends the same signal when a publication is only scheduled.
    if instance.live:
        emit(MAKE_PDF, {"page": instance.pk}, key=f"bulletin:{instance.pk}")
