"""The settings of domain.md §3.8 with their defaults. Proposals, not standards, unless a source is named."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.limits import Limit, LimitUnit
from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import Value, define, rule

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

G = ParameterGroup
PROPOSAL = _("建议值")
TAIYUAN = _("太原做法")
FUZHOU = _("福州做法")
SHANGHAI = _("《上海市城市管理行政执法条例》")
ANYANG = _("《安阳市城市管理综合执法条例》")
# The stored yellow moments of open clocks are computed from the threshold.
RECOMPUTE = "clocks.recompute"

PERIODS = (("weekly", _("每周")), ("monthly", _("每月")), ("quarterly", _("每季度")))


def declare() -> None:
    """Called once at start-up."""
    _case_stages()
    _case_rounds()
    _replies()
    _lamps()
    _sharing()
    _meetings_and_communities()
    _assessment()
    _publication_and_privacy()
    _security()


def _days(value: str) -> Limit:
    return Limit(Decimal(value), LimitUnit.WORK_DAY)


def _hours(value: str) -> Limit:
    return Limit(Decimal(value), LimitUnit.WORK_HOUR)


def _minutes(value: int) -> Limit:
    return Limit(Decimal(value), LimitUnit.URGENT_MINUTE)


def _natural_days(value: int) -> Limit:
    return Limit(Decimal(value), LimitUnit.CALENDAR_DAY)


def _duration(key: str, default: Limit, label: _StrOrPromise, source: _StrOrPromise, group: str) -> None:
    define(key, default, ParameterKind.DURATION, label, source=source, group=group)


def _int(
    key: str,
    default: int,
    label: _StrOrPromise,
    unit: _StrOrPromise,
    source: _StrOrPromise,
    group: str,
    low: int,
    high: int,
    topic: str = "",
) -> None:
    define(key, default, ParameterKind.INT, label, unit, source, group=group, minimum=low, maximum=high, topic=topic)


def _case_stages() -> None:
    _duration("case.accept_limit", _days("0.5"), _("受理时限"), _("固镇12319服务指南"), G.CASE)
    _duration("case.accept_limit_urgent", _minutes(10), _("受理时限（紧急）"), TAIYUAN, G.CASE)
    _duration("case.verify_limit", _hours("1"), _("核实时限（城区、城乡结合部）"), TAIYUAN, G.CASE)
    _duration("case.verify_limit_rural", _hours("2"), _("核实时限（乡村）"), TAIYUAN, G.CASE)
    both = _("太原做法：立案与派遣合计30分钟（紧急10分钟），各取一半")
    _duration("case.filing_limit", _hours("0.25"), _("立案时限"), both, G.CASE)
    _duration("case.filing_limit_urgent", _minutes(5), _("立案时限（紧急）"), both, G.CASE)
    _duration("case.dispatch_limit", _hours("0.25"), _("派遣时限"), both, G.CASE)
    _duration("case.dispatch_limit_urgent", _minutes(5), _("派遣时限（紧急）"), both, G.CASE)
    _duration("case.receive_limit", _hours("1"), _("签收时限"), FUZHOU, G.CASE)
    _duration("case.handling_limit", _days("5"), _("处置时限（立案条件未规定时）"), _("《潍坊市12345政务服务便民热线条例》第20条"), G.CASE)
    _duration("case.check_limit", _hours("1"), _("核查时限（城区、城乡结合部）"), TAIYUAN, G.CASE)
    _duration("case.check_limit_rural", _hours("2"), _("核查时限（乡村）"), TAIYUAN, G.CASE)
    _duration("case.follow_up_limit", _days("5"), _("回访时限"), PROPOSAL, G.CASE)
    _duration("case.transfer_limit", _days("3"), _("非本级事项转办时限"), _("《上海市城市管理行政执法条例》第26条"), G.CASE)


def _case_rounds() -> None:
    _int("case.return_window", 1, _("责任单位申请退回的期限（派遣后）"), _("个工作日"), PROPOSAL, G.CASE, 1, 30)
    _int("case.return_times", 1, _("责任单位可退回次数"), _("次"), PROPOSAL, G.CASE, 0, 5)
    practice = _("2014年某市通知：首次由单位负责人批准，再次须上级批准")
    _int("case.extensions_by_unit_head", 1, _("分管负责人可批准的延期次数"), _("次"), practice, G.CASE, 0, 5)
    _int("case.extensions_by_leader", 1, _("领导可批准的延期次数"), _("次"), practice, G.CASE, 0, 5)
    define("case.rework_resets_clock", False, ParameterKind.BOOL, _("返工后重新计算处置时限"), source=PROPOSAL, group=G.CASE)
    _int("case.cluster_size", 5, _("反映强烈：同一小类、同一社区的诉求数"), _("件"), PROPOSAL, G.CASE, 2, 100)
    _int("case.cluster_days", 30, _("反映强烈：统计天数"), _("天"), PROPOSAL, G.CASE, 1, 365)


def _replies() -> None:
    _duration("reply.first_limit", _days("1"), _("首次联系诉求人时限"), PROPOSAL, G.REPLY)
    _duration("reply.verification_limit", _days("5"), _("告知核查结果时限"), _("《上海市城市管理行政执法条例》第26条"), G.REPLY)
    guide = _("国办发〔2017〕47号")
    _duration("reply.message_limit", _days("7"), _("网上留言答复时限"), guide, G.REPLY)
    _duration("reply.message_limit_complex", _days("15"), _("网上留言答复最长时限（情况复杂）"), guide, G.REPLY)
    _int("case.reopen_window", 15, _("诉求人可要求重新办理的期限（结案后）"), _("天"), PROPOSAL, G.REPLY, 1, 365)
    _int("case.follow_up_tries", 3, _("回访尝试次数"), _("次"), PROPOSAL, G.REPLY, 1, 10)


def _lamps() -> None:
    # Red is 100 %, the due time itself, and no setting: otherwise "red" and "overdue" would be two lists.
    standard = _("数字城管通行做法：用时80%黄灯，超时红灯")
    _int("lamp.yellow_percent", 80, _("黄灯：已用时限达到"), "%", standard, G.LAMP, 1, 99, RECOMPUTE)


def _sharing() -> None:
    _duration("sharing.approval_info_limit", _days("5"), _("审批信息告知时限（审批后）"), PROPOSAL, G.SHARING)
    _duration("sharing.enforcement_reply_limit", _days("5"), _("执法情况回复时限"), PROPOSAL, G.SHARING)
    _duration("sharing.transfer_answer_limit", _days("3"), _("书面移送接收或退回时限"), PROPOSAL, G.SHARING)
    _duration("sharing.assist_reply_limit", _days("5"), _("协查回复时限"), ANYANG, G.SHARING)
    _duration("sharing.assist_extension", _days("5"), _("协查一次可延长"), ANYANG, G.SHARING)
    _int("sharing.assist_extension_times", 1, _("协查可延长次数"), _("次"), ANYANG, G.SHARING, 0, 5)
    _duration("sharing.opinion_letter_limit", _natural_days(10), _("意见函回复时限"), SHANGHAI, G.SHARING)
    s71, s76 = _("原文S71“定期通报”，周期为建议值"), _("原文S76“定期报送”，周期为建议值")
    define("sharing.circulation_period", "monthly", ParameterKind.CHOICE, _("信息通报周期"), source=s71, group=G.SHARING, choices=PERIODS)
    _int("sharing.circulation_day", 5, _("信息通报截止日"), _("日"), s71, G.SHARING, 1, 28)
    define("sharing.report_period", "monthly", ParameterKind.CHOICE, _("情况报送周期"), source=s76, group=G.SHARING, choices=PERIODS)
    _int("sharing.report_day", 5, _("情况报送截止日"), _("日"), s76, G.SHARING, 1, 28)


def _meetings_and_communities() -> None:
    s68, s61 = _("原文S68：联席会议每月召开一次"), _("原文S61：每日下午六点民情分析会")
    define("meeting.period", "monthly", ParameterKind.CHOICE, _("联席会议周期"), source=s68, group=G.MEETING, choices=PERIODS)
    _int("meeting.warn_day", 25, _("当月未召开时的提醒日"), _("日"), PROPOSAL, G.MEETING, 1, 28)
    _time("community.session_time", datetime.time(18, 0), _("民情分析会时间"), s61)
    _time("community.session_late_after", datetime.time(18, 30), _("民情分析会迟报时间"), PROPOSAL)
    _time("community.plan_confirm_by", datetime.time(20, 0), _("次日工作计划确认时间"), PROPOSAL)

    @rule("community.session_time", "community.session_late_after", "community.plan_confirm_by")
    def the_evening_in_order(values: Mapping[str, Value]) -> _StrOrPromise | None:
        steps = [str(values[f"community.{name}"]) for name in ("session_time", "session_late_after", "plan_confirm_by")]
        return None if steps == sorted(steps) else _("应依次为：分析会时间、迟报时间、次日计划确认时间。")


def _time(key: str, default: datetime.time, label: _StrOrPromise, source: _StrOrPromise) -> None:
    define(key, default, ParameterKind.TIME, label, source=source, group=G.COMMUNITY)


def _assessment() -> None:
    _int("assessment.freeze_day", 3, _("上月成绩封存日"), _("日"), PROPOSAL, G.ASSESSMENT, 1, 28)
    _duration("assessment.appeal_limit", _days("5"), _("成绩申诉期限"), PROPOSAL, G.ASSESSMENT)
    _int("assessment.bulletin_day", 15, _("考评简报发布日"), _("日"), _("原文S31“定期公布”，日期为建议值"), G.ASSESSMENT, 1, 28)

    @rule("assessment.freeze_day", "assessment.bulletin_day")
    def frozen_before_published(values: Mapping[str, Value]) -> _StrOrPromise | None:
        ordered = int(str(values["assessment.freeze_day"])) < int(str(values["assessment.bulletin_day"]))
        return None if ordered else _("封存日应早于简报发布日。")


def _publication_and_privacy() -> None:
    rules = _("《政府信息公开条例》第26条")
    _duration("publication.limit", _days("20"), _("成文后公开时限"), rules, G.PUBLICATION)
    _duration("publication.warn_after", _days("15"), _("成文后公开提醒"), PROPOSAL, G.PUBLICATION)
    shortest = _("《个人信息保护法》第19条：为实现目的所必要的最短时间；天数为建议值")
    _int("privacy.contact_retention_days", 730, _("结案后联系方式保存天数"), _("天"), shortest, G.PRIVACY, 1, 3650)
    _int("audit.retention_days", 365, _("审计日志保存天数"), _("天"), _("《网络安全法》第21条：不少于六个月"), G.PRIVACY, 180, 36500)


def _security() -> None:
    level = _("等级保护2.0测评通行做法")
    _int("security.lockout_tries", 5, _("登录失败锁定次数"), _("次"), level, G.SECURITY, 3, 20)
    _int("security.lockout_minutes", 30, _("锁定时间"), _("分钟"), level, G.SECURITY, 5, 1440)
    _int("security.idle_minutes", 30, _("无操作自动退出"), _("分钟"), level, G.SECURITY, 5, 480)
    _int("security.password_min_length", 12, _("密码最短长度"), _("位"), level, G.SECURITY, 12, 64)
    _int("security.password_character_kinds", 1, _("密码至少包含的字符种类"), _("种"), PROPOSAL, G.SECURITY, 1, 4)
    _int("security.password_max_age_days", 90, _("密码使用期限（0为不限）"), _("天"), level, G.SECURITY, 0, 3650)
    _int("security.unused_account_days", 90, _("账户闲置提醒天数"), _("天"), level, G.SECURITY, 1, 3650)
