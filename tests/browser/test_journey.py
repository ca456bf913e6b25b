"""A complaint's whole way by clicking, as each post, with two side ways: a wrong unit and a failed check.
And a notice from draft to reader. The resident uses a phone without JavaScript."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from intranet.demo.accounts import PASSWORD
from tests.browser.installation import Installation
from tests.factories.casework import picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
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
            self._fill(folded.first, values)
            folded.first.locator("button[type=submit]").click()
        expect(page.get_by_text("已办理").first).to_be_visible()

    def _unfold_more(self) -> None:
        more = self.page.locator("details.more-acts:not([open]) > summary")
        if more.count():
            more.first.click()

    def _fill(self, form, values: dict[str, object]) -> None:
        for name, value in values.items():
            field = form.locator(f"[name='{name}']").first
            if name.startswith("photos"):
                upload = picture()
                field.set_input_files({"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": upload.read()})
            elif field.evaluate("node => node.tagName") == "SELECT":
                option = field.locator("option", has_text=str(value)).first if isinstance(value, str) else field.locator("option").nth(1)
                field.select_option(value=option.get_attribute("value"))
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


def test_complaint_from_report_to_close(installation: Installation, chromium: Browser) -> None:
    site = installation
    resident = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="zh-CN").new_page()
    number, code = file_complaint(resident, site)
    acceptor = Staff(chromium, site, "acceptor1")
    acceptor.open_case(number)
    assert "19900001234" not in acceptor.page.content()
    acceptor.act("发核实", supervisor=1)
    name = acceptor.page.locator(".timeline").inner_text()
    supervisor = None
    for username in (f"supervisor{index}" for index in range(1, 9)):
        candidate = Staff(chromium, site, username)
        candidate.open_case(number)
        if candidate.page.get_by_text("核实属实").count():
            supervisor = candidate
            break
    assert supervisor is not None, name
    supervisor.act("核实属实", minor="暴露垃圾", street="望河", photos=1, opinion="现场属实，垃圾箱满溢。")
    leader = Staff(chromium, site, "shift-leader1")
    leader.open_case(number)
    leader.act("立案", condition=1)
    dispatcher = Staff(chromium, site, "dispatcher1")
    dispatcher.open_case(number)
    dispatcher.act("派遣到单位", lead_unit="园林", opinion="请及时处置。")
    wrong = Staff(chromium, site, "yuanlin-handler")
    wrong.open_case(number)
    wrong.act("申请退回", opinion="该处为环卫责任，请改派。")
    dispatcher.open_case(number)
    dispatcher.act("同意退回")
    dispatcher.act("派遣到单位", lead_unit="环", opinion="请环卫中心处置。")
    office = Staff(chromium, site, "office1")
    office.open_case(number)
    office.act("催办", opinion="群众反映强烈，请今天处置。")
    handler = Staff(chromium, site, "huanwei-handler")
    handler.open_case(number)
    expect(handler.page.locator(".timeline")).to_contain_text("群众反映强烈")
    handler.act("签收")
    reply = "垃圾已清运，地面已冲洗，今后每天增加一次清运。"
    handler.act("处置完成", measure="清理整治", photos_after=1, opinion="已清运。", public_reply=reply)
    supervisor.open_case(number)
    supervisor.act("开始核查")
    supervisor.act("核查不通过，返工", photos=1, opinion="地面仍有污水。")
    handler.open_case(number)
    handler.act("签收")
    handler.act("处置完成", measure="清理整治", photos_after=1, opinion="已再次冲洗。", public_reply=reply)
    supervisor.open_case(number)
    supervisor.act("开始核查")
    supervisor.act("核查通过", photos=1, opinion="现场已清理干净。")
    look_up(resident, site, number, code)
    until(resident, reply)
    resident.locator("input[name=rating][value='3']").check(force=True)
    resident.locator("form", has=resident.locator("input[name=rating]")).locator("button[type=submit]").click()
    leader.open_case(number)
    until(leader.page, "评价")
    deadline = time.monotonic() + 60
    while (
        not leader.page.get_by_role("button", name="结案", exact=True).count()
        and not leader.page.locator("summary", has_text="结案").count()
    ):
        assert time.monotonic() < deadline
        time.sleep(1)
        leader.page.reload()
    leader.act("结案")
    expect(leader.page.locator("main")).to_contain_text("结案")
    look_up(resident, site, number, code)
    until(resident, "已结案")
    timeline = leader.page.locator(".timeline").inner_text()
    assert "同意退回" in timeline
    assert "返工" in timeline


def test_notice_from_draft_to_reader(installation: Installation, chromium: Browser) -> None:
    """A publisher writes, another person releases, a resident finds it by searching in Chinese."""
    site = installation
    title = "关于开展春季绿篱修剪作业的通知"
    author = Staff(chromium, site, "publisher1")
    author.page.goto(f"{site.intranet}/publishing/")
    author.page.get_by_role("link", name="写通知公告").click()
    author.page.fill("#id_title", title)
    author.page.fill("#id_issuer_name", "城管委办公室")
    footer = author.page.locator("footer")
    submit = footer.get_by_role("button", name=re.compile("提交"))
    if not submit.count() or not submit.first.is_visible():
        footer.locator("[data-w-dropdown-target=toggle], .w-dropdown__toggle, button[aria-haspopup], button[aria-expanded]").first.click()
    submit.first.click()
    author.page.wait_for_load_state()
    reviewer = Staff(chromium, site, "reviewer1")
    reviewer.page.goto(f"{site.intranet}/publishing/")
    reviewer.page.get_by_role("link", name=title).first.click()
    for box in reviewer.page.locator("main form input[type=checkbox]").all():
        box.check()
    reviewer.page.get_by_role("button", name=re.compile("审核通过")).click()
    reader = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="zh-CN").new_page()
    reader.goto(f"{site.portal}/search/?q=绿篱修剪")
    until(reader, title)
    reader.get_by_role("link", name=re.compile("绿篱修剪")).first.click()
    expect(reader.locator("h1")).to_contain_text(title)
