"""Fixtures of the browser ring: one installation and one Chromium for the whole run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.installation import CHROMIUM, Installation, need_chromium, running

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
    given = os.environ.get("TEST_INSTALLATION")  # "PORTAL_URL INTRANET_URL DATA_DIR" of one that runs already
    if given:
        portal, intranet, data = given.split()
        yield Installation(portal, intranet, Path(data), Path(data) / "up.log")
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
