"""What a policy document's publication or withdrawal changes in others."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published, page_unpublished

from portal.policies.models import PolicyPage
from portal.policies.services import validity_refresh


def connect() -> None:
    """Called once at start-up."""
    page_published.connect(_changed, sender=PolicyPage, dispatch_uid="portal_policies.published")
    page_unpublished.connect(_changed, sender=PolicyPage, dispatch_uid="portal_policies.unpublished")


def _changed(instance: PolicyPage, **_kwargs: Any) -> None:
    validity_refresh(policy=instance)
