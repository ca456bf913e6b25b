"""Reviewing, publishing, and what is written down about it."""

from __future__ import annotations

import datetime
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState

from core.audit.services import record
from core.units.actors import SYSTEM, actor_of
from core.units.models import User
from intranet.publishing.acting import acting, current_actor
from intranet.publishing.digests import content_digest, text_digest
from intranet.publishing.enums import Decision
from intranet.publishing.models import Contribution, PublicationReview
from intranet.publishing.rights import may_review
from intranet.publishing.selectors import author_ids, valid_review
from portal.base.models import DocumentPage, PublicPage
from portal.base.publication import PublicationRefused, unreviewed_reason, without_review
from portal.base.services import index_number_assign, renditions_make, revision_images

logger = structlog.get_logger(__name__)


def contribution_note(*, revision: Revision) -> None:
    """Remember who saved which text. Called for each stored revision, copied ones included."""
    if revision.user_id and revision.content_type.model_class() is not None and issubclass(revision.content_type.model_class(), Page):
        values = {"page_id": int(revision.object_id), "user_id": revision.user_id, "digest": text_digest(revision.content)}
        Contribution.objects.update_or_create(revision_id=revision.pk, defaults=values)


def publication_require(*, revision: Revision, user: User | None) -> None:
    """Raise PublicationRefused unless this revision was approved and the publisher is none of its authors.

    Without a user it is the worker, at the time that was approved.
    """
    if unreviewed_reason():
        return
    if user is not None and user.pk in author_ids(revision):
        raise PublicationRefused(_("不能发布自己撰写或修改的内容，请由其他审核人审核。"))
    if valid_review(revision) is None:
        raise PublicationRefused(_("这个版本还没有通过审核，不能发布。"))


def page_publication_check(page: Page) -> None:
    """The same for a page row that is about to become live (portal/base/publication.py)."""
    revision = Revision.objects.filter(pk=page.live_revision_id, object_id=str(page.pk)).first() if page.pk else None
    if revision is None or valid_review(revision) is None:
        raise PublicationRefused(_("这个版本还没有通过审核，不能发布。"))


def review_approve(*, task: TaskState, user: User, secrecy_checked: bool, privacy_checked: bool, comment: str = "") -> PublicationReview:
    """Approve what waits and publish it, or schedule it if it has a later time.

    Raises PublicationRefused for an author or a person without the right, ValidationError where the text
    is not ready or changed meanwhile.
    """
    revision = _reviewable(task, user)
    if not (secrecy_checked and privacy_checked):
        raise ValidationError(_("请先完成保密审查和个人信息审查。"))
    page = _ready_page(revision)
    renditions_make(images=revision_images(revision.content))
    with transaction.atomic():
        _locked(task)
        if isinstance(page, DocumentPage):
            index_number_assign(page=page, year=(page.publish_date or timezone.localdate()).year)
        review = _review(revision, user, Decision.APPROVED, comment, secrecy_checked=True, privacy_checked=True)
        record(action="publication.approve", by=actor_of(user), subject=page, data={"revision": revision.pk, "review": review.pk})
        with acting(user):
            task.approve(user=user, comment=comment)
    return review


@transaction.atomic
def review_return(*, task: TaskState, user: User, comment: str) -> PublicationReview:
    """Send a text back to its author with what is to be changed."""
    if not comment.strip():
        raise ValidationError({"comment": _("请写明需要修改的内容。")})
    revision = _reviewable(task, user)
    _locked(task)
    review = _review(revision, user, Decision.RETURNED, comment.strip())
    data = {"revision": revision.pk, "review": review.pk}
    record(action="publication.return", by=actor_of(user), subject=revision.content_object, data=data)
    task.reject(user=user, comment=comment.strip())
    return review


def _reviewable(task: TaskState, user: User) -> Revision:
    """The revision that waits, if this person may decide on it."""
    revision = task.revision
    page: Page = revision.content_object
    if not may_review(user, page):
        raise PublicationRefused(_("您没有审核这个页面的权限。"))
    if user.pk in author_ids(revision):
        raise PublicationRefused(_("您参与了撰写，请由其他审核人审核。"))
    if task.status != TaskState.STATUS_IN_PROGRESS:
        raise ValidationError(_("这个页面已不在待审核状态，请刷新。"))
    if page.latest_revision_id != revision.pk:
        raise ValidationError(_("内容在提交后又有改动，请重新查看后再审核。"))
    return revision


def _ready_page(revision: Revision) -> Page:
    """The page as it would go live, checked as Wagtail will check it."""
    page: Page = revision.as_object()
    live = page.live
    page.live = True
    page.full_clean()
    page.live = live
    return page


def _locked(task: TaskState) -> None:
    """Two reviewers at once: the second finds the task done."""
    row = TaskState.objects.select_for_update().get(pk=task.pk)
    if row.status != TaskState.STATUS_IN_PROGRESS:
        raise ValidationError(_("这个页面已由其他人审核，请刷新。"))


def _review(revision: Revision, user: User, decision: Decision, comment: str, **checks: bool) -> PublicationReview:
    page = revision.content_object
    return PublicationReview.objects.create(
        page=page.page_ptr,
        page_title=revision.object_str[:255],
        revision_id=revision.pk,
        digest=content_digest(revision.content),
        decision=decision,
        reviewer=user,
        comment=comment,
        **checks,
    )


def publication_recorded(*, page: Page, revision: Revision | None) -> None:
    """A page went live: mark its review and write the audit entry, in the publisher's transaction."""
    data: dict[str, Any] = {"title": page.title, "revision": revision.pk if revision else None}
    reason = unreviewed_reason()
    if reason:
        data["without_review"] = reason
    elif revision is not None:
        review = PublicationReview.objects.filter(revision_id=revision.pk, decision=Decision.APPROVED, revoked_at=None).first()
        if review is not None:
            PublicationReview.objects.filter(pk=review.pk).update(published_at=timezone.now())
            data |= {"review": review.pk, "reviewer": review.reviewer_id}
    record(action="publication.publish", by=current_actor(), subject=page, data=data)


def withdrawal_recorded(*, page: Page) -> None:
    """A page went offline: its approvals are used up."""
    PublicationReview.objects.filter(page_id=page.pk, revoked_at=None).update(revoked_at=timezone.now())
    record(action="publication.withdraw", by=current_actor(), subject=page, data={"title": page.title})


def page_act_recorded(*, action: str, page: Page, data: dict[str, Any]) -> None:
    """Other acts on pages: moved, deleted as a draft."""
    record(action=f"publication.{action}", by=current_actor(), subject=page, data={"title": page.title, **data})


def publish_due(*, now: datetime.datetime) -> int:
    """What the worker does each minute: take down what expired, publish what is due. Returns how many pages changed."""
    changed = 0
    for page in Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at").specific():
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        changed += 1
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for revision in due:
        changed += _publish_one(revision)
    return changed


def _publish_one(revision: Revision) -> int:
    """A schedule that nobody approved, or whose text no longer is what was approved, is cancelled, not retried for ever."""
    try:
        renditions_make(images=revision_images(revision.content))
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except (PermissionDenied, ValidationError) as error:
        why = str(error)[:200]
        with transaction.atomic():
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            record(action="publication.schedule_refused", by=SYSTEM, subject=revision.content_object, result="refused", data={"why": why})
        logger.warning("publication.schedule_refused", revision=revision.pk, why=why)
        return 0
    return 1


def issuer_prefill(*, page: Page) -> None:
    """A new document begins with its author's unit as its issuer."""
    unit = getattr(page.owner, "home_unit", None)
    if isinstance(page, DocumentPage) and unit is not None:
        page.issuer_unit, page.issuer_name = unit, unit.name


@transaction.atomic
def page_add_live(*, parent: Page, page: PublicPage, reason: str) -> PublicPage:
    """Add a page that no person of the house wrote (site frame, demo): live at once, with a first revision.

    ``reason`` goes into the audit trail.
    """
    with without_review(reason):
        page.live = False
        parent.add_child(instance=page)
        if isinstance(page, DocumentPage):
            index_number_assign(page=page, year=(page.publish_date or timezone.localdate()).year)
        page.save_revision(clean=False).publish()
    page.refresh_from_db()
    return page
