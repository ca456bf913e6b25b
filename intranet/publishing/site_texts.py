"""First texts of the standing pages. Editors change them; ``site_setup`` never does once a page is there.

Each text is a list of (block type, value): "heading" (level two) or "paragraph" (plain sentences).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Blocks = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StandingText:
    """A page below ``parent`` ("" is the home page). Without blocks it is a section."""

    slug: str
    title: str
    summary: str
    parent: str = ""
    blocks: Blocks = ()


def body_of(blocks: Blocks) -> list[tuple[str, Any]]:
    """The blocks as a body."""
    return [(kind, {"text": text, "level": "2"} if kind == "heading" else f"<p>{text}</p>") for kind, text in blocks]


STANDING_TEXTS: tuple[StandingText, ...] = (
    StandingText("about", "关于我们", "城市管理委员会的组成、职能和工作思路。"),
    StandingText(
        "functions",
        "机构职能",
        "城市管理委员会及其办公室的职能。",
        parent="about",
        blocks=(
            ("heading", "城市管理委员会"),
            (
                "paragraph",
                "研究城市管理的发展战略、重大课题和重大事项，建立长效管理机制，组织日常检查、每月点评和整改督办，定期公布考评结果。",
            ),
            ("heading", "城管委办公室"),
            (
                "paragraph",
                "制定年度工作计划，安排布署重点工作，指导和监督各成员单位，制定工作标准和考核评价办法，组织联席会议和专项治理，承担日常事务。",
            ),
            ("heading", "监督中心和指挥中心"),
            ("paragraph", "监督中心负责受理、核实、核查和结案；指挥中心负责派遣和协调。处置问题的单位不核查自己的案件。"),
        ),
    ),
    StandingText(
        "principles",
        "工作思路",
        "“大城管”的工作方针、目标和原则。",
        parent="about",
        blocks=(
            ("heading", "工作方针"),
            ("paragraph", "统一领导、分工负责、综合管理、协调有序。区、街道、社区上下联动，各部门左右协调。"),
            ("heading", "四个转变"),
            ("paragraph", "由被动管理向预防和主动管理转变，由面上管理向立体管理转变，由突击管理向长效管理转变，由传统管理向现代管理转变。"),
            ("heading", "四个不见"),
            ("paragraph", "不见乱搭乱建、不见家禽散养、不见乱设摊点、不见未成年人进网吧。"),
            ("heading", "分类管理"),
            ("paragraph", "主干道严禁、次干道严控、背街小巷有序。"),
        ),
    ),
    StandingText(
        "rules",
        "办理规则",
        "反映问题怎样受理、办理、答复，以及您的权利。",
        blocks=(
            ("heading", "可以反映什么"),
            ("paragraph", "市容环境、街面秩序、市政设施、园林绿化、施工管理等城市管理问题的咨询、求助、投诉、举报和建议。"),
            ("heading", "怎样办理"),
            ("paragraph", "提交后得到受理编号和查询码。受理后由责任单位处置，处置结果由另外的人员现场核查，核查通过才办结并答复。"),
            ("heading", "不予受理的情形"),
            (
                "paragraph",
                "应当通过诉讼、仲裁、纪检监察、行政复议或者政府信息公开途径解决的，已经进入信访程序的，涉及国家秘密、商业秘密的，不予受理；答复会说明理由和正确的途径。",
            ),
            ("heading", "补充、撤回和重新办理"),
            ("paragraph", "凭受理编号和查询码可以补充情况、撤回反映；办结后可以评价，问题没有解决的，在期限内可以要求重新办理。"),
            ("heading", "紧急情况"),
            ("paragraph", "发生火灾、犯罪、交通事故或者有人受伤，请直接拨打119、110、122、120。"),
        ),
    ),
    StandingText(
        "accessibility",
        "无障碍声明",
        "本站为老年人和残障人士所做的安排，以及遇到障碍时怎样告诉我们。",
        blocks=(
            ("heading", "我们做了什么"),
            (
                "paragraph",
                "所有功能可以只用键盘完成，不依赖脚本；文字与背景的对比度不低于4.5∶1，颜色不单独表达含义；图片配有替代文字；页面可放大到200%而不丢失内容。",
            ),
            ("heading", "长辈模式"),
            ("paragraph", "每页顶部的“长辈模式”放大文字，只保留最常用的操作，没有广告和插件。"),
            ("heading", "还有不足"),
            ("paragraph", "部分附件为扫描件，屏幕阅读软件不能朗读。需要其中的内容时，请按页脚的联系方式告诉我们，我们提供文字。"),
            ("heading", "意见反馈"),
            ("paragraph", "使用本站遇到障碍，可以通过“我要反映问题”或者页脚的电话告诉我们。"),
        ),
    ),
    StandingText(
        "privacy",
        "个人信息保护",
        "本站收集什么、为什么收集、保存多久、谁能看到，以及您的权利。",
        blocks=(
            ("heading", "我们收集什么"),
            (
                "paragraph",
                "浏览本站不需要登录，也不使用跟踪技术。反映问题时只有地点、情况和类别是必填的；姓名和联系方式由您决定是否填写，可以匿名。",
            ),
            ("heading", "为什么收集"),
            ("paragraph", "只用于核实、办理、答复和回访您反映的问题。照片中的拍摄位置和设备信息在保存前已经去除。"),
            ("heading", "谁能看到"),
            (
                "paragraph",
                "联系方式加密保存，平时只显示一部分；工作人员查看完整内容须填写理由并留下记录。举报默认保密，责任单位看不到举报人。",
            ),
            ("heading", "保存多久"),
            ("paragraph", "办结后超过保存期限的联系方式作匿名化处理，期限见本站公布的设置。"),
            ("heading", "您的权利"),
            ("paragraph", "您可以凭受理编号和查询码查询、补充、更正或者撤回；对个人信息处理有疑问，请按页脚的联系方式联系我们。"),
        ),
    ),
)

GENRES = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
    "公示", "方案", "办法", "法律法规", "其他",
)  # fmt: skip
SUBJECTS = (
    ("100", "综合政务"), ("110", "城乡建设与管理"), ("120", "市容环境卫生"), ("130", "户外广告与招牌"), ("140", "园林绿化"),
    ("150", "市政公用"), ("160", "交通与停车"), ("170", "生态环境"), ("180", "违法建设治理"), ("190", "街面秩序"),
    ("200", "养犬与动物管理"), ("210", "行政执法"), ("220", "考核评价"), ("230", "应急与安全"), ("900", "其他"),
)  # fmt: skip
TOPICS = (
    ("civilised-city", "创建国家文明城市"),
    ("ecological-district", "创建国家生态区"),
    ("garden-city", "巩固园林城市成果"),
    ("sanitary-city", "巩固卫生城市成果"),
    ("environment-city", "巩固环保模范城市成果"),
)
