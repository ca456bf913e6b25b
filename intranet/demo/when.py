"""Dates of the demo: everything is relative to today, and every season is in its season.

A text says on which day of the year it belongs ("11-10"); it is dated to the newest such day that is not
after today. So a notice about snow is never of July, whenever the demo is loaded.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

WEEKDAYS = "一二三四五六日"
OFFSET = re.compile(r"([dw])(\d+)")


def season_day(today: datetime.date, on: str, *, years_ago: int = 0) -> datetime.date:
    """The newest ``on`` ("MM-DD") on or before today, some years back, moved to a weekday."""
    month, day = (int(part) for part in on.split("-"))
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return weekday_before(datetime.date(year - years_ago, month, day))


def weekday_before(day: datetime.date) -> datetime.date:
    """The day itself, or the Friday before a weekend."""
    return day - datetime.timedelta(days=max(0, day.weekday() - 4))


def weekday_after(day: datetime.date) -> datetime.date:
    """The day itself, or the Monday after a weekend."""
    return day + datetime.timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def long_date(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


class DateSlots(dict[str, str]):
    """Slots that a dated text may use: {year} {month} {date}, {d5} five days after, {w5} the weekday from then on."""

    def __init__(self, published: datetime.date, values: Mapping[str, str] | None = None) -> None:
        super().__init__(values or {})
        self._published = published
        self |= {"year": str(published.year), "month": str(published.month), "date": long_date(published)}

    def __missing__(self, slot: str) -> str:
        match = OFFSET.fullmatch(slot)
        if match is None:
            raise KeyError(slot)
        day = self._published + datetime.timedelta(days=int(match[2]))
        if match[1] == "w":
            day = weekday_after(day)
        words = long_date(day) if day.year != self._published.year else f"{day.month}月{day.day}日"
        return f"{words}（周{WEEKDAYS[day.weekday()]}）" if match[1] == "w" else words
