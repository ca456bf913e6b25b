"""Geometry of the small server-made SVG charts. Zero-based, one hue, no script needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 120, 32, 4


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Points of a line over WIDTH × HEIGHT user units; ``last_x``/``last_y`` place the dot of the newest value."""

    points: str
    area: str
    last_x: str
    last_y: str


def share(value: float, most: float) -> float:
    """Length of a bar in per cent of the greatest value, 0 to 100."""
    if most <= 0:
        return 0.0
    return round(min(max(value / most, 0.0), 1.0) * 100, 1)


def sparkline(values: Sequence[float]) -> Sparkline | None:
    """A line from the oldest to the newest value; None when there are fewer than two."""
    if len(values) < 2:
        return None
    most = max(*values, 0.0) or 1.0
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    spots = [
        (f"{MARGIN + index * step:.1f}", f"{HEIGHT - MARGIN - max(value, 0.0) / most * (HEIGHT - 2 * MARGIN):.1f}")
        for index, value in enumerate(values)
    ]
    points = " ".join(f"{x},{y}" for x, y in spots)
    floor = HEIGHT - MARGIN
    return Sparkline(points, f"{MARGIN},{floor} {points} {spots[-1][0]},{floor}", *spots[-1])
