"""A complaint's whole way by clicking, as each post, with two side ways: a wrong unit and a failed check.
And a notice from draft to reader. The resident uses a phone without JavaScript."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.acting import PHONE, Staff, file_complaint, look_up, submit, until
from tests.browser.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


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
    submit(author.page)
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
