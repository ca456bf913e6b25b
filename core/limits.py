"""A span of allowed time as staff write it: a number and a unit.

Used by settings, filing conditions, clocks and extensions. It lives beside the apps because all of them
need it and none of them owns it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext_lazy as _

LARGEST = Decimal(9999)
STEP = Decimal("0.01")


class LimitUnit(models.TextChoices):
    """Units of a limit (domain.md §2.1). Those named 紧急 and natural days run through nights and holidays."""

    WORK_HOUR = "work_hour", _("工作时")
    URGENT_HOUR = "urgent_hour", _("紧急工作时")
    URGENT_MINUTE = "urgent_minute", _("分钟（连续计）")
    WORK_DAY = "work_day", _("工作日")
    CALENDAR_DAY = "calendar_day", _("自然日")


# Units that stop at night and on days off, so that their deadline depends on the working-day table.
WORKING_UNITS = frozenset({LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY})


@dataclass(frozen=True, slots=True)
class Limit:
    """``value`` is positive, at most 9999, in steps of 0.01; natural days are whole. Else ValueError."""

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in LimitUnit.values:
            raise ValueError(f"unknown unit of time: {self.unit}")
        if not isinstance(self.value, Decimal):
            object.__setattr__(self, "value", Decimal(str(self.value)))
        if not self.value.is_finite() or not 0 < self.value <= LARGEST or self.value % STEP:
            raise ValueError(f"a limit is more than 0, at most {LARGEST}, in steps of {STEP}: {self.value}")
        if self.unit in (LimitUnit.CALENDAR_DAY, LimitUnit.URGENT_MINUTE) and self.value % 1:
            raise ValueError(f"natural days and minutes are whole numbers: {self.value}")

    def __str__(self) -> str:
        return f"{plain(self.value)}{LimitUnit(self.unit).label}"

    @property
    def text(self) -> str:
        """The stored form, e.g. "0.5 work_day"."""
        return f"{plain(self.value)} {self.unit}"

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read the stored form. Raises ValueError when it is no limit."""
        number, _space, unit = text.strip().partition(" ")
        try:
            return cls(Decimal(number), unit.strip())
        except InvalidOperation as error:
            raise ValueError(f"not a number: {number}") from error


def plain(value: Decimal) -> str:
    """A number without trailing zeros and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
