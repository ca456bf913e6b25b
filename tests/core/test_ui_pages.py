"""Preferences, navigation, the style pages and the error pages."""

from __future__ import annotations

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, override_settings

from core.ui import navigation, site
from core.ui.navigation import NavItem, PortalItem, portal_links, rail_sections

ERROR_PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html")


def parsed(body: str) -> None:
    html5lib.HTMLParser(strict=True).parse(body)


@pytest.fixture
def stranger() -> Client:
    """A browser that is not signed in, on the intranet."""
    return Client()


@pytest.fixture(params=["portal", "intranet"])
def either_face(request: pytest.FixtureRequest) -> Client:
    return request.getfixturevalue("portal_client" if request.param == "portal" else "stranger")


def test_a_preference_is_kept_and_shown(either_face: Client, settings):
    answer = either_face.post("/preferences/", {"theme": "dark", "size": "elder", "rail": "narrow", "next": "/style/?a=1"})
    assert answer.status_code == 302
    assert answer["Location"] == "/style/?a=1"
    page = either_face.get("/style/").content.decode()
    assert 'data-theme="dark" data-size="elder" data-rail="narrow"' in page
    either_face.post("/preferences/", {"theme": "auto"})
    assert 'data-theme="auto" data-size="elder"' in either_face.get("/style/").content.decode()


@override_settings(LANGUAGE_COOKIE_NAME="portal_language")
def test_the_language_is_kept_under_the_face_s_own_cookie(portal_client: Client):
    portal_client.post("/preferences/", {"language": "en"})
    assert portal_client.cookies["portal_language"].value == "en"
    assert '<html lang="en"' in portal_client.get("/style/").content.decode()


@pytest.mark.parametrize("data", [{"theme": "pink"}, {"size": "<b>"}, {"rail": ""}, {"language": "xx"}, {}, {"theme": ["dark", "\x00"]}])
def test_a_value_that_is_not_on_offer_changes_nothing(either_face: Client, data: dict):
    answer = either_face.post("/preferences/", data)
    assert answer.status_code == 302
    assert not answer.cookies


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""])
def test_nobody_is_sent_to_another_site(either_face: Client, address: str):
    assert either_face.post("/preferences/", {"theme": "dark", "next": address})["Location"] == "/"


def test_another_site_cannot_change_a_preference(either_face: Client):
    answer = either_face.post("/preferences/", {"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 302
    assert not answer.cookies


def test_a_preference_is_not_changed_by_reading(either_face: Client):
    assert either_face.get("/preferences/?theme=dark").status_code == 405


@pytest.mark.parametrize("cookie", ["", "pink", '"><script>', "dark light"])
def test_a_forged_cookie_is_not_drawn(either_face: Client, cookie: str):
    either_face.cookies["ui_theme"] = cookie
    assert 'data-theme="auto"' in either_face.get("/style/").content.decode()


@pytest.mark.parametrize("path", ["/style/", "/style/intranet/"])
def test_the_style_pages_are_valid_and_for_developers(either_face: Client, path: str):
    answer = either_face.get(path)
    assert answer.status_code == 200
    parsed(answer.content.decode())
    with override_settings(DEVELOPMENT=False):
        assert either_face.get(path).status_code == 404


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_neither_request_nor_database(name: str):
    page = render_to_string(name, {})
    parsed(page)
    assert 'href="/"' in page


@pytest.mark.django_db
def test_a_missing_page_is_answered_in_the_reader_s_theme(portal_client: Client):
    portal_client.cookies["ui_theme"] = "dark"
    answer = portal_client.get("/no/such/page/")
    assert answer.status_code == 404
    assert 'data-theme="dark"' in answer.content.decode()


def test_an_entry_without_a_page_is_left_out(monkeypatch):
    monkeypatch.setattr(navigation, "_rail", [])
    navigation.register(NavItem("", "样式", "house", "core_ui:style", 20))
    navigation.register(NavItem("", "没有", "house", "no:such", 10))
    navigation.register(NavItem("名录", "看不见", "house", "core_ui:style_intranet", 5, lambda user: False))
    sections = rail_sections(AnonymousUser(), "/")
    assert [[str(link.label) for link in section.links] for section in sections] == [["样式"]]


def test_the_nearest_entry_is_the_active_one(monkeypatch):
    monkeypatch.setattr(navigation, "_rail", [])
    navigation.register(NavItem("一", "样式", "house", "core_ui:style", 10))
    navigation.register(NavItem("二", "内网样式", "house", "core_ui:style_intranet", 20))
    active = {
        path: [str(link.label) for section in rail_sections(AnonymousUser(), path) for link in section.links if link.active]
        for path in ("/style/", "/style/intranet/", "/style/intranet/7/", "/elsewhere/")
    }
    assert active == {"/style/": ["样式"], "/style/intranet/": ["内网样式"], "/style/intranet/7/": ["内网样式"], "/elsewhere/": []}


def test_an_app_replaces_a_portal_entry_by_its_key(monkeypatch):
    monkeypatch.setattr(navigation, "_portal", {})
    navigation.register_portal(PortalItem("home", "首页", 10, url=lambda: "/"))
    navigation.register_portal(PortalItem("notices", "通知", 20, url=lambda: ""))
    navigation.register_portal(PortalItem("notices", "通知公告", 20, url=lambda: "/notices/"))
    navigation.register_portal(PortalItem("ask", "反映", 10, url=lambda: "/ask/", action=True))
    links = portal_links("/notices/12/", action=False)
    assert [(str(link.label), link.active) for link in links] == [("首页", False), ("通知公告", True)]
    assert [link.href for link in portal_links("/", action=True)] == ["/ask/"]


def test_the_site_has_a_name_before_anybody_gave_it_one(monkeypatch):
    monkeypatch.setattr(site, "_providers", [])
    assert site.site_identity().name
    site.provide(lambda: None)
    site.provide(lambda: site.SiteIdentity("甲委员会", "甲"))
    site.provide(lambda: None)
    assert site.site_identity().name == "甲委员会"
