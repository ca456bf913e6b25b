"""Giving out numbers inside the caller's transaction.

The counter row stays locked until that transaction ends. If it is undone, so is the number: within one
kind and scope numbers are without gaps as long as the caller writes the numbered thing in the same
transaction. Letters must do so (发文字号 has no gaps); case numbers may also be taken early and lost.
"""

from __future__ import annotations

import datetime

from django.db.models import F

from core.numbering.models import Counter
from core.transactions import require_atomic


def next_value(*, kind: str, scope: str) -> int:
    """The next number of a kind and scope, from 1."""
    return next_values(kind=kind, scope=scope, count=1)[0]


def next_values(*, kind: str, scope: str, count: int) -> range:
    """The next ``count`` numbers at once, for bulk writers: the same numbers as so many single calls."""
    require_atomic("next_value")
    row = Counter.objects.filter(kind=kind, scope=scope)
    if not row.update(value=F("value") + count):
        # Two first users may meet here: the loser's insert is ignored, its update waits for the winner.
        Counter.objects.bulk_create([Counter(kind=kind, scope=scope)], ignore_conflicts=True)
        row.update(value=F("value") + count)
    last = row.values_list("value", flat=True).get()
    return range(last - count + 1, last + 1)


def case_number(*, on: datetime.date) -> str:
    """受理编号 "CG-YYYYMMDD-NNNN". A complaint and the case opened from it share one."""
    return case_numbers(on=on, count=1)[0]


def case_numbers(*, on: datetime.date, count: int) -> list[str]:
    """The same for bulk writers. After 9999 on one day the numbers have five digits."""
    return [f"CG-{on:%Y%m%d}-{value:04d}" for value in next_values(kind="case", scope=f"{on:%Y%m%d}", count=count)]


def letter_number(*, prefix: str, year: int) -> str:
    """发文字号 such as "云城管函〔2026〕12号" (GB/T 9704: six-sided brackets, no leading zero)."""
    value = next_value(kind="letter", scope=f"{year}:{prefix}")
    return f"{prefix}〔{year}〕{value}号"
