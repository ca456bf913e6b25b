"""The structured figures of a bulletin: how they are written when a draft is made, and read when it is shown.

Values are kept as text, exactly as the assessment has them ("0.758230", "92.35"), and as whole numbers for
numerators and denominators. The empty value (0/0) is None and is shown as a dash.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FORMAT = 1
DASH = "—"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What an indicator is: shown with every figure of it. ``family`` rate, mean or count."""

    identifier: str
    label: str
    definition: str
    family: str
    higher: bool
    weight: str = ""
    kind: str = "scored"
    numerator_label: str = ""
    denominator_label: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A figure. ``value`` None is 0/0."""

    numerator: int
    denominator: int
    value: Decimal | None
    points: Decimal | None = None

    def shown(self, family: str) -> str:
        """For people: 93.72%, 6.5, 12 or a dash."""
        if self.value is None:
            return DASH
        if family == "rate":
            return f"{(self.value * 100).quantize(CENT, ROUND_HALF_UP)}%"
        return f"{self.value:f}".rstrip("0").rstrip(".") if family == "mean" else str(self.numerator)


@dataclass(frozen=True, slots=True)
class Row:
    """One subject of the rank table: a unit or a street."""

    code: str
    name: str
    values: Mapping[str, Value]
    base: Decimal | None = None
    deductions: Decimal | None = None
    bonus: Decimal | None = None
    total: Decimal | None = None
    rank: int | None = None
    rank_before: int | None = None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A month of the trend; values by identifier, as far as that month had them."""

    month: datetime.date
    values: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one bulletin."""

    month: datetime.date
    revision: int
    version: str
    digest: str
    cutoff: str
    indicators: tuple[Indicator, ...]
    district: Mapping[str, Value]
    before: Mapping[str, Value]
    units: tuple[Row, ...]
    streets: tuple[Row, ...]
    trend: tuple[TrendPoint, ...]
    appeals: Mapping[str, int]

    def indicator(self, identifier: str) -> Indicator | None:
        return next((item for item in self.indicators if item.identifier == identifier), None)

    @property
    def ranked(self) -> tuple[Row, ...]:
        """Units with a score, by place."""
        return tuple(row for row in self.units if row.total is not None)

    @property
    def unranked(self) -> tuple[Row, ...]:
        """Units for which nothing was to be measured."""
        return tuple(row for row in self.units if row.total is None)

    def of_kind(self, *kinds: str) -> tuple[Indicator, ...]:
        return tuple(item for item in self.indicators if item.kind in kinds)

    @property
    def scored(self) -> tuple[Indicator, ...]:
        return self.of_kind("scored")

    @property
    def unseen(self) -> tuple[Indicator, ...]:
        """四个不见."""
        return tuple(item for item in self.indicators if item.identifier.startswith("unseen_"))


def read(stored: Mapping[str, Any]) -> Report:
    """The stored form as values. Raises KeyError or ValueError where it is not one."""
    return Report(
        month=datetime.date.fromisoformat(stored["month"]),
        revision=int(stored["revision"]),
        version=stored["version"],
        digest=stored["digest"],
        cutoff=stored["cutoff"],
        indicators=tuple(Indicator(**item) for item in stored["indicators"]),
        district=_values(stored["district"]),
        before=_values(stored["before"]),
        units=tuple(_row(row) for row in stored["units"]),
        streets=tuple(_row(row) for row in stored["streets"]),
        trend=tuple(
            TrendPoint(datetime.date.fromisoformat(point["month"]), {key: _decimal(value) for key, value in point["values"].items()})
            for point in stored["trend"]
        ),
        appeals=stored["appeals"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _values(stored: Mapping[str, Sequence[Any]]) -> dict[str, Value]:
    return {key: Value(int(row[0]), int(row[1]), _decimal(row[2]), _decimal(row[3])) for key, row in stored.items()}


def _row(stored: Mapping[str, Any]) -> Row:
    amounts = {name: _decimal(stored[name]) for name in ("base", "deductions", "bonus", "total")}
    return Row(stored["code"], stored["name"], _values(stored["values"]), rank=stored["rank"], rank_before=stored["rank_before"], **amounts)


def stored_value(numerator: int, denominator: int, value: Decimal | None, points: Decimal | None) -> list[Any]:
    """A figure as it is stored."""
    return [numerator, denominator, None if value is None else str(value), None if points is None else str(points)]


def report_words(report: Report) -> str:
    """The figures as plain lines, for the index."""
    names = {item.identifier: item for item in report.indicators}
    lines = [f"{names[key].label} {value.shown(names[key].family)}" for key, value in report.district.items() if key in names]
    lines += [f"{row.name} {row.total if row.total is not None else DASH}" for row in (*report.units, *report.streets)]
    return "\n".join(lines)


def change_of(now: Value | None, before: Value | None) -> Decimal | None:
    """By how much a figure changed, in its own measure (a rate in shares of one)."""
    if now is None or before is None or now.value is None or before.value is None:
        return None
    return now.value - before.value
