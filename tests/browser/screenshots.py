"""Pictures of every page type: 390 and 1280 px, light and dark, from running sites.

    python tests/browser/screenshots.py --portal http://localhost:8000 --intranet http://localhost:8001 \
        --login dispatcher=USER:PASSWORD [--only NAME …] [--out screenshots]

Ends with 1 when a page answered an error, scrolls sideways or wrote an error to the console, and says which.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

WIDTHS = {"390": (390, 844), "1280": (1280, 900)}
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """A page to picture. ``login`` is the key of a --login, empty for a stranger; ``follow`` is a selector
    whose first link is clicked before the picture (details whose address is not known beforehand); several
    are followed one after the other. ``prepare`` is what a person would do on the page first."""

    name: str
    path: str
    face: str = "portal"
    login: str = ""
    follow: str | tuple[str, ...] = ""
    elder: bool = False
    prepare: Callable[[Page], None] | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        return (self.follow,) if isinstance(self.follow, str) and self.follow else tuple(self.follow)


def file_complaint(page: Page) -> None:
    """Up to the receipt, as a resident would."""
    page.fill("[name=place]", "望河路18号门前")
    page.fill("[name=description]", "垃圾箱满了三天没有人清运，气味很大。")
    page.locator("select[name=category]").select_option(label="不清楚")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def look_up(page: Page) -> None:
    """From the receipt to the progress page."""
    file_complaint(page)
    number, code = (page.locator(".ticket__number").nth(index).inner_text().strip() for index in range(2))
    page.goto(page.url.split("/complaints/")[0] + "/complaints/progress/")
    page.fill("input[name=number]", number)
    page.fill("input[name=code]", code)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def send_empty(page: Page) -> None:
    """The form with its errors."""
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


ROW = "[data-row] a[href]"
SHOTS = (
    Shot("portal-home", "/"),
    Shot("portal-home-elder", "/", elder=True),
    Shot("portal-notices", "/notices/"),
    Shot("portal-notice", "/notices/", follow=".entries .entry__title a"),
    Shot("portal-policies", "/policies/"),
    Shot("portal-policy", "/policies/", follow=".entries .entry__title a"),
    Shot("portal-units", "/units/"),
    Shot("portal-unit", "/units/", follow="main a[href*='/units/']"),
    Shot("portal-complaint", "/complaints/new/"),
    Shot("portal-complaint-errors", "/complaints/new/", prepare=send_empty),
    Shot("portal-receipt", "/complaints/new/", prepare=file_complaint),
    Shot("portal-progress", "/complaints/new/", prepare=look_up),
    Shot("portal-lookup", "/complaints/progress/"),
    Shot("portal-search", "/search/?q=井盖"),
    Shot("portal-sitemap", "/sitemap/"),
    Shot("portal-missing", "/no/such/page/"),
    Shot("style-portal", "/style/"),
    Shot("style-elder", "/style/", elder=True),
    Shot("style-intranet", "/style/intranet/", "intranet"),
    Shot("intranet-login", "/accounts/login/", "intranet"),
    Shot("intranet-home", "/", "intranet", "dispatcher"),
    Shot("intranet-inbox", "/inbox/", "intranet", "dispatcher"),
    Shot("intranet-cases", "/cases/", "intranet", "dispatcher"),
    Shot("intranet-case", "/cases/", "intranet", "dispatcher", ROW),
    Shot(
        "intranet-deadline",
        "/cases/?lamp=green",
        "intranet",
        "dispatcher",
        (ROW, "main a[href$='/deadline/'], aside a[href$='/deadline/']"),
    ),
    Shot("intranet-print", "/cases/?state=handling", "intranet", "dispatcher", (ROW, "a[href$='/print/']")),
    Shot("intranet-case-new", "/cases/new/call/", "intranet", "acceptor"),
    Shot("intranet-tasks", "/tasks/", "intranet", "office"),
    Shot("intranet-task", "/tasks/?kind=joint&state=in_progress", "intranet", "office", ROW),
    Shot("intranet-task-new", "/tasks/new/", "intranet", "office"),
    Shot("intranet-task-board", "/tasks/board/", "intranet", "office"),
    Shot("intranet-supervision", "/tasks/supervisions/", "intranet", "office", ROW),
    Shot("intranet-search", "/find/?q=井盖", "intranet", "dispatcher"),
    Shot("intranet-publishing", "/publishing/", "intranet", "publisher"),
    Shot("intranet-units", "/registry/units/", "intranet", "dispatcher"),
    Shot("intranet-people", "/registry/people/", "intranet", "office"),
    Shot("intranet-categories", "/registry/categories/", "intranet", "dispatcher"),
    Shot("intranet-calendar", "/registry/calendar/", "intranet", "dispatcher"),
    Shot("intranet-parameters", "/registry/parameters/", "intranet", "office"),
    Shot("intranet-account", "/accounts/profile/", "intranet", "dispatcher"),
)


@dataclass(frozen=True)
class Sites:
    """Where the two faces run and who may sign in: key → (user name, password)."""

    portal: str
    intranet: str
    logins: dict[str, tuple[str, str]]

    def origin(self, shot: Shot) -> str:
        return self.portal if shot.face == "portal" else self.intranet


def sign_in(context: BrowserContext, sites: Sites, key: str) -> None:
    """Through the sign-in page itself, as people do."""
    name, password = sites.logins[key]
    page = context.new_page()
    page.goto(f"{sites.intranet}/accounts/login/")
    page.fill('input[name="login"]', name)
    page.fill('input[name="password"]', password)
    page.click('main button[type="submit"]')
    page.wait_for_load_state()
    if "/accounts/login" in page.url:
        raise SystemExit(f"Nobody could sign in as {name}.")
    page.close()


def picture(context: BrowserContext, sites: Sites, shot: Shot, target: Path) -> list[str]:
    """One picture; returns what was wrong with the page."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None)
    try:
        answer = page.goto(sites.origin(shot) + shot.path)
    except PlaywrightError as error:
        page.close()
        return [error.message.splitlines()[0]]
    for way in shot.ways:
        if not page.locator(way).count():
            faults.append(f"nothing to follow: {way}")
            break
        page.locator(way).first.click()
        page.wait_for_load_state()
    if shot.prepare:
        shot.prepare(page)
    missing = shot.name.endswith(("-missing", "-errors"))
    if answer and answer.status >= 400 and not missing:
        faults.append(f"answer {answer.status}")
    page.evaluate("scrollTo(0, 0)")
    faults += sideways(page)
    page.screenshot(path=target, full_page=True)
    page.close()
    return [fault for fault in faults if not (missing and ("404" in fault or "422" in fault))]


def sideways(page: Page) -> list[str]:
    """A page that is wider than its window is a fault on any screen."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"scrolls sideways: {wide} in {window}"] if wide > window else []


def shoot(browser: Browser, sites: Sites, shots: Iterable[Shot], out: Path, logins: set[str]) -> int:
    """All pictures; returns how many pages had faults."""
    bad = 0
    wanted = [shot for shot in shots if not shot.login or shot.login in logins]
    for login in sorted({shot.login for shot in wanted}):
        state = None
        for theme in THEMES:
            for label, (width, height) in WIDTHS.items():
                size = {"width": width, "height": height}
                context = browser.new_context(
                    viewport=size, color_scheme=theme, locale="zh-CN", reduced_motion="reduce", storage_state=state
                )
                if login and state is None:
                    sign_in(context, sites, login)
                    state = context.storage_state()
                for shot in (shot for shot in wanted if shot.login == login):
                    value = "elder" if shot.elder else "normal"
                    context.add_cookies([{"name": "ui_size", "value": value, "url": sites.origin(shot)}])
                    faults = picture(context, sites, shot, out / f"{shot.name}-{label}-{theme}.png")
                    bad += bool(faults)
                    print(f"{shot.name:28}{label:>5} {theme:6}{'; '.join(faults) or 'ok'}", flush=True)
                context.close()
    return bad


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portal", default="http://localhost:8000")
    parser.add_argument("--intranet", default="http://localhost:8001")
    parser.add_argument("--login", action="append", default=[], metavar="KEY=USER:PASSWORD")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--browser", default=shutil.which("chromium") or "")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    options = arguments(argv)
    logins: dict[str, tuple[str, str]] = {}
    for text in options.login:
        key, _, pair = text.partition("=")
        name, _, password = pair.partition(":")
        logins[key] = (name, password)
    shots = [shot for shot in SHOTS if not options.only or any(shot.name.startswith(name) for name in options.only)]
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=options.browser or None, args=["--no-sandbox"])
        bad = shoot(browser, Sites(options.portal, options.intranet, logins), shots, options.out, set(logins))
        browser.close()
    print(f"{bad} pages with faults" if bad else "no faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
