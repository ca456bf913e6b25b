"""Wagtail's page signals, and what has to be written with the act itself.

Receivers run inside the act's transaction (intranet/publishing/wagtail_actions.py sees to that), so
a page cannot go live without its index request, and a failing receiver undoes the act.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.base.models import PublicPage
from portal.base.services import index_again, publication_follow_up, subtree_index_again


def connect() -> None:
    """Called once at start-up."""
    page_published.connect(_published, dispatch_uid="portal_base.published")
    page_unpublished.connect(_gone, dispatch_uid="portal_base.unpublished")
    post_delete.connect(_gone, dispatch_uid="portal_base.deleted")
    post_page_move.connect(_moved, dispatch_uid="portal_base.moved")
    page_slug_changed.connect(_moved, dispatch_uid="portal_base.renamed")


def _published(instance: Page, **_kwargs: Any) -> None:
    # Wagtail sends the same signal when a publication is only scheduled.
    if isinstance(instance, PublicPage) and instance.live:
        publication_follow_up(page=instance)


def _gone(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, PublicPage):
        index_again(page=instance)


def _moved(instance: Page, **kwargs: Any) -> None:
    if kwargs.get("url_path_before", "") != kwargs.get("url_path_after", "-"):
        subtree_index_again(page=instance)
