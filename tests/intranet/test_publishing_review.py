"""Draft, review by another person, publication, schedule, withdrawal."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page, Revision

from core.audit.models import AuditEntry
from core.outbox.models import OutboxMessage
from core.units.enums import Role, UnitKind
from intranet.publishing import selectors
from intranet.publishing.models import PublicationReview
from intranet.publishing.services import publish_due, review_approve, review_return
from portal.base.publication import PublicationRefused
from portal.notices.models import NoticePage
from tests.factories import pages
from tests.factories.accounts import District, client_for, district, user_with

pytestmark = pytest.mark.django_db
CHECKS = {"secrecy_checked": True, "privacy_checked": True}


@pytest.fixture
def people():
    places = district()
    pages.site()
    return places, user_with(Role.PUBLISHER, places.office), user_with(Role.REVIEWER, places.office)


def approve(page, reviewer, author):
    task = pages.submit(page, author)
    return review_approve(task=task, user=reviewer, **CHECKS)


def test_a_reviewed_draft_goes_live_with_audit_index_request_and_number(people, portal_client):
    _places, author, reviewer = people
    page = pages.draft(author, title="关于清理户外广告的通知")
    assert portal_client.get(page.url).status_code == 404
    review = approve(page, reviewer, author)
    page.refresh_from_db()
    assert page.live
    assert page.live_revision_id == review.revision_id
    assert page.index_no == f"000000000/{page.publish_date.year}-00001"
    assert portal_client.get(page.url).status_code == 200
    actions = list(AuditEntry.objects.filter(subject_id=page.pk).values_list("action", "user_id"))
    assert ("publication.approve", reviewer.pk) in actions
    assert ("publication.publish", reviewer.pk) in actions
    assert OutboxMessage.objects.filter(topic="search.index", payload__kind="notice", payload__pks=[page.pk]).exists()
    review.refresh_from_db()
    assert review.published_at is not None


def test_both_checks_are_needed(people):
    _places, author, reviewer = people
    task = pages.submit(pages.draft(author), author)
    for checks in ({"secrecy_checked": True, "privacy_checked": False}, {"secrecy_checked": False, "privacy_checked": True}):
        with pytest.raises(ValidationError):
            review_approve(task=task, user=reviewer, **checks)
    assert not NoticePage.objects.filter(live=True).exists()


def test_index_number_stays_through_versions_and_a_change_of_prefix(people):
    _places, author, reviewer = people
    page = pages.draft(author)
    approve(page, reviewer, author)
    number = NoticePage.objects.get(pk=page.pk).index_no
    page = pages.edit(NoticePage.objects.get(pk=page.pk), author, title="改过的标题")
    approve(page, reviewer, author)
    page.refresh_from_db()
    assert page.title == "改过的标题"
    assert page.index_no == number


def test_a_reviewer_who_edits_becomes_an_author(people):
    _places, author, reviewer = people
    page = pages.draft(author)
    page = pages.edit(page, reviewer, title="审核人改的")
    task = pages.submit(page, author)
    with pytest.raises(PublicationRefused):
        review_approve(task=task, user=reviewer, **CHECKS)
    other = user_with(Role.REVIEWER, people[0].office)
    review_approve(task=task, user=other, **CHECKS)


def test_the_submitter_may_not_approve_either(people):
    _places, author, reviewer = people
    task = pages.submit(pages.draft(author), reviewer)
    with pytest.raises(PublicationRefused):
        review_approve(task=task, user=reviewer, **CHECKS)


def test_returned_with_a_comment_and_submitted_again(people):
    _places, author, reviewer = people
    page = pages.draft(author)
    task = pages.submit(page, author)
    with pytest.raises(ValidationError):
        review_return(task=task, user=reviewer, comment="  ")
    review_return(task=task, user=reviewer, comment="日期写错了")
    page = Page.objects.get(pk=page.pk)
    assert list(selectors.drafts_of(author)) == [page]
    assert selectors.returned_ids([page]) == {page.pk}
    specific = pages.edit(page.specific, author, title="改好了")
    specific.current_workflow_state.resume(author)
    review_approve(task=selectors.open_task(specific), user=reviewer, **CHECKS)
    assert NoticePage.objects.get(pk=page.pk).live


def test_a_text_changed_after_submission_is_not_approved_unseen(people):
    _places, author, reviewer = people
    page = pages.draft(author)
    task = pages.submit(page, author)
    pages.edit(page, author, title="提交后又改")
    with pytest.raises(ValidationError):
        review_approve(task=task, user=reviewer, **CHECKS)


def test_a_withheld_document_is_not_published(people):
    _places, author, reviewer = people
    task = pages.submit(pages.draft(author, disclosure="withheld"), author)
    with pytest.raises(ValidationError):
        review_approve(task=task, user=reviewer, **CHECKS)


def test_scheduled_text_goes_live_by_the_worker_with_its_approval(people):
    _places, author, reviewer = people
    due = timezone.now() + datetime.timedelta(hours=2)
    page = pages.draft(author, go_live_at=due)
    review = approve(page, reviewer, author)
    page.refresh_from_db()
    assert not page.live
    assert [row.pk for row in selectors.scheduled(reviewer)] == [page.pk]
    assert publish_due(now=timezone.now()) == 0
    Revision.objects.filter(pk=review.revision_id).update(approved_go_live_at=timezone.now() - datetime.timedelta(minutes=1))
    later = due + datetime.timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        assert publish_due(now=later) == 1
    page.refresh_from_db()
    assert page.live
    entry = AuditEntry.objects.filter(action="publication.publish", subject_id=page.pk).get()
    assert entry.actor_kind == "system"
    assert str(reviewer.pk) in entry.data_text


def test_expired_text_is_taken_down(people):
    page = pages.notice(expire_at=timezone.now() + datetime.timedelta(hours=1))
    assert publish_due(now=timezone.now() + datetime.timedelta(hours=2)) == 1
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_a_schedule_nobody_approved_is_cancelled_once(people):
    _places, author, _reviewer = people
    page = pages.draft(author)
    Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=timezone.now() - datetime.timedelta(minutes=1))
    assert publish_due(now=timezone.now()) == 0
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert AuditEntry.objects.filter(action="publication.schedule_refused").count() == 1
    page.refresh_from_db()
    assert not page.live


def test_unit_reviewers_reach_their_own_units_texts_only(people):
    places, author, _reviewer = people
    street = user_with(Role.REVIEWER, places.street)
    own = pages.draft(author, issuer_unit=places.street)
    other = pages.draft(author, issuer_unit=places.other_street)
    own_task, other_task = pages.submit(own, author), pages.submit(other, author)
    assert [row.pk for row in selectors.waiting_for(street)] == [own.pk]
    with pytest.raises(PublicationRefused):
        review_approve(task=other_task, user=street, **CHECKS)
    review_approve(task=own_task, user=street, **CHECKS)


def test_a_role_that_ran_out_ends_the_right(people):
    _places, author, reviewer = people
    task = pages.submit(pages.draft(author), author)
    reviewer.assignments.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    fresh = type(reviewer).objects.get(pk=reviewer.pk)
    with pytest.raises(PublicationRefused):
        review_approve(task=task, user=fresh, **CHECKS)


def test_the_screen_from_draft_to_approval(people):
    _places, author, reviewer = people
    page = pages.draft(
        author, title="关于调整停车泊位的通告", body=[{"type": "paragraph", "value": "<p>联系人电话13912345678</p>", "id": "1"}]
    )
    mine = client_for(author)
    assert "关于调整停车泊位的通告" in mine.get("/publishing/").content.decode()
    pages.submit(page, author)
    theirs = client_for(reviewer)
    assert f"/publishing/review/{page.pk}/" in theirs.get("/publishing/").content.decode()
    shown = theirs.get(f"/publishing/review/{page.pk}/").content.decode()
    assert "疑似手机号码" in shown
    refused = theirs.post(f"/publishing/review/{page.pk}/", {"action": "approve", "comment": "请看", "secrecy_checked": "on"})
    assert refused.status_code == 200
    assert "请看" in refused.content.decode()
    own = mine.post(f"/publishing/review/{page.pk}/", {"action": "approve", "secrecy_checked": "on", "privacy_checked": "on"})
    assert own.status_code in (200, 403)
    page.refresh_from_db()
    assert not page.live
    done = theirs.post(f"/publishing/review/{page.pk}/", {"action": "approve", "secrecy_checked": "on", "privacy_checked": "on"})
    assert done.status_code == 302
    page.refresh_from_db()
    assert page.live
    assert PublicationReview.objects.get().reviewer == reviewer


def test_people_without_a_publishing_role_see_nothing_of_it(people):
    places: District = people[0]
    client = client_for(user_with(Role.HANDLER, places.sanitation))
    assert client.get("/publishing/").status_code == 403
    assert client.get("/admin/").status_code in (302, 403)
    assert client.get("/admin/login/").status_code == 403


@pytest.mark.parametrize("count", [10, 200])
def test_lists_cost_the_same_whatever_their_length(people, count, django_assert_max_num_queries):
    _places, author, reviewer = people
    for number in range(count // 10):
        page = pages.draft(author, title=f"草稿{number}")
        pages.submit(page, author)
    client = client_for(reviewer)
    client.get("/publishing/waiting/")
    with django_assert_max_num_queries(22):
        client.get("/publishing/waiting/")


def test_groups_follow_roles(people):
    places, author, reviewer = people
    unit_author = user_with(Role.PUBLISHER, places.street)
    assert set(author.groups.values_list("name", flat=True)) == {"信息发布（全站）"}
    assert set(unit_author.groups.values_list("name", flat=True)) == {"信息发布（本单位）"}
    assert set(reviewer.groups.values_list("name", flat=True)) == {"信息审核"}
    author.assignments.all().delete()
    assert not author.groups.exists()
    assert places.office.kind == UnitKind.OFFICE
