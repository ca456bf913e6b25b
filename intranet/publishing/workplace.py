"""What publishing puts on the workplace's home page: texts to review, texts that came back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.units.enums import Role
from core.units.models import User
from intranet.inbox.registry import DueItem, Shortcut, register_provider, register_shortcut
from intranet.publishing.rights import PUBLISHING_ROLES, has_publishing_role
from intranet.publishing.selectors import drafts_of, returned_ids, waiting_for

MOST = 50


def due_items(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    """Texts that wait for the person's review, and the person's own that a reviewer sent back. None has a time limit."""
    if not has_publishing_role(user):
        return
    for page in waiting_for(user)[:MOST]:
        author = page.latest_revision.user if page.latest_revision else None
        address = reverse("intranet_publishing:review", args=[page.pk])
        yield DueItem(title=page.draft_title, url=address, due_at=None, kind=_("待审核"), unit=str(author or ""))
    drafts = list(drafts_of(user)[:MOST])
    returned = returned_ids(drafts)
    for page in drafts:
        if page.pk in returned:
            address = reverse("wagtailadmin_pages:edit", args=[page.pk])
            yield DueItem(title=page.draft_title, url=address, due_at=None, kind=_("退回修改"))


def due_count(user: User, now: datetime.datetime) -> int:
    """How many there are; the same reading, since a person's texts are few."""
    return sum(1 for _item in due_items(user, now))


def register() -> None:
    """Called once at start-up."""
    register_provider("publishing", due_items, due_count)
    roles = frozenset(role.value for role in PUBLISHING_ROLES)
    register_shortcut(Shortcut(gettext_lazy("信息发布"), "intranet_publishing:home", "megaphone", roles, 400))
    waiting = Shortcut(
        gettext_lazy("待我审核"), "intranet_publishing:list", "file-check", frozenset({Role.REVIEWER}), 410, arguments=("waiting",)
    )
    register_shortcut(waiting)
