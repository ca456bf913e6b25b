"""What a bulletin's publication or withdrawal does to its month, in the same transaction."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published, page_unpublished

from intranet.assessment.services.bulletins import bulletin_published, bulletin_withdrawn
from portal.bulletins.models import BulletinPage


def connect() -> None:
    """Called once at start-up."""
    page_published.connect(_published, sender=BulletinPage, dispatch_uid="assessment.bulletin_published")
    page_unpublished.connect(_withdrawn, sender=BulletinPage, dispatch_uid="assessment.bulletin_withdrawn")


def _published(instance: BulletinPage, **_kwargs: Any) -> None:
    # Wagtail sends the same signal when a publication is only scheduled.
    if instance.live:
        bulletin_published(page=instance)


def _withdrawn(instance: BulletinPage, **_kwargs: Any) -> None:
    bulletin_withdrawn(page=instance)
