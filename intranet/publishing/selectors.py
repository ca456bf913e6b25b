"""Reading: authors, valid reviews, and the lists of the publishing screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.models.content_types import get_default_page_content_type

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.publishing.digests import content_digest, text_digest
from intranet.publishing.enums import Decision
from intranet.publishing.models import Contribution, PublicationReview
from intranet.publishing.rights import house_wide
from intranet.publishing.sight import known_pages
from portal.base.models import DocumentPage
from portal.base.registry import document_models

RECENT = 200


def last_published_before(revision: Revision) -> int:
    """The newest revision of the page that was public before this one; 0 when there was none."""
    page_id = int(revision.object_id)
    reviewed = PublicationReview.objects.filter(page_id=page_id, published_at__isnull=False, revision_id__lt=revision.pk)
    live = Page.objects.filter(pk=page_id, live_revision_id__lt=revision.pk).values_list("live_revision_id", flat=True).first()
    return max(reviewed.aggregate(last=Max("revision_id"))["last"] or 0, live or 0)


def author_ids(revision: Revision) -> frozenset[int]:
    """Everybody who had a hand in what this revision would make public.

    Those who saved the page since it was last public, those who ever saved this very text on any page
    (so that a revert or a copy does not wash it), and whoever submitted it.
    """
    page_id = int(revision.object_id)
    since = Q(page_id=page_id, revision_id__gt=last_published_before(revision))
    same_text = Q(digest=text_digest(revision.content))
    authors = set(Contribution.objects.filter(since | same_text).values_list("user_id", flat=True))
    if revision.user_id:
        authors.add(revision.user_id)
    submitted = WorkflowState.objects.active().filter(base_content_type=get_default_page_content_type(), object_id=str(page_id))
    authors.update(number for number in submitted.values_list("requested_by_id", flat=True) if number)
    return frozenset(authors)


def valid_review(revision: Revision) -> PublicationReview | None:
    """The approval under which this revision may be public: of this content, by no author of it."""
    review = (
        PublicationReview.objects.filter(revision_id=revision.pk, decision=Decision.APPROVED, revoked_at__isnull=True)
        .select_related("reviewer")
        .first()
    )
    if review is None or review.digest != content_digest(revision.content) or review.reviewer_id in author_ids(revision):
        return None
    return review


def open_task(page: Page) -> TaskState | None:
    """The review that the page is waiting for."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    return state.current_task_state


def _in_state(*states: str) -> QuerySet[WorkflowState]:
    rows = WorkflowState.objects.filter(base_content_type=get_default_page_content_type(), status__in=states)
    pages: QuerySet[WorkflowState] = rows.annotate(page_number=Cast("object_id", BigIntegerField())).values("page_number")
    return pages


def _wrote(user: User) -> Exists:
    """The person saved the page since it was last public."""
    rows = Contribution.objects.filter(page=OuterRef("pk"), user=user, revision_id__gt=Coalesce(OuterRef("live_revision_id"), 0))
    return Exists(rows)


def _listed(rows: QuerySet[Page]) -> QuerySet[Page]:
    fields = (
        "draft_title",
        "title",
        "slug",
        "url_path",
        "live",
        "path",
        "depth",
        "latest_revision_created_at",
        "go_live_at",
        "last_published_at",
    )
    return rows.select_related("latest_revision__user", "content_type").only(
        *fields, "content_type__app_label", "content_type__model", "latest_revision__user__display_name", "latest_revision__user__username"
    )


def drafts_of(user: User) -> QuerySet[Page]:
    """Texts the person is writing: not submitted, or returned."""
    unfinished = Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), depth__gt=2, expired=False)
    mine = unfinished.filter(_wrote(user)).exclude(pk__in=_in_state(WorkflowState.STATUS_IN_PROGRESS))
    return _listed(mine.exclude(pk__in=_scheduled_numbers())).order_by("-latest_revision_created_at", "-pk")


def returned_ids(pages: list[Page]) -> frozenset[int]:
    """Those of the pages that a reviewer sent back."""
    rows = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        object_id__in=[str(page.pk) for page in pages],
    )
    return frozenset(int(number) for number in rows.values_list("object_id", flat=True))


def submitted_by(user: User) -> QuerySet[Page]:
    """The person's texts that wait for a reviewer."""
    mine = Page.objects.filter(_wrote(user), pk__in=_in_state(WorkflowState.STATUS_IN_PROGRESS))
    return _listed(mine).order_by("latest_revision_created_at", "pk")


def waiting_for(user: User) -> QuerySet[Page]:
    """Texts the person may review, oldest first: within reach and not his own."""
    waiting = Page.objects.filter(pk__in=_in_state(WorkflowState.STATUS_IN_PROGRESS)).exclude(_wrote(user))
    return _listed(waiting.filter(_within_reach(user))).order_by("latest_revision_created_at", "pk")


def _within_reach(user: User) -> Q:
    if user.is_superuser or house_wide(user, Role.REVIEWER):
        return Q()
    scope = scope_of(user)
    if not scope.has(Role.REVIEWER):
        return Q(pk__in=())
    reach = Q(pk__in=())
    for model in document_models():
        if issubclass(model, DocumentPage):
            reach |= Q(**{f"{model._meta.model_name}__issuer_unit_id__in": scope.tree_ids})
    return reach


def _scheduled_numbers() -> QuerySet[Revision]:
    rows = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    pages: QuerySet[Revision] = rows.annotate(page_number=Cast("object_id", BigIntegerField())).values("page_number")
    return pages


def scheduled(user: User) -> QuerySet[Page]:
    """Reviewed texts that go public by themselves, the next one first: those the person may know of."""
    return _listed(known_pages(user).filter(pk__in=_scheduled_numbers())).order_by("go_live_at", "pk")


def recently_published() -> QuerySet[PublicationReview]:
    """What went public, newest first, with who reviewed it."""
    rows = PublicationReview.objects.filter(published_at__isnull=False).select_related("reviewer", "page")
    return rows.order_by("-published_at")


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers on the tabs."""

    drafts: int
    submitted: int
    waiting: int
    scheduled: int


def counts_for(user: User) -> Counts:
    """How many texts stand on each of the person's lists."""
    return Counts(drafts_of(user).count(), submitted_by(user).count(), waiting_for(user).count(), scheduled(user).count())
