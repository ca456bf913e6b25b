"""Wagtail's admin in this house: one door, Chinese, our rights, usable with thousands of pages."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from core.units.enums import Role
from intranet.imports.bulk_pages import PageDraft, pages_prepare, pages_write
from portal.base.models import HomePage, StandardPage
from portal.notices.models import NoticeIndexPage, NoticePage
from portal.policies.models import PolicyIndexPage, PolicyPage
from tests.factories import pages
from tests.factories.accounts import PASSWORD, client_for, district, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    found = district()
    pages.site()
    return found


@pytest.mark.parametrize("query", ["", "?next=/admin/pages/5/%3Fp%3D2", "?next=//evil.example/"])
def test_wagtails_sign_in_leads_to_the_houses_and_signs_nobody_in(places, query):
    user_with(Role.PUBLISHER, places.office, username="writer")
    client = Client()
    for response in (
        client.get(f"/admin/login/{query}"),
        client.post(f"/admin/login/{query}", {"username": "writer", "password": PASSWORD}),
    ):
        assert response.status_code == 302
        assert response.headers["Location"] == f"{reverse('account_login')}{query}"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["", "done/", "confirm/MQ/set-password/", "complete/"])
def test_there_is_no_second_way_to_a_new_password(path):
    assert Client().get(f"/admin/password_reset/{path}").status_code == 404
    assert Client().post(f"/admin/password_reset/{path}", {"email": "a@example.test"}).status_code == 404


def test_people_and_groups_are_not_edited_in_wagtail(places):
    user = user_with(Role.PUBLISHER, places.office)
    user.is_superuser = True
    user.save()
    client = client_for(user)
    for path in ("users/", "users/add/", "groups/", "groups/new/", "account/"):
        response = client.get(f"/admin/{path}")
        assert response.status_code == 302
        assert not response.headers["Location"].startswith("/admin/")
    assert client.get("/admin/redirects/").status_code == 404


def test_whoever_may_not_use_the_editor_does_not_go_in_circles(places):
    client = client_for(user_with(Role.HANDLER, places.sanitation))
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403


def superuser(places):
    user = user_with(Role.PUBLISHER, places.office, Role.REVIEWER)
    user.is_superuser = True
    user.save()
    return client_for(user)


ADMIN_PAGES = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailimages:index",
    "wagtailimages:add_multiple",
    "wagtaildocs:index",
    "wagtaildocs:add_multiple",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_workflows:index",
    "wagtailadmin_collections:index",
    "wagtailsites:index",
    "wagtailsnippets_portal_base_subjectclass:list",
    "wagtailsnippets_portal_base_topic:add",
]


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_the_admin_opens_in_chinese(places, name):
    response = superuser(places).get(reverse(name))
    assert response.status_code == 200
    html = response.content.decode()
    assert '<html lang="zh-hans"' in html
    assert "publishing/admin.css" in html
    assert "<title>" in html
    assert "Wagtail</title>" not in html.replace("\n", "")


@pytest.mark.parametrize("model", [HomePage, NoticeIndexPage, PolicyIndexPage, StandardPage])
def test_every_page_type_opens_in_the_editor(places, model):
    client = superuser(places)
    page = model.objects.first()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_explore", args=[page.pk])).status_code == 200


def form(**more):
    values = {
        "title": "关于除雪的通知",
        "issuer_name": "望河街道办事处",
        "disclosure": "proactive",
        "body": streamfield([("paragraph", rich_text("<p>正文</p>"))]),
        "attachments": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data({**values, **more})


def test_a_unit_publisher_writes_in_the_sections_only(places):
    writer = user_with(Role.PUBLISHER, places.street)
    client = client_for(writer)
    index, home = NoticeIndexPage.objects.get(), HomePage.objects.get()
    shown = client.get(reverse("wagtailadmin_pages:add", args=["portal_notices", "noticepage", index.pk])).content.decode()
    assert 'value="望河街道办事处"' in shown
    response = client.post(reverse("wagtailadmin_pages:add", args=["portal_notices", "noticepage", index.pk]), form())
    assert response.status_code == 302
    page = NoticePage.objects.get()
    assert (page.live, page.owner) == (False, writer)
    assert page.slug.startswith(f"{timezone.localdate():%Y%m%d}-")
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(title="改过", **{"action-submit": "1"}))
    assert NoticePage.objects.get().current_workflow_state is not None
    assert client.get(reverse("wagtailadmin_pages:add", args=["portal_base", "standardpage", home.pk])).status_code == 302
    other = pages.notice(title="别人的通知")
    refused = client.post(reverse("wagtailadmin_pages:edit", args=[other.pk]), form(title="改别人的"))
    assert refused.status_code == 302
    assert NoticePage.objects.get(pk=other.pk).get_latest_revision_as_object().title == "别人的通知"
    client.post(reverse("wagtailadmin_pages:delete", args=[other.pk]))
    assert NoticePage.objects.filter(pk=other.pk).exists()


def test_a_preview_of_a_draft_opens(places):
    writer = user_with(Role.PUBLISHER, places.office)
    page = pages.draft(writer, title="预览我", model=PolicyPage)
    response = client_for(writer).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert "预览我" in response.content.decode()


def fill(count, start=0):
    parent = Page.objects.get(pk=PolicyIndexPage.objects.get().pk)
    at = timezone.now() - datetime.timedelta(days=1)
    drafts = [PageDraft(slug=f"e{n}", values={"title": f"条例{n}", "body": []}, at=at) for n in range(start, start + count)]
    with transaction.atomic():
        pages_write(parent=parent, prepared=pages_prepare(parent=parent, model=PolicyPage, drafts=drafts))
    return parent


def test_the_explorer_costs_the_same_with_thousands_of_pages_and_finds_chinese(places, django_assert_max_num_queries):
    client = client_for(user_with(Role.PUBLISHER, places.office, Role.REVIEWER))
    url = reverse("wagtailadmin_explore", args=[fill(60).pk])
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    fill(1500, start=60)
    with django_assert_max_num_queries(len(few)):
        response = client.get(url)
    assert response.status_code == 200
    found = client.get(f"{url}?q=条例1499").content.decode()
    assert "条例1499" in found
    assert "条例1498" not in found
