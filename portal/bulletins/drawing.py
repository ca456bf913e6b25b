"""The pictures of a bulletin, worked out from its figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.columns import ColumnChart, Point, column_chart
from portal.bulletins.report import DASH, Indicator, Report, Row, Value, change_of

# The figures at the top and in the trend, as far as a bulletin's indicator set has them.
KEY_FIGURES = ("on_time_handling", "closing", "satisfaction")
TRENDS = ("on_time_handling", "closing", "satisfaction", "handling_hours")
TENTH = Decimal("0.1")
PERCENT_POINTS = gettext_lazy("个百分点")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with its change against the month before, in words."""

    indicator: Indicator
    value: Value
    text: str
    unit: str
    change: str
    trend: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One line of the indicator table."""

    indicator: Indicator
    value: Value
    text: str
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One line of a rank table. ``moved`` is by how many places the unit went up (+) or down (-)."""

    row: Row
    cells: tuple[str, ...]
    moved: int | None

    @property
    def fell(self) -> int:
        """By how many places it went down, as words say it."""
        return -(self.moved or 0)


@dataclass(frozen=True, slots=True)
class StreetCounts:
    """A street's 四个不见 counters; ``shares`` in per cent of the greatest of all."""

    row: Row
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything the page draws beside the text."""

    keys: tuple[KeyFigure, ...]
    lines: tuple[IndicatorLine, ...]
    units: tuple[UnitLine, ...]
    streets: tuple[UnitLine, ...]
    columns: tuple[Indicator, ...]
    unseen: tuple[StreetCounts, ...]
    unseen_most: int
    trends: tuple[ColumnChart, ...]


def drawn(report: Report) -> Drawn:
    """All pictures and tables of a bulletin."""
    columns = tuple(item for item in report.scored if item.family != "count")
    unseen = tuple(_street_counts(report, row) for row in report.streets) if report.unseen else ()
    return Drawn(
        keys=tuple(drawn_key(report, item) for name in KEY_FIGURES if (item := report.indicator(name))),
        lines=tuple(_line(report, item) for item in report.of_kind("scored", "shown") if not item.identifier.startswith("unseen_")),
        units=tuple(_unit(row, columns) for row in report.ranked),
        streets=tuple(_unit(row, columns) for row in report.streets),
        columns=columns,
        unseen=unseen,
        unseen_most=max((max(row.counts, default=0) for row in unseen), default=0),
        trends=tuple(chart for name in TRENDS if (item := report.indicator(name)) and (chart := _trend(report, item))),
    )


def drawn_key(report: Report, item: Indicator) -> KeyFigure:
    """A figure for the top of the page and for the home page."""
    value = report.district.get(item.identifier, Value(0, 0, None))
    text = value.shown(item.family)
    points = [float(point) for month in report.trend if (point := month.values.get(item.identifier)) is not None]
    return KeyFigure(item, value, text.rstrip("%"), "%" if text.endswith("%") else "", change_words(report, item), tuple(points))


def _line(report: Report, item: Indicator) -> IndicatorLine:
    value = report.district.get(item.identifier, Value(0, 0, None))
    before = report.before.get(item.identifier)
    return IndicatorLine(item, value, value.shown(item.family), before.shown(item.family) if before else DASH, change_words(report, item))


def change_words(report: Report, item: Indicator) -> str:
    """较上月 +1.2 个百分点; empty when one of the two months has no figure."""
    change = change_of(report.district.get(item.identifier), report.before.get(item.identifier))
    if change is None:
        return ""
    amount = (change * 100 if item.family == "rate" else change).quantize(TENTH, ROUND_HALF_UP)
    if not amount:
        return _("与上月持平")
    unit = str(PERCENT_POINTS) if item.family == "rate" else ""
    return _("较上月 %(change)s%(unit)s") % {"change": f"{amount:+f}".replace("-", "−"), "unit": f" {unit}" if unit else ""}


def _unit(row: Row, columns: tuple[Indicator, ...]) -> UnitLine:
    cells = tuple(row.values[item.identifier].shown(item.family) if item.identifier in row.values else DASH for item in columns)
    moved = row.rank_before - row.rank if row.rank is not None and row.rank_before is not None else None
    return UnitLine(row, cells, moved)


def _street_counts(report: Report, row: Row) -> StreetCounts:
    counts = tuple(row.values[item.identifier].numerator if item.identifier in row.values else 0 for item in report.unseen)
    return StreetCounts(row, counts, sum(counts))


def _trend(report: Report, item: Indicator) -> ColumnChart | None:
    factor = 100 if item.family == "rate" else 1
    points = []
    for month in report.trend:
        value = month.values.get(item.identifier)
        text = DASH if value is None else f"{(value * factor).quantize(TENTH, ROUND_HALF_UP)}"
        name = _("%(month)d月") % {"month": month.month.month}
        points.append(Point(name, None if value is None else float(value * factor), text))
    if len(points) < 2:
        return None
    unit = "%" if item.family == "rate" else _("工作时")
    said = _("%(label)s近%(count)d个月：最早%(first)s，最近%(last)s") % {
        "label": item.label, "count": len(points), "first": points[0].text, "last": points[-1].text,
    }  # fmt: skip
    return column_chart(item.label, points, unit=unit, most=100.0 if item.family == "rate" else None, description=said)
