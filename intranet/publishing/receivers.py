"""What is written down about acts on pages, in their transaction (see wagtail_actions.py)."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, Revision
from wagtail.signals import init_new_page, page_published, page_unpublished, post_page_move

from core.units.models import RoleAssignment
from intranet.publishing.groups import membership_mirror
from intranet.publishing.services import contribution_note, issuer_prefill, page_act_recorded, publication_recorded, withdrawal_recorded


def connect() -> None:
    """Called once at start-up."""
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="publishing.revision")
    page_published.connect(_published, dispatch_uid="publishing.published")
    page_unpublished.connect(_unpublished, dispatch_uid="publishing.unpublished")
    post_page_move.connect(_moved, dispatch_uid="publishing.moved")
    post_delete.connect(_deleted, sender=Page, dispatch_uid="publishing.deleted")
    init_new_page.connect(_new_page, dispatch_uid="publishing.new_page")
    post_save.connect(_role_changed, sender=RoleAssignment, dispatch_uid="publishing.role_given")
    post_delete.connect(_role_changed, sender=RoleAssignment, dispatch_uid="publishing.role_taken")


def _revision_saved(instance: Revision, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        contribution_note(revision=instance)


def _new_page(page: Page, **_kwargs: Any) -> None:
    issuer_prefill(page=page)


def _published(instance: Page, revision: Revision | None = None, **_kwargs: Any) -> None:
    # Wagtail sends the same signal when a publication is only scheduled.
    if instance.live:
        publication_recorded(page=instance, revision=revision)
    else:
        page_act_recorded(action="schedule", page=instance, data={"revision": revision.pk if revision else None})


def _unpublished(instance: Page, **_kwargs: Any) -> None:
    withdrawal_recorded(page=instance)


def _moved(instance: Page, **kwargs: Any) -> None:
    data = {"from": kwargs.get("url_path_before", ""), "to": kwargs.get("url_path_after", "")}
    page_act_recorded(action="move", page=instance, data=data)


def _deleted(instance: Page, **_kwargs: Any) -> None:
    page_act_recorded(action="delete", page=instance, data={})


def _role_changed(instance: RoleAssignment, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        membership_mirror(user_id=instance.user_id)
