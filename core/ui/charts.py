"""Geometry of the small server-made SVG charts: one hue, no script needed. Bars begin at zero; a
sparkline shows only the way a figure went, so it is drawn over its own range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 120, 32, 4
SMALLEST_SPAN = 0.05


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Points of a line over WIDTH × HEIGHT user units; ``last_x``/``last_y`` place the dot of the newest value."""

    points: str
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
    least, most = min(values), max(values)
    # At least a twentieth of the figure itself: a tenth of a point up and down must not look like a cliff.
    span = max(most - least, abs(most) * SMALLEST_SPAN) or 1.0
    floor = (most + least - span) / 2
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    spots = [
        (f"{MARGIN + index * step:.1f}", f"{HEIGHT - MARGIN - (value - floor) / span * (HEIGHT - 2 * MARGIN):.1f}")
        for index, value in enumerate(values)
    ]
    return Sparkline(" ".join(f"{x},{y}" for x, y in spots), *spots[-1])
