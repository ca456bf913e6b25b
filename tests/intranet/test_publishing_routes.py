"""Every way by which a text can go live, walked by its author, by an author who is superuser, and by others.

Only one way leads to the public: another person's review on our screen with both checks.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from core.audit.models import AuditEntry
from core.outbox.models import OutboxMessage
from core.units.enums import Role
from core.units.models import User
from intranet.publishing import selectors
from intranet.publishing.services import review_approve
from portal.base import services as portal_services
from portal.base.publication import PublicationRefused
from portal.notices.models import NoticeIndexPage, NoticePage
from tests.factories import pages
from tests.factories.accounts import client_for, district, user_with

pytestmark = pytest.mark.django_db
SECRET = "未经审核的内容"


class Scene:
    """A draft in review, its author, and whoever tries."""

    def __init__(self, who: str) -> None:
        office = district().office
        pages.site()
        # All of them hold every publishing role: what stops them is authorship and the missing review.
        both = (Role.PUBLISHER, Role.REVIEWER)
        author = user_with(both[0], office, both[1])
        if who == "superuser author":
            author.is_superuser = True
            author.save()
        self.author = author
        self.live = pages.notice(title="已发布的通知")
        self.page = pages.draft(author, title=SECRET)
        self.task = pages.submit(self.page, author)
        other = user_with(both[0], office, both[1])
        if who == "other superuser":
            other.is_superuser = True
            other.save()
        self.actor: User = author if "author" in who else other
        self.client = client_for(self.actor)
        self.client.raise_request_exception = True

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"wagtailadmin_pages:{name}", args=args)

    def form(self, **more: Any) -> dict[str, Any]:
        data = {
            "title": SECRET,
            "issuer_name": "城管委办公室",
            "disclosure": "proactive",
            "body": streamfield([("paragraph", rich_text(f"<p>{SECRET}</p>"))]),
            "attachments": inline_formset([]),
            "comments": inline_formset([]),
        }
        return nested_form_data({**data, **more})

    def withdraw_submission(self) -> None:
        """The editor is locked for others while a text is in review; these routes need it open."""
        self.page.current_workflow_state.cancel(user=self.author)


def tolerate(act: Callable[[], Any]) -> None:
    """Code routes answer with a refusal."""
    with pytest.raises((PermissionDenied, RuntimeError)):
        act()


def editor_publish_button(s: Scene) -> None:
    s.withdraw_submission()
    s.client.post(s.url("edit", s.page.pk), s.form(**{"action-publish": "1"}))


def editor_publish_button_on_a_schedule(s: Scene) -> None:
    s.withdraw_submission()
    s.client.post(s.url("edit", s.page.pk), s.form(**{"action-publish": "1", "go_live_at": "2026-12-01 08:00"}))


def creation_form(s: Scene) -> None:
    parent = NoticeIndexPage.objects.get()
    s.client.post(s.url("add", "portal_notices", "noticepage", parent.pk), s.form(**{"action-publish": "1"}))


def wagtail_approval(s: Scene) -> None:
    for action in ("approve", "reject"):
        s.client.post(s.url("workflow_action", s.page.pk, action, s.task.pk), {"comment": ""})
        s.client.post(s.url("collect_workflow_action_data", s.page.pk, action, s.task.pk), {"comment": ""})


def editor_approval(s: Scene) -> None:
    data = s.form(**{"action-workflow-action": "1", "workflow-action-name": "approve"})
    s.client.post(s.url("edit", s.page.pk), data)


def our_screen_without_checks(s: Scene) -> None:
    s.client.post(f"/publishing/review/{s.page.pk}/", {"action": "approve"})


def bulk_publish(s: Scene) -> None:
    s.withdraw_submission()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    back = reverse("wagtailadmin_explore_root")
    s.client.post(f"{url}?next={back}&id={s.page.pk}", {"include_descendants": "on"})
    s.client.post(f"{url}?next={back}&id={s.page.get_parent().pk}", {"include_descendants": "on"})


def revert(s: Scene) -> None:
    s.withdraw_submission()
    old = s.page.latest_revision_id
    pages.edit(s.page, s.author, title="改过")
    s.client.post(s.url("edit", s.page.pk), s.form(**{"action-publish": "1", "revision": str(old)}))
    s.client.post(s.url("revisions_revert", s.page.pk, old), s.form(**{"action-publish": "1"}))


def copy_that_stays_live(s: Scene) -> None:
    parent = str(s.page.get_parent().pk)
    for page in (s.page, s.live):
        data = {"new_title": SECRET, "new_slug": f"copied-{page.pk}", "new_parent_page": parent, "publish_copies": "on"}
        s.client.post(s.url("copy", page.pk), data)


def alias(s: Scene) -> None:
    parent = str(s.page.get_parent().pk)
    for page in (s.page, s.live):
        data = {"new_title": SECRET, "new_slug": f"aliased-{page.pk}", "new_parent_page": parent, "alias": "on"}
        s.client.post(s.url("copy", page.pk), data)
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def admin_api(s: Scene) -> None:
    for page in (s.page, s.live):
        for action in ("publish", "copy", "create_alias", "convert_alias", "revert_to_page_revision"):
            url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
            data = {"revision_id": page.latest_revision_id, "keep_live": True, "slug": f"{action}-{page.pk}"}
            s.client.post(url, json.dumps(data), content_type="application/json")


def code_publishes_the_revision(s: Scene) -> None:
    for user in (s.actor, None):
        tolerate(lambda user=user: s.page.latest_revision.publish(user=user))
        tolerate(lambda user=user: s.page.latest_revision.publish(user=user, skip_permission_checks=True))
        tolerate(lambda user=user: PublishPageRevisionAction(s.page.latest_revision, user=user).execute(skip_permission_checks=True))


def code_saves_the_row_live(s: Scene) -> None:
    s.page.live = True
    tolerate(s.page.save)
    s.page.live_revision = s.page.latest_revision
    tolerate(lambda: s.page.save(update_fields=["live", "live_revision"]))


def code_copies_live(s: Scene) -> None:
    live = s.live
    tolerate(lambda: live.copy(update_attrs={"slug": "x", "title": SECRET}, user=s.actor, keep_live=True))
    tolerate(lambda: CopyPageAction(live, keep_live=True, update_attrs={"slug": "y", "title": SECRET}).execute(skip_permission_checks=True))
    tolerate(lambda: live.create_alias(update_slug="z"))


def code_approves_the_task(s: Scene) -> None:
    tolerate(lambda: s.task.approve(user=s.actor))


def code_finishes_the_workflow(s: Scene) -> None:
    tolerate(lambda: s.task.workflow_state.finish(user=s.actor))


def schedule_in_the_database(s: Scene) -> None:
    Revision.objects.filter(pk=s.page.latest_revision_id).update(approved_go_live_at=timezone.now() - datetime.timedelta(days=1))
    tolerate(lambda: call_command("publish_scheduled"))


def move_then_nothing(s: Scene) -> None:
    target = NoticeIndexPage.objects.get()
    s.page.move(target, pos="last-child", user=s.actor if s.actor.is_superuser else None)
    s.client.post(s.url("move_confirm", s.page.pk, target.pk))


def convert_alias(s: Scene) -> None:
    s.client.post(s.url("convert_alias", s.page.pk))


ROUTES = [
    editor_publish_button,
    editor_publish_button_on_a_schedule,
    creation_form,
    wagtail_approval,
    editor_approval,
    our_screen_without_checks,
    bulk_publish,
    revert,
    copy_that_stays_live,
    alias,
    admin_api,
    code_publishes_the_revision,
    code_saves_the_row_live,
    code_copies_live,
    code_approves_the_task,
    code_finishes_the_workflow,
    schedule_in_the_database,
    move_then_nothing,
    convert_alias,
]
ACTORS = ["author", "superuser author", "other reviewer", "other superuser"]


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_nothing_goes_live_without_review(route, who):
    scene = Scene(who)
    before = set(Page.objects.live().values_list("pk", flat=True))
    route(scene)
    fresh = Page.objects.live().exclude(pk__in=before)
    assert not fresh.exists()
    assert not NoticePage.objects.filter(live=True, title=SECRET).exists()
    assert not AuditEntry.objects.filter(action="publication.publish", subject_id=scene.page.pk).exists()
    live_revisions = Revision.objects.filter(approved_go_live_at__isnull=False)
    assert route is schedule_in_the_database or not live_revisions.exists()


def our_screen(scene: Scene) -> int:
    data = {"action": "approve", "secrecy_checked": "on", "privacy_checked": "on"}
    return scene.client.post(f"/publishing/review/{scene.page.pk}/", data).status_code


@pytest.mark.parametrize(
    ("who", "live"), [("author", False), ("superuser author", False), ("other reviewer", True), ("other superuser", True)]
)
def test_the_review_screen_publishes_for_another_person_only(who, live):
    scene = Scene(who)
    our_screen(scene)
    assert NoticePage.objects.get(pk=scene.page.pk).live is live


@pytest.mark.parametrize("who", ["author", "superuser author"])
def test_withdrawn_text_needs_a_new_review_and_its_author_cannot_give_it(who):
    scene = Scene(who)
    reviewer = user_with(Role.REVIEWER, scene.actor.home_unit)
    checks = {"secrecy_checked": True, "privacy_checked": True}
    review_approve(task=scene.task, user=reviewer, **checks)
    page = NoticePage.objects.get(pk=scene.page.pk)
    assert page.live
    scene.client.post(scene.url("unpublish", page.pk))
    page.refresh_from_db()
    assert not page.live
    tolerate(lambda: page.latest_revision.publish(user=scene.actor))
    tolerate(lambda: page.latest_revision.publish(user=None))
    task = pages.submit(page, reviewer)
    with pytest.raises(PublicationRefused):
        review_approve(task=task, user=scene.actor, **checks)
    assert not NoticePage.objects.get(pk=page.pk).live


def test_a_text_copied_or_reverted_by_a_colleague_is_still_its_authors():
    scene = Scene("author")
    colleague = user_with(Role.PUBLISHER, scene.actor.home_unit, Role.REVIEWER)
    copied = scene.page.copy(update_attrs={"slug": "by-colleague"}, user=colleague, keep_live=False, copy_revisions=False)
    task = pages.submit(copied, colleague)
    with pytest.raises(PublicationRefused):
        review_approve(task=task, user=scene.author, secrecy_checked=True, privacy_checked=True)
    assert scene.author.pk in selectors.author_ids(copied.get_latest_revision())


def test_the_editor_shows_no_publish_button_and_links_to_the_review():
    scene = Scene("other reviewer")
    html = scene.client.get(scene.url("edit", scene.page.pk)).content.decode()
    assert 'name="action-publish"' not in html
    assert f"/publishing/review/{scene.page.pk}/" in html
    author = client_for(scene.author)
    assert 'name="action-publish"' not in author.get(scene.url("edit", scene.page.pk)).content.decode()


def test_a_failing_index_request_undoes_the_publication(monkeypatch):
    scene = Scene("other reviewer")

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(portal_services, "request_index", broken)
    before = OutboxMessage.objects.count()
    with pytest.raises(RuntimeError):
        review_approve(task=scene.task, user=scene.actor, secrecy_checked=True, privacy_checked=True)
    assert not NoticePage.objects.get(pk=scene.page.pk).live
    assert OutboxMessage.objects.count() == before
    assert not AuditEntry.objects.filter(action="publication.publish", subject_id=scene.page.pk).exists()


def test_what_was_public_cannot_be_deleted_drafts_can():
    scene = Scene("other superuser")
    live = pages.notice()
    scene.client.post(scene.url("delete", live.pk))
    assert NoticePage.objects.filter(pk=live.pk).exists()
    scene.withdraw_submission()
    scene.client.post(scene.url("delete", scene.page.pk))
    assert not NoticePage.objects.filter(pk=scene.page.pk).exists()
