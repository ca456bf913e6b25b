"""Trees, hedges and what lies under them."""

from __future__ import annotations

import math

from intranet.demo.drawings.sketch import Sketch


def tree(s: Sketch, x: float, z: float, tall: float = 6.5, *, lean: float = 0) -> None:
    """A street tree; bare in winter. ``lean`` in metres sideways at the crown."""
    trunk = s.tone("trunk", z)
    crown = tall * 0.62
    s.shadow(x + 0.4, z, tall * 0.22, 0.5)
    s.poly(((x - 0.14, 0, z), (x + 0.14, 0, z), (x + lean + 0.07, crown, z), (x + lean - 0.07, crown, z)), trunk)
    if s.season == "winter":
        _branches(s, x + lean, crown * 0.55, z, tall * 0.42, math.pi / 2, 4)
        return
    for step, (count, spread) in enumerate(((7, 1.0), (6, 0.82), (5, 0.58))):
        for _leaf in range(count):
            turn, reach = s.rng.uniform(0, math.tau), s.rng.uniform(0.1, 1) * spread * tall * 0.2
            cx, cy = x + lean + math.cos(turn) * reach - step * 0.12, crown + tall * 0.1 + math.sin(turn) * reach * 0.85 + step * 0.16
            size = tall * s.rng.uniform(0.1, 0.15) * (1.1 - step * 0.2)
            s.disc(cx, cy, z, size, size * 0.86, s.leaf(step, z))


def _branches(s: Sketch, x: float, y: float, z: float, length: float, turn: float, depth: int) -> None:
    if depth == 0 or length < 0.12:
        return
    ex, ey = x + math.cos(turn) * length, y + math.sin(turn) * length
    s.line(((x, y, z), (ex, ey, z)), s.tone("trunk", z), 0.05 * depth)
    if s.snowy and depth > 2:
        s.line(((x, y + 0.05, z), (ex, ey + 0.05, z)), s.tone("snow", z), 0.05)
    for side in (-0.5, 0.05, 0.5):
        _branches(s, ex, ey, z, length * s.rng.uniform(0.5, 0.68), turn + side + s.rng.uniform(-0.18, 0.18), depth - 1)


def hedge(s: Sketch, x0: float, x1: float, z: float, tall: float = 0.7) -> None:
    """A clipped hedge that faces the eye."""
    s.front(x0, x1, 0, tall * 0.92, z, s.leaf(0, z))
    step = 0.22
    count = int((x1 - x0) / step)
    for number in range(count):
        x = x0 + number * step + s.rng.uniform(0, 0.1)
        s.disc(x, tall * s.rng.uniform(0.82, 0.98), z, 0.17, 0.13, s.leaf(1, z))
        s.disc(x, tall * s.rng.uniform(0.25, 0.75), z, 0.13, 0.1, s.leaf(s.rng.choice((0, 1)), z))
        if s.snowy:
            s.disc(x, tall, z, 0.18, 0.08, s.tone("snow", z))


def hedge_along(s: Sketch, x: float, z0: float, z1: float, tall: float = 0.6) -> None:
    """A clipped hedge along the street."""
    s.box(x, x + 0.8, 0, tall, z0, z1, s.leaf(1)) if x > 0 else s.box(x - 0.8, x, 0, tall, z0, z1, s.leaf(1))


def bush(s: Sketch, x: float, z: float, size: float = 0.6) -> None:
    """A round shrub."""
    for step in range(3):
        for _leaf in range(4):
            dx, dy = s.rng.uniform(-0.5, 0.5) * size, s.rng.uniform(0, 0.5) * size
            s.disc(x + dx, size * 0.45 + dy, z, size * (0.46 - step * 0.1), size * (0.4 - step * 0.09), s.leaf(step, z))


def weeds(s: Sketch, x: float, z: float, width: float, count: int = 30, tall: float = 0.35) -> None:
    """Tufts of grass."""
    for _blade in range(count):
        bx, bz = x + s.rng.uniform(-width, width), z + s.rng.uniform(-0.4, 0.4)
        s.line(((bx, 0, bz), (bx + s.rng.uniform(-0.1, 0.1), tall * s.rng.uniform(0.5, 1), bz)), s.leaf(s.rng.choice((0, 1, 2)), bz), 0.03)


def leaves_on_ground(s: Sketch, x: float, z: float, rx: float, rz: float, count: int) -> None:
    """Fallen leaves."""
    for _leaf in range(count):
        lx, lz = x + s.rng.gauss(0, 0.5) * rx, z + s.rng.uniform(-1, 1) * rz
        tones = ((160, 112, 58), (190, 138, 68), (146, 92, 52), (206, 160, 84))
        s.patch(lx, lz, 0.09, 0.07, s.tone(s.rng.choice(tones), lz), rough=0.4, corners=6)
