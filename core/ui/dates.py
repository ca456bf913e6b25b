"""Dates as people here write them (visual.md, Words): 11月23日 周一 14:30, 11月28日（周五）.

The year is left out only where it is the current one and the date is near; a full date always has it.
In English the same functions give day, short month and weekday.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def full_date(value: date | datetime) -> str:
    """2026年11月23日 / 23 Nov 2026."""
    moment = _local(value)
    if _chinese():
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return date_format(moment, "j M Y")


def full_datetime(value: date | datetime) -> str:
    """11月23日 周一 14:30, with the year in front when it is not this year's."""
    moment = _local(value)
    current = moment.year == timezone.localdate().year
    clock = f" {moment:%H:%M}" if isinstance(moment, datetime) else ""
    if _chinese():
        year = "" if current else f"{moment.year}年"
        return f"{year}{moment.month}月{moment.day}日 {WEEKDAYS[moment.weekday()]}{clock}"
    return date_format(moment, "D j M" if current else "D j M Y") + clock


def due_date(value: date | datetime) -> str:
    """11月28日（周五）, with the year in front when it is not this year's."""
    moment = _local(value)
    current = moment.year == timezone.localdate().year
    if _chinese():
        year = "" if current else f"{moment.year}年"
        return f"{year}{moment.month}月{moment.day}日（{WEEKDAYS[moment.weekday()]}）"
    return date_format(moment, "D j M" if current else "D j M Y")


def month_name(number: int) -> str:
    """11月 / November."""
    return f"{number}月" if _chinese() else date_format(date(2000, number, 1), "F")


def machine_date(value: date | datetime) -> str:
    """For the datetime attribute: ISO 8601, local time."""
    moment = _local(value)
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()
