"""The loop in one run, by clicking: a complaint to its close; many alike to a meeting, its decision to a closed task;
a transfer returned once, taken and answered; a month computed, contested, frozen; its bulletin drafted, completed,
released; a resident finds it by searching; staff go from its figure to the cases and from a case back to it.

The district is loaded as it stood before the end of last month, so that last month is still to be assessed.
"""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acting import PHONE, Staff, file_complaint, fill, look_up, submit, until
from tests.browser.installation import Installation, given, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = datetime.datetime.now(ZONE).date()
LAST_MONTH = (TODAY.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
MONTH = f"{LAST_MONTH:%Y-%m}"
FACE = "望江社区沿街流动摊贩占道"
FINDS = 5  # case.cluster_size
INDICATOR = "按期处置率"
TITLE = f"{LAST_MONTH.year}年{LAST_MONTH.month}月"
REMARK = "便民摊点早市试点街道秩序明显好转。"
DECISION = "在望江社区划定夜间便民摊点，统一编号、定时收摊"


@pytest.fixture(scope="module")
def district() -> Iterator[Installation]:
    """The demo district as of three days before the end of last month; today nobody has computed that month."""
    if site := given():
        yield site
        return
    with running(as_of=TODAY.replace(day=1) - datetime.timedelta(days=3)) as site:
        yield site


@pytest.fixture
def people(district: Installation, chromium: Browser) -> People:
    return People(district, chromium)


class People:
    """Everybody at a desk of their own; a window stays open once it was needed."""

    def __init__(self, site: Installation, browser: Browser) -> None:
        self.site, self.browser = site, browser
        self.windows: dict[str, Staff] = {}

    def __getitem__(self, username: str) -> Staff:
        if username not in self.windows:
            self.windows[username] = Staff(self.browser, self.site, username)
        return self.windows[username]

    def resident(self) -> Page:
        return self.browser.new_context(viewport=PHONE, java_script_enabled=False, locale="zh-CN").new_page()


def test_the_loop(people: People) -> None:
    complaint_to_close(people)
    meeting = meeting_called(people)
    # While the meeting's hour comes near, the other work goes on.
    transfer_answered(people)
    month = month_to_bulletin(people)
    found_by_a_resident(people)
    figure_to_case_and_back(people, month)
    task = meeting_to_task(people, meeting)
    task_to_close(people, task)


def complaint_to_close(people: People) -> None:
    """The way without detours; the detours have a journey of their own."""
    resident = people.resident()
    number, code = file_complaint(resident, people.site)
    people["acceptor1"].open_case(number)
    people["acceptor1"].act("发核实", supervisor=1)
    supervisor = next(one for one in (people[f"supervisor{index}"] for index in range(1, 9)) if one.offers(number, "核实属实"))
    supervisor.act("核实属实", minor="暴露垃圾", street="望河", photos=1, opinion="现场属实。")
    for username, label, values in (
        ("shift-leader1", "立案", {"condition": 1}),
        ("dispatcher1", "派遣到单位", {"lead_unit": "环", "opinion": "请及时处置。"}),
        ("huanwei-handler", "签收", {}),
    ):
        people[username].open_case(number)
        people[username].act(label, **values)
    reply = "垃圾已清运，地面已冲洗。"
    people["huanwei-handler"].act("处置完成", measure="清理整治", photos_after=1, opinion="已清运。", public_reply=reply)
    supervisor.open_case(number)
    supervisor.act("开始核查")
    supervisor.act("核查通过", photos=1, opinion="现场已清理干净。")
    look_up(resident, people.site, number, code)
    until(resident, reply)
    resident.locator("input[name=rating][value='3']").check(force=True)
    resident.locator("form", has=resident.locator("input[name=rating]")).locator("button[type=submit]").click()
    leader = people["shift-leader1"]
    leader.open_case(number)
    leader.until_offered("结案")
    leader.act("结案")
    look_up(resident, people.site, number, code)
    until(resident, "已结案")


def meeting_called(people: People) -> str:
    """A supervisor finds the same thing again and again; the office calls a meeting about it."""
    page = people["supervisor1"].page
    for place in range(FINDS):
        page.goto(f"{people.site.intranet}/cases/")
        page.get_by_role("link", name=re.compile("上报巡查发现")).first.click()
        values = {"place": f"望江路{place * 2 + 11}号门前", "description": f"{FACE}，行人只能走机动车道。", "photos": 1}
        fill(page.locator("main"), {**values, "minor": "乱设摊点", "street": "望河", "community": "望江"})
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator("main")).to_contain_text(FACE)
    office = people["office1"].page
    office.get_by_role("link", name="联席会议").first.click()
    office.get_by_role("link", name=re.compile("反映强烈")).first.click()
    row = office.locator("tr", has_text="望江社区")
    expect(row).to_contain_text(str(FINDS))
    row.get_by_role("link", name="召开专题会议").click()
    start = datetime.datetime.now(ZONE) + datetime.timedelta(seconds=150)
    facts = {"day": f"{start:%Y-%m-%d}", "clock": f"{start:%H:%M}", "place": "区城管办三楼会议室"}
    fill(office.locator("main"), {**facts, "chair": 1, "attending": ["城管执法局", "市场监管局", "望河街道"]})
    office.get_by_role("button", name="建立会议").click()
    expect(office.locator("main")).to_contain_text("已建立会议")
    expect(office.locator("#agenda")).to_contain_text("望江社区")
    people["office1"].act("发出会议通知")
    address = office.url
    liaison = people["chengguan-liaison"].page
    liaison.goto(address)
    liaison.get_by_role("link", name="填写回执").first.click()
    fill(liaison.locator("main"), {"receipt": "substitute", "person": "代会人", "substitute_for": "分管负责人", "reason": "出差"})
    liaison.locator("main form button[type=submit]").last.click()
    expect(liaison.locator("main")).to_contain_text("回执已提交")
    return address


def meeting_to_task(people: People, address: str) -> str:
    """Held, minuted, approved by the leader, issued: the decision is a task of the unit named."""
    clerk = people["office1"]
    page = clerk.page
    page.goto(address)
    clerk.until_offered("登记会议召开", 200)
    clerk.act("登记会议召开")
    page.get_by_role("link", name="登记签到").click()
    for choice in page.locator("select[name^=presence]").all():
        choice.select_option(index=1)
    for name in page.locator("input[name^=name-]").all():
        name.fill("到会人")
    page.get_by_role("button", name="保存签到").click()
    page.goto(address)
    clerk.act("开始起草纪要")
    page.get_by_role("link", name="写纪要").first.click()
    fill(page.locator("main"), {"text": "会议认为，堵疏结合，划定便民摊点，定时收摊，由城管执法局牵头。"})
    page.locator("main form button[type=submit]").last.click()
    page.get_by_role("link", name="增加议定事项").first.click()
    due = TODAY + datetime.timedelta(days=30)
    fill(page.locator("main"), {"content": DECISION, "lead_unit": "执法局", "due_on": f"{due:%Y-%m-%d}"})
    page.locator("main form button[type=submit]").last.click()
    page.goto(address)
    clerk.act("纪要送审")
    people["leader1"].page.goto(address)
    people["leader1"].act("审定纪要")
    page.goto(address)
    clerk.act("印发纪要并下达任务")
    page.locator("#decisions").get_by_role("link", name=re.compile(DECISION[:8])).click()
    page.locator("main").get_by_role("link", name=re.compile(r"RW|任务|" + DECISION[:8])).first.click()
    expect(page).to_have_url(re.compile(r"/tasks/\d+/"))
    return page.url


def task_to_close(people: People, address: str) -> None:
    """Reported by the unit, approved by one and closed by another of the office; its chain leads back to the meeting."""
    for username, label, values in (
        ("chengguan-liaison", "签收", {}),
        ("chengguan-liaison", "开始办理", {"opinion": "由市容科办理。"}),
        ("chengguan-handler", "登记进展", {"opinion": "已划线12处。"}),
        ("chengguan-liaison", "报告办结", {"opinion": "便民摊点已启用，占道摊贩已入点。", "photos": 1}),
        ("office1", "审核通过", {}),
        ("office2", "销号", {"opinion": "现场核查，占道现象消除。"}),
    ):
        people[username].page.goto(address)
        people[username].act(label, **values)
    page = people["office2"].page
    expect(page.locator("main")).to_contain_text("已销号")
    page.locator(".chain a[href*='/meetings/']").first.click()
    cases = page.locator(".chain a[href*='/cases/']")
    if not cases.count():  # the decision's own page lies between
        page.locator(".chain a[href*='/meetings/']").first.click()
    expect(cases).to_have_count(FINDS)


def transfer_answered(people: People) -> None:
    """书面移送 from a case: signed by the head, returned once, sent again, taken over, answered, confirmed."""
    writer = people["huanwei-handler"]
    page = writer.page
    page.goto(f"{people.site.intranet}/letters/new/written_transfer/")
    facts = {"recipients": "行政执法局", "title": "关于望江路23号乱倒建筑垃圾的移送函", "party": "某装修工程队", "place": "望江路23号"}
    fill(
        page.locator("main"),
        {**facts, "stop_measure": "已当场制止并拍照。", "materials": "现场照片2张", "body": "在人行道倾倒建筑垃圾约2立方米。"},
    )
    page.get_by_role("button", name="存为拟稿").click()
    expect(page.locator("main")).to_contain_text("已存为拟稿")
    address = page.url
    writer.act("送分管负责人签发")
    sign_and_return = (
        ("huanwei-head", "签发", {}),
        ("chengguan-liaison", "签收", {}),
        ("chengguan-liaison", "退回并说明原因", {"opinion": "请补充当事人名称。"}),
    )
    for username, label, values in sign_and_return:
        people[username].page.goto(address)
        people[username].act(label, **values)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("请补充当事人名称")
    page.get_by_role("link", name=re.compile("修改")).first.click()
    fill(page.locator("main"), {"party": "云川某某装饰工程有限公司"})
    page.get_by_role("button", name="保存修改").click()
    writer.act("送分管负责人签发")
    outcome = {"outcome": 1, "decision_no": "云城罚字〔2026〕18号", "opinion": "已责令清除并处罚。"}
    for username, label, values in (
        ("huanwei-head", "签发", {}),
        ("chengguan-liaison", "签收", {}),
        ("chengguan-liaison", "接收移送", {}),
        ("chengguan-liaison", "反馈处理结果", outcome),
        ("huanwei-handler", "确认办结", {}),
    ):
        people[username].page.goto(address)
        people[username].act(label, **values)
    expect(page.locator("main")).to_contain_text("已责令清除并处罚")


def month_to_bulletin(people: People) -> str:
    """Computed by one, contested by a unit, answered and frozen by another; drafted, completed, released by others."""
    site = people.site
    computer = people["assessor1"].page
    computer.get_by_role("link", name="月度考评").first.click()
    computer.locator("#open-month").select_option(MONTH)
    computer.get_by_role("button", name="计算月度考评").click()
    until(computer, "应处置")
    people["assessor1"].until_offered("公示到单位")
    people["assessor1"].act("公示到单位")
    address = computer.url
    unit, late = contested(people, address)
    appeal = unit.url
    people["assessor2"].page.goto(appeal)
    people["assessor2"].act("采纳并剔除案件", cases=late, opinion="道路封闭，情况属实。")
    the_appeal_window_passes(site)
    people["assessor2"].page.goto(address)
    people["assessor2"].until_offered("冻结")
    people["assessor2"].act("冻结")
    author = people["publisher1"].page
    author.goto(address)
    author.get_by_role("button", name="起草简报").click()
    expect(author).to_have_url(re.compile("/pages/"))
    body = author.locator("[contenteditable=true]").last
    body.click()
    author.keyboard.press("Control+End")
    author.keyboard.type(REMARK)
    expect(body).to_contain_text(REMARK)
    author.wait_for_timeout(1000)  # the editor puts what was typed into the form a moment later
    submit(author)
    reviewer = people["reviewer1"].page
    reviewer.goto(f"{site.intranet}/publishing/")
    reviewer.get_by_role("link", name=re.compile(TITLE)).first.click()
    for box in reviewer.locator("main form input[type=checkbox]").all():
        box.check()
    reviewer.get_by_role("button", name=re.compile("审核通过")).click()
    return address


def contested(people: People, address: str) -> tuple[Page, str]:
    """The first unit whose share of cases in time counts a late one appeals against it. Its page, and the case's number."""
    for name in ("chengguan", "yuanlin", "shizheng", "shichang", "zhujian", "jiaojing", "shuiwu"):
        page = people[f"{name}-liaison"].page
        page.goto(address)
        page.locator("[data-list=ranks] a").first.click()
        page.get_by_role("link", name=INDICATOR).first.click()
        late = page.locator("[data-row]", has_text="只计分母")
        if not late.count():
            continue
        number = late.first.locator("td").first.inner_text()
        late.first.get_by_role("link", name=re.compile("申诉")).click()
        fill(page.locator("main"), {"reason": "该路段当日因管线抢修封闭，施工单位无法进场。"})
        page.get_by_role("button", name="提出申诉").click()
        expect(page.locator("main")).to_contain_text("已提出申诉")
        return page, number
    raise AssertionError("no unit was late in the month")


def the_appeal_window_passes(site: Installation) -> None:
    """Five working days go by: the one thing of this journey that nobody can click."""
    with closing(sqlite3.connect(site.data / "main.sqlite3", timeout=30)) as database, database:
        past = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")
        month = f"{LAST_MONTH:%Y-%m-%d}"
        database.execute("UPDATE intranet_assessment_monthlyassessment SET appeals_until = ? WHERE month = ?", [past, month])


def found_by_a_resident(people: People) -> None:
    """On a phone, without JavaScript, by a Chinese search for what the editor wrote."""
    page = people.resident()
    page.goto(f"{people.site.portal}/search/?q=便民摊点早市考评简报")
    until(page, TITLE)
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.locator("main")).to_contain_text(REMARK)
    expect(page.locator("main")).to_contain_text(INDICATOR)
    assert page.locator("main svg").count()
    assert page.locator("main table").count()


def figure_to_case_and_back(people: People, address: str) -> None:
    """From the bulletin's figure to the cases counted, into one, and by its chain back to the bulletin."""
    page = people["assessor1"].page
    page.goto(address)
    page.get_by_role("link", name="数据来源").click()
    table = page.locator("table", has=page.locator("th", has_text=INDICATOR)).first
    head = table.locator("thead th").all_inner_texts()
    row = table.locator("tbody tr", has_text=INDICATOR) if INDICATOR not in "".join(head) else table.locator("tbody tr")
    row.first.locator("td a").first.click()
    expect(page.locator("h1")).to_contain_text(INDICATOR)
    page.locator("[data-list=counted] a[href*='/cases/']").first.click()
    chain = page.locator(".chain")
    expect(chain).to_contain_text(TITLE)
    chain.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.locator("main")).to_contain_text(TITLE)
