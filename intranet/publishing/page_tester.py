"""Wagtail's page permissions as this house has them."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PagePermissionTester

from core.units.models import User
from intranet.publishing.rights import has_publishing_role, may_review
from intranet.publishing.selectors import author_ids, valid_review
from intranet.publishing.sight import may_know


class HousePermissionTester(PagePermissionTester):
    """Two people for each publication, whoever they are; nothing that was public is deleted.

    Used for every page, Wagtail's plain Page rows included (wagtail_actions.py): its views ask those.
    """

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser and not (has_publishing_role(user) and may_know(user, page)):
            self.permissions: set[str] = set()

    def can_publish(self) -> bool:
        """Only what another person approved, and never by one of its authors."""
        if not self.user.is_active or self.page_is_root or not may_review(self.user, self.page):
            return False
        revision = self.page.latest_revision
        if revision is None or (self.page.live and not self.page.has_unpublished_changes):
            return False
        return valid_review(revision) is not None and self.user.pk not in author_ids(revision)

    def can_publish_subpage(self) -> bool:
        """Creating and publishing in one act, live copies and aliases: always one person's act, so never."""
        return False

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish()) and may_review(self.user, self.page)

    def can_unschedule(self) -> bool:
        return bool(self.can_edit()) or may_review(self.user, self.page)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Drafts only: what was public is withdrawn, repealed or corrected, and stays on record."""
        if self.page.first_published_at is not None or not super().can_delete(ignore_bulk=ignore_bulk):
            return False
        return self.page.is_leaf() or not self.page.get_descendants().filter(first_published_at__isnull=False).exists()

    def can_move(self) -> bool:
        return bool(super().can_delete(ignore_bulk=True)) and not self.page.depth <= 2

    def can_set_view_restrictions(self) -> bool:
        """Page privacy sits outside revisions and review: not used."""
        return False


def permissions_for_user(page: Page, user: User) -> HousePermissionTester:
    """What replaces Page.permissions_for_user."""
    return HousePermissionTester(user, page)
