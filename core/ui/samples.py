"""What the style pages show: invented, constant, and never translated (the pages are for developers).

Everything Chinese on those pages stands here, so that the templates stay free of unmarked text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from core.ui.components import Chip, Crumb, FileItem, Stage, Tab, Term, TimelineEntry
from core.ui.navigation import NavLink, NavSection
from core.ui.sample_forms import SampleForm

COLOURS = (
    "paper",
    "paper-sunk",
    "paper-hover",
    "ink",
    "ink-soft",
    "ink-faint",
    "line",
    "line-firm",
    "accent",
    "accent-strong",
    "accent-soft",
    "accent-line",
    "seal",
    "lamp-green",
    "lamp-yellow",
    "lamp-red",
)


@dataclass(frozen=True, slots=True)
class SampleCase:
    """A row of the dense list."""

    lamp: str
    left: str
    number: str
    title: str
    place: str
    unit: str
    state: str
    due: datetime


def _now() -> datetime:
    return timezone.localtime().replace(hour=14, minute=30, second=0, microsecond=0)


def _cases(now: datetime) -> list[SampleCase]:
    rows = (
        ("red", "超 1 天", "槐荫路与文昌街口北侧人行道地砖大面积松动，雨后溅水", "槐荫街道", "区住建局", "处置中", -1),
        ("yellow", "剩 3 小时", "夜间施工噪声扰民，现场未公示夜间施工许可", "石桥街道", "区城管执法局", "处置中", 0),
        ("yellow", "剩 1 个工作日", "河道漂浮垃圾聚集", "望河街道", "区水务局", "待核查", 1),
        ("green", "剩 3 个工作日", "小区东门外共享单车堵塞盲道", "北苑街道", "区城管执法局", "已派遣", 3),
        ("green", "剩 5 个工作日", "路灯不亮（灯杆编号 LG-1182）", "临港街道", "区住建局", "已派遣", 5),
        ("stopped", "等待补充材料", "店外经营占用消防通道", "青麓街道", "区市场监管局", "挂账", 9),
        ("green", "剩 6 个工作日", "早餐摊点油污未清理，污水直排雨水口", "槐荫街道", "区城管执法局", "处置中", 6),
        ("none", "", "咨询：装修垃圾如何预约清运", "石桥街道", "区城管委办公室", "已结案", 2),
    )
    return [
        SampleCase(lamp, left, f"CG-20261123-{index:04d}", title, place, unit, state, now + timedelta(days=days))
        for index, (lamp, left, title, place, unit, state, days) in enumerate(rows, start=211)
    ]


def _timeline(now: datetime) -> list[TimelineEntry]:
    photos = (FileItem("现场照片一.jpg", "#", 412_000, "jpg"), FileItem("处置情况说明.docx", "#", 28_400, "docx"))
    return [
        TimelineEntry("答复", now + timedelta(days=3), unit="区城管执法局", state="due"),
        TimelineEntry(
            "现场处置",
            now - timedelta(hours=2),
            "区城管执法局",
            "",
            "已到场清理占道车辆 46 辆，正与运营企业核对电子围栏位置。",
            "current",
            "",
            (),
            photos,
        ),
        TimelineEntry(
            "派遣到单位",
            now - timedelta(days=1, hours=5),
            "指挥中心",
            "",
            "",
            "done",
            "",
            (("时限", "5 个工作日"), ("依据", "事件 · 街面秩序 · 非机动车乱停放")),
        ),
        TimelineEntry("受理并交办", now - timedelta(days=1, hours=6), "监督中心", "", "反映内容属实，已转有关单位办理。"),
        TimelineEntry("收到反映", now - timedelta(days=2), "网站", ""),
    ]


def _rail() -> tuple[NavSection, ...]:
    def link(label: str, icon: str, active: bool = False) -> NavLink:
        return NavLink(label, "#", icon, active)

    return (
        NavSection("", (link("今日", "house"), link("收件箱", "inbox"))),
        NavSection(
            "案件",
            (link("案件", "list-checks", True), link("待派遣", "send"), link("待核查", "clipboard-check"), link("电话登记", "phone")),
        ),
        NavSection("信息", (link("发布", "megaphone"), link("检索", "search"))),
        NavSection(
            "名录",
            (
                link("单位与人员", "building-2"),
                link("类别与时限", "folder-tree"),
                link("工作日历", "calendar-days"),
                link("参数", "settings"),
            ),
        ),
    )


def _notices(now: datetime) -> list[SimpleNamespace]:
    rows = (
        ("关于开展冬季清雪铲冰准备工作的通知", "通知", "区城管委办公室", 3, ""),
        ("云川区户外广告和招牌设置管理办法（2026年修订）", "规范性文件", "区人民政府办公室", 11, "现行有效"),
        ("2026年10月城市管理综合考评结果", "考评简报", "区城管委办公室", 18, ""),
        (
            "关于公开征求《云川区建筑垃圾运输线路管理规定（征求意见稿）》意见的公告，征求意见期限为三十日",
            "公告",
            "区城市管理执法局",
            26,
            "",
        ),
    )
    return [SimpleNamespace(title=t, kind=k, issuer=i, date=(now - timedelta(days=d)).date(), badge=b) for t, k, i, d, b in rows]


def samples(request: HttpRequest) -> dict[str, Any]:
    """Context of both style pages."""
    now = _now()
    cases = _cases(now)
    page = Paginator(range(1, 648), 25).page(3)
    return {
        "RAIL": _rail(),
        "DUE_COUNT": 4,
        "DUE_URL": "#",
        "POST_LABEL": "指挥中心 · 派遣员",
        "user": SimpleNamespace(is_authenticated=True, display_name="沈望", username="shenwang"),
        "text": TEXTS,
        "colours": COLOURS,
        "crumbs": (Crumb("首页", "#"), Crumb("政策文件", "#"), Crumb("户外广告")),
        "notices": _notices(now),
        "cases": cases,
        "case": cases[3],
        "columns": (("place", "地点"), ("unit", "承办单位"), ("state", "状态"), ("due", "时限")),
        "timeline_entries": _timeline(now),
        "stages": (
            Stage("收到反映", "done", "11-21"),
            Stage("受理并交办", "done", "11-22"),
            Stage("处置", "current"),
            Stage("核查"),
            Stage("答复"),
        ),
        "tabs": (
            Tab("全部", "#", count=647),
            Tab("待派遣", "#", True, 12),
            Tab("将到期", "#", count=5),
            Tab("超期", "#", count=1),
            Tab("已结案", "#"),
        ),
        "chips": (Chip("街道", "槐荫街道", "#"), Chip("状态", "处置中", "#"), Chip("起始", "2026-11-01", "#")),
        "page": page,
        "files": (
            FileItem("户外广告和招牌设置管理办法.pdf", "#", 1_284_000, "pdf"),
            FileItem("附件：设置申请表.docx", "#", 36_200, "docx"),
            FileItem("点位清单.xlsx", "#", 88_100, "xlsx", "2026年版"),
        ),
        "terms": (
            Term("索引号", "YC-B02-2026-0141"),
            Term("主题分类", "城乡建设、环境保护"),
            Term("发文机关", "云川区人民政府办公室"),
            Term("成文日期", "2026年11月9日"),
            Term("发文字号", "云政办发〔2026〕41号"),
            Term("发布日期", "2026年11月12日"),
            Term("有效性", "现行有效"),
            Term("废止日期", None),
        ),
        "facts": (
            Term("类别", "事件 · 街面秩序 · 非机动车乱停放"),
            Term("地点", "北苑街道 望京路 88 号东门外"),
            Term("反映人", "张**　138****2046"),
            Term("要求", "清理占道车辆，恢复盲道通行"),
        ),
        "figures": (
            {"label": "受理", "value": 647, "unit": "件", "change": "较上月 +38", "trend": (512, 540, 533, 581, 602, 609, 647)},
            {
                "label": "按期办结率",
                "value": "96.2",
                "unit": "%",
                "change": "较上月 +1.4",
                "trend": (91.0, 92.4, 93.5, 93.1, 94.2, 94.8, 96.2),
            },
            {
                "label": "群众满意率",
                "value": "91.7",
                "unit": "%",
                "change": "较上月 −0.3",
                "trend": (90.1, 91.2, 92.6, 91.5, 92.4, 92.0, 91.7),
            },
            {"label": "重复反映率", "value": None, "unit": "", "change": "", "trend": ()},
        ),
        "ranks": (
            (1, "青麓街道", 97.4),
            (2, "望河街道", 95.1),
            (3, "北苑街道", 93.8),
            (4, "石桥街道", 88.2),
            (5, "槐荫街道", 81.6),
            (6, "临港街道", None),
        ),
        "form": SampleForm(),
        "wrong_form": SampleForm({"kind": "", "description": "", "email": "abc"}),
    }


TEXTS = {
    "title": "界面组件",
    "lead": "两个站点共用一套语言：公众网站供阅读，内网供办事。",
    "doc_title": "云川区户外广告和招牌设置管理办法",
    "doc_h": "第一章　总则",
    "doc_1": "第一条　为了加强户外广告和招牌设置管理，维护公共安全和市容环境，根据有关法律、法规，结合本区实际，制定本办法。",
    "doc_2": "第二条　在本区行政区域内设置户外广告和招牌，以及对其进行监督管理，适用本办法。法律、法规另有规定的，从其规定。",
    "doc_3": "第三条　户外广告和招牌设置应当遵循统一规划、安全牢固、节能环保、与城市风貌相协调的原则。",
    "notice_info": "本文件自2026年12月1日起施行，原办法同时废止。",
    "notice_warn": "本文件已被修订，请看新文件。",
    "notice_title": "已修订",
    "number": "CG-20261123-0214",
    "code": "QX7K-M2RD",
    "primary": "提交反映",
    "secondary": "保存草稿",
    "quiet": "重新填写",
    "small": "添加一行",
    "return": "退回",
    "return_reason": "退回的原因",
    "return_hint": "写明应由哪个单位承办，派遣员据此重新派遣。",
    "extend": "申请延期",
    "extend_reason": "延期的理由",
    "handled": "填写处置结果",
    "take": "接收",
    "empty_title": "没有待派遣的案件",
    "empty_text": "新受理的案件会出现在这里。可以看看已派遣、将到期的案件。",
    "empty_label": "看将到期的案件",
    "next": "下一步",
    "deadline": "时限",
    "deadline_words": "11月28日（周五）18:00 前，还剩 3 个工作日",
    "explain": "为什么是这一天",
    "case_facts": "反映内容",
    "case_text": "东门外人行道上长期堆放共享单车，盲道完全被占，早晚高峰行人只能走机动车道。已向运营企业反映两次，无人处理。",
    "history": "经过",
    "name": "城市管理委员会",
    "complain": "我要反映问题",
    "complain_text": "道路、噪声、垃圾、占道……一分钟说清楚",
    "progress": "查办理进度",
    "progress_text": "凭编号和查询码",
    "news": "最新通知",
    "more": "全部通知公告",
    "month": "本月考评",
    "search": "检索通知、政策、简报",
    "selected": "已选",
    "dispatch": "派遣到单位",
    "export": "导出",
    "columns_word": "列",
    "case_title": "案件",
    "register": "登记电话反映",
    "rank": "名次",
    "street": "街道",
    "score": "综合得分",
    "what_next": "接下来",
    "receipt": "我们已收到您的反映",
    "copy": "复制",
    "copied": "已复制",
    "number_word": "编号",
    "code_word": "查询码",
}
