"""What later documents say about earlier ones, both ways."""

from __future__ import annotations

import pytest

from core.outbox.models import OutboxMessage
from portal.base.enums import RelationKind, Validity
from portal.policies.models import PolicyPage, PolicyRelation
from portal.policies.search import source
from tests.factories import pages
from tests.factories.accounts import district, user_with

pytestmark = pytest.mark.django_db


def related(kind: RelationKind):
    """An older document, and a newer one that says something about it and is published after that."""
    older = pages.policy(title="旧办法")
    newer = pages.draft(user_with("publisher", district().office), model=PolicyPage, title="新办法")
    PolicyRelation.objects.create(page=newer, older=older, kind=kind)
    newer = PolicyPage.objects.get(pk=newer.pk)
    newer.save_revision()
    return older, newer


def shown(page: PolicyPage) -> str:
    return PolicyPage.objects.get(pk=page.pk).current_validity


@pytest.mark.parametrize(
    ("kind", "validity"),
    [(RelationKind.REPEALS, Validity.REPEALED), (RelationKind.AMENDS, Validity.AMENDED), (RelationKind.BASED_ON, Validity.IN_FORCE)],
)
def test_a_published_document_changes_what_readers_are_told_about_the_older(kind, validity, portal_client):
    older, newer = related(kind)
    assert shown(older) == Validity.IN_FORCE
    newer = pages.live_without_review(newer)
    assert shown(older) == validity
    old_page = portal_client.get(older.url).content.decode()
    new_page = portal_client.get(newer.url).content.decode()
    assert newer.url in old_page
    assert older.url in new_page
    assert (str(validity.label) in old_page) or kind == RelationKind.BASED_ON
    (record,) = source().build([older.pk])
    assert record.repealed is (validity == Validity.REPEALED)
    if validity != Validity.IN_FORCE:
        assert OutboxMessage.objects.filter(topic="search.index", payload__kind="policy", payload__pks=[older.pk]).count() == 2


def test_withdrawing_the_newer_restores_the_older():
    older, newer = related(RelationKind.REPEALS)
    newer = pages.live_without_review(newer)
    assert shown(older) == Validity.REPEALED
    newer.unpublish()
    assert shown(older) == Validity.IN_FORCE


def test_taking_the_relation_out_restores_the_older():
    older, newer = related(RelationKind.REPEALS)
    newer = pages.live_without_review(newer)
    newer.relations.all().delete()
    version = PolicyPage.objects.get(pk=newer.pk)
    version.relations = []
    version.save_revision()
    pages.live_without_review(PolicyPage.objects.get(pk=newer.pk))
    assert shown(older) == Validity.IN_FORCE


def test_a_new_version_of_the_older_does_not_bring_it_back():
    older, newer = related(RelationKind.REPEALS)
    pages.live_without_review(newer)
    pages.edit(PolicyPage.objects.get(pk=older.pk), user_with("publisher"), title="旧办法（勘误）")
    pages.live_without_review(PolicyPage.objects.get(pk=older.pk))
    assert shown(older) == Validity.REPEALED


def test_a_draft_says_nothing_yet(portal_client):
    older, newer = related(RelationKind.REPEALS)
    assert newer.title not in portal_client.get(older.url).content.decode()


def test_what_the_author_chose_is_shown_from_the_first_publication():
    assert shown(pages.policy(validity=Validity.EXPIRED)) == Validity.EXPIRED


def test_the_list_filters_by_what_readers_are_told(portal_client):
    older, newer = related(RelationKind.REPEALS)
    pages.live_without_review(newer)
    html = portal_client.get("/policies/?validity=repealed").content.decode()
    assert older.title in html
    assert newer.title not in html
