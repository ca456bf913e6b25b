"""Fixtures of the browser ring: one installation and one Chromium for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.installation import CHROMIUM, Installation, given, need_chromium, running

# Background services of the browser would only knock at closed doors.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    need_chromium()
    if site := given():
        yield site
        return
    with running() as site:
        yield site


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    need_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
