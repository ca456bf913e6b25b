"""Geometry of a column chart of some months: from zero, one hue, the newest column darker and labelled.

The picture is drawn in user units and scales with its place; on a telephone it is as wide as the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 340, 168
TOP, BOTTOM, LEFT, RIGHT = 26, 24, 34, 4
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """A column to draw. ``value`` None leaves its place empty: there is no figure, which is not zero."""

    name: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A drawn column. ``label`` is written over it, ``tick`` under it; empty where neither fits."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    tick: str
    label: str
    current: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class GridLine:
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Everything the template draws; ``points`` once more for the table behind it."""

    title: str
    description: str
    columns: tuple[Column, ...]
    grid: tuple[GridLine, ...]
    points: tuple[Point, ...]
    unit: str

    @property
    def base(self) -> float:
        return HEIGHT - BOTTOM

    @property
    def right(self) -> float:
        return WIDTH - RIGHT

    @property
    def left(self) -> float:
        return LEFT


def column_chart(
    title: str, points: Sequence[Point], *, unit: str = "", most: float | None = None, description: str = ""
) -> ColumnChart | None:
    """A chart of up to some two dozen columns; None when no column has a value. ``most`` fixes the top (100 for %)."""
    values = [point.value for point in points if point.value is not None]
    if not values:
        return None
    top = most or _round_up(max(values))
    pitch = (WIDTH - LEFT - RIGHT) / len(points)
    height = HEIGHT - TOP - BOTTOM
    columns = []
    for index, point in enumerate(points):
        size = 0.0 if point.value is None else max(0.0, min(point.value / top, 1.0)) * height
        x = LEFT + index * pitch + pitch * 0.14
        last = index == len(points) - 1
        tick = point.name if last or (index % 3 == (len(points) - 1) % 3) else ""
        label = point.text if last or index == 0 else ""
        columns.append(
            Column(
                round(x, 1), round(HEIGHT - BOTTOM - size, 1), round(pitch * 0.72, 1), round(size, 1),
                round(x + pitch * 0.36, 1), tick, label, last, point.value is None,
            )
        )  # fmt: skip
    grid = tuple(GridLine(round(HEIGHT - BOTTOM - share * height, 1), _plain(top * share)) for share in (0.5, 1.0))
    return ColumnChart(title, description or title, tuple(columns), grid, tuple(points), unit)


def _round_up(value: float) -> float:
    """The next friendly number: 1, 2, 2.5, 5 or 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** len(str(int(value))) / 10
    return next(step * power for step in (*STEPS, 20) if step * power >= value)


def _plain(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
