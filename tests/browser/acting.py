"""What the journeys share: a signed-in member of staff who acts by clicking, and a resident with a phone."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from intranet.demo.accounts import PASSWORD
from tests.browser.installation import Installation
from tests.factories.casework import picture

PHONE = {"width": 390, "height": 844}
TEXT = "望河路18号门前的垃圾箱满了三天没有人清运，污水流到人行道上，气味很大。"


class Staff:
    """A signed-in member of staff in a browser window of their own."""

    def __init__(self, browser: Browser, site: Installation, username: str) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        self.page: Page = self.context.new_page()
        self.page.goto(f"{site.intranet}/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.get_by_role("button", name=re.compile("登录")).first.click()
        expect(self.page.locator("h1")).to_contain_text("今天")

    def open_case(self, number: str) -> None:
        """Through the list, by the case's number."""
        row = self.page.locator("[data-row]", has_text=number)
        deadline = time.monotonic() + 240
        self.page.goto(f"{self.site.intranet}/cases/?number={number}")
        # The case of a complaint is opened by the worker, which may be busy: a person would look again.
        while not row.count():
            assert time.monotonic() < deadline, f"{number} is not in the list"
            time.sleep(1)
            self.page.reload()
        row.locator("a").first.click()
        expect(self.page.locator("main")).to_contain_text(number)

    def act(self, label: str, **values: object) -> None:
        """Open the act's form in place, fill it in, send it."""
        page = self.page
        folded = page.locator("details.act", has=page.locator("> summary", has_text=re.compile(f"^\\s*{re.escape(label)}\\s*$")))
        if not folded.count():
            self._unfold_more()
            page.get_by_role("button", name=label, exact=True).click()
        else:
            if not folded.first.is_visible():
                self._unfold_more()
            if folded.first.get_attribute("open") is None:
                folded.first.locator("> summary").click()
            fill(folded.first, values)
            folded.first.locator("button[type=submit]").click()
        expect(page.get_by_text("已办理").first).to_be_visible()

    def _unfold_more(self) -> None:
        more = self.page.locator("details.more-acts:not([open]) > summary")
        if more.count():
            more.first.click()

    def offers(self, number: str, label: str) -> bool:
        """Whether this person may do it with the case now."""
        self.open_case(number)
        return self._offered(label)

    def until_offered(self, label: str, seconds: int = 90) -> None:
        """Looks again until the act is offered: the worker or the clock makes it possible."""
        deadline = time.monotonic() + seconds
        while not self._offered(label):
            assert time.monotonic() < deadline, f"{label} is not offered: {self.page.locator('main').inner_text()[:800]}"
            time.sleep(1)
            self.page.reload()

    def _offered(self, label: str) -> bool:
        exact = re.compile(f"^\\s*{re.escape(label)}\\s*$")
        buttons = self.page.locator(".next-acts button", has_text=exact)
        return bool(buttons.count() or self.page.locator(".next-acts summary", has_text=exact).count())


def fill(form: Locator, values: dict[str, object]) -> None:
    """Fills in fields by name. A number chooses that option of a list, a text the first option that contains it."""
    for name, value in values.items():
        field = form.locator(f"[name='{name}']").first
        if name.startswith("photos"):
            field.set_input_files({"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture().read()})
        elif isinstance(value, list):
            for label in value:
                form.locator("label", has=form.page.locator(f"[name='{name}']"), has_text=label).first.click()
        elif field.evaluate("node => node.tagName") == "SELECT":
            option = (
                field.locator("option", has_text=value).first if isinstance(value, str) else field.locator("option").nth(int(str(value)))
            )
            field.select_option(value=option.get_attribute("value"))
        elif field.get_attribute("type") == "radio":
            form.locator(f"[name='{name}'][value='{value}']").first.check(force=True)
        else:
            field.fill(str(value))


def file_complaint(page: Page, site: Installation) -> tuple[str, str]:
    """As a resident on a phone without JavaScript. A mistake first: nothing typed or chosen is lost."""
    page.goto(site.portal)
    page.get_by_role("link", name=re.compile("我要反映问题")).first.click()
    page.set_input_files("input[type=file]", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture().read()})
    page.fill("[name=description]", TEXT)
    page.locator("[name=name]").fill("林测试")
    page.locator("[name=phone]").fill("19900001234")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("[name=description]")).to_have_value(TEXT)
    expect(page.get_by_text("已收下 1 张照片").first).to_be_visible()
    page.fill("[name=place]", "望河路18号门前")
    page.locator("select[name=category]").select_option(label="不清楚")
    page.locator("main form button[type=submit]").last.click()
    numbers = page.locator(".ticket__number")
    expect(numbers).to_have_count(2)
    return numbers.nth(0).inner_text().strip(), numbers.nth(1).inner_text().strip()


def look_up(page: Page, site: Installation, number: str, code: str) -> None:
    page.goto(site.portal)
    page.get_by_role("link", name=re.compile("查办理进度")).first.click()
    if page.locator("input[name=number]").count():
        page.fill("input[name=number]", number)
        page.fill("input[name=code]", code)
        page.locator("main form button[type=submit]").first.click()


def until(page: Page, text: str, seconds: int = 60) -> None:
    """The worker needs a moment: reload until the page says so."""
    deadline = time.monotonic() + seconds
    while text not in page.locator("main").inner_text():
        assert time.monotonic() < deadline, f"'{text}' did not appear: {page.locator('main').inner_text()[:800]}"
        time.sleep(1)
        page.reload()


def submit(page: Page) -> None:
    """Wagtail's editor: hand the page in for review."""
    footer = page.locator("footer")
    button = footer.get_by_role("button", name=re.compile("提交"))
    if not button.count() or not button.first.is_visible():
        footer.locator("[data-w-dropdown-target=toggle], .w-dropdown__toggle, button[aria-haspopup], button[aria-expanded]").first.click()
    button.first.click()
    page.wait_for_load_state()
