"""The components in a real browser: axe in both themes, no sideways scrolling, keys, and without JavaScript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and os.environ.get("REQUIRE_SERVICES") != "1", reason="no Chromium on this machine"),
]
STYLE_PAGES = ("/style/", "/style/intranet/")


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(chromium: Browser, address: str, *, width: int = 1280, **options: Any) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("path", STYLE_PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(live_server: Any, chromium: Browser, path: str, theme: str):
    for width in (390, 1280):
        page = opened(chromium, live_server.url + path, width=width, color_scheme=theme)
        found = Axe().run(page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"]) for item in found if item["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("size", ["normal", "elder"])
def test_no_page_scrolls_sideways_and_no_console_error(live_server: Any, chromium: Browser, size: str):
    for path in STYLE_PAGES:
        for width in (320, 390, 768, 1024, 1280, 1920):
            context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
            context.add_cookies([{"name": "ui_size", "value": size, "url": live_server.url}])
            page = context.new_page()
            errors: list[str] = []
            page.on("console", lambda message, errors=errors: errors.append(message.text) if message.type == "error" else None)
            page.goto(live_server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
            assert errors == [], (path, width)
            context.close()


def test_keys_move_select_look_and_return(live_server: Any, chromium: Browser):
    page = opened(chromium, f"{live_server.url}/style/intranet/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tbody tr").nth(1).locator("input").is_checked()
    assert page.locator("[data-bulk-count]").first.text_content() == "1"
    page.keyboard.press("k")
    page.keyboard.press(" ")
    page.wait_for_selector("#side-panel:not([hidden])")
    page.keyboard.press("Escape")
    assert page.locator("#side-panel").is_hidden()
    assert page.evaluate("document.activeElement === document.querySelector('tbody tr')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-search]')")
    page.keyboard.type("j/x")
    assert page.locator("[data-search]").first.input_value() == "j/x"


def test_columns_are_remembered(live_server: Any, chromium: Browser):
    page = opened(chromium, f"{live_server.url}/style/intranet/")
    page.locator("summary", has_text="列").click()
    page.locator(".columns input").nth(1).uncheck()
    page.reload()
    heads = page.locator("thead th[data-col]")
    assert heads.nth(0).is_visible()
    assert heads.nth(1).is_hidden()


def test_everything_is_reached_without_javascript(live_server: Any, chromium: Browser):
    page = opened(chromium, f"{live_server.url}/style/intranet/", java_script_enabled=False)
    page.locator(".rail__fold button").click()
    assert page.locator("html").get_attribute("data-rail") == "narrow"
    assert page.locator("[data-bulk]").is_visible()
    page.locator("details.act > summary", has_text="退回").click()
    assert page.locator('details.act[open] textarea[name="reason"]').is_visible()
    phone = opened(chromium, f"{live_server.url}/style/", width=390, java_script_enabled=False)
    phone.locator(".masthead__menu > summary").click()
    phone.locator('.masthead__menu button[value="dark"]').click()
    assert phone.locator("html").get_attribute("data-theme") == "dark"
    phone.locator(".masthead__elder button").click()
    assert phone.locator("html").get_attribute("data-size") == "elder"
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "21.6px"
