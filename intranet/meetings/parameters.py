"""The settings of joint meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define
from core.parameters.selectors import number, value

# Declared with the other numbers of domain.md §3.8 in core.parameters.
WARN_DAY = "meeting.warn_day"
PREFIX = "meeting.minutes_prefix"
MARK = "meeting.minutes_mark"
G = ParameterGroup.MEETING


def declare() -> None:
    """Called once at start-up."""
    define(PREFIX, "城管联纪", ParameterKind.TEXT, _("会议纪要机关代字"), "", _("建议值"), group=G)
    define(MARK, "城市管理联席会议纪要", ParameterKind.TEXT, _("会议纪要版头文字"), "", _("GB/T 9704-2012"), group=G)


def warn_day() -> int:
    return number(WARN_DAY)


def minutes_prefix() -> str:
    return str(value(PREFIX))


def minutes_mark() -> str:
    return str(value(MARK))
