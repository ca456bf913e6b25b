"""Public pages for tests: the site's frame, published documents one by one or by the thousand, drafts."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from wagtail.models import Page

from core.units.models import User
from intranet.publishing.services import page_add_live
from intranet.publishing.setup import site_setup
from portal.base.models import DocumentPage, HomePage
from portal.base.publication import without_review
from portal.notices.models import NoticeIndexPage, NoticePage
from portal.policies.models import PolicyIndexPage, PolicyPage

_numbers = itertools.count(1)
PARAGRAPH = [{"type": "paragraph", "value": "<p>为改善市容环境，决定开展户外广告整治。</p>", "id": "0b6f0f6e-0000-4000-8000-000000000001"}]


def site() -> HomePage:
    """The frame: home, sections, standing pages, groups, workflow."""
    return site_setup()


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"第{number}号文件",
        "issuer_name": "城管委办公室",
        "publish_date": datetime.date(2026, 1, 1) + datetime.timedelta(days=number % 300),
        "body": PARAGRAPH,
    }
    return {**values, **fields}


def _parent(model: type[Page]) -> Page:
    if not model.objects.exists():
        site()
    return Page.objects.get(pk=model.objects.get().pk)


def notice(**fields: Any) -> NoticePage:
    """A published notice."""
    return page_add_live(parent=_parent(NoticeIndexPage), page=NoticePage(**_values(fields)), reason="test")


def policy(**fields: Any) -> PolicyPage:
    """A published policy document."""
    return page_add_live(parent=_parent(PolicyIndexPage), page=PolicyPage(**_values(fields)), reason="test")


def draft(author: User, model: type[DocumentPage] = NoticePage, **fields: Any) -> DocumentPage:
    """A draft that this person wrote and saved."""
    index = NoticeIndexPage if model is NoticePage else PolicyIndexPage
    page = model(**_values(fields), owner=author, live=False)
    _parent(index).add_child(instance=page)
    page.save_revision(user=author, log_action=True)
    return model.objects.get(pk=page.pk)


def edit(page: Page, by: User, **changes: Any) -> Page:
    """Save changed values as a new draft version."""
    version = page.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(version, name, value)
    version.save_revision(user=by, log_action=True)
    return type(page).objects.get(pk=page.pk)


def submit(page: Page, by: User) -> Any:
    """Hand a draft in for review; returns what the reviewer has to decide on."""
    state = page.get_workflow().start(page, by)
    return state.current_task_state


def live_without_review(page: Page) -> Page:
    """Publish the newest version as the system does for imported texts."""
    with without_review("test"):
        page.get_latest_revision().publish()
    return type(page).objects.get(pk=page.pk)
