"""Houses along a street, rows of shops, blocks of flats, walls."""

from __future__ import annotations

from intranet.demo.drawings.palette import WALLS, Colour
from intranet.demo.drawings.sketch import Sketch

FLOOR = 3.1
SIGNS = ("teal", "red", "blue", "orange", "green", "brown", "steel_dark", "yellow")


def street_side(s: Sketch, x: float, z0: float, z1: float, step: int = 0) -> None:
    """A row of houses along the street at a distance x from the axis, far ones first."""
    houses: list[tuple[float, float, int, Colour, str]] = []
    z = z0
    while z < z1:
        length = s.rng.uniform(9, 16)
        houses.append((z, min(z + length, z1), s.rng.randint(3, 6), WALLS[(len(houses) * 3 + step) % len(WALLS)], s.rng.choice(SIGNS)))
        z += length
    for near, far, floors, wall, sign in reversed(houses):
        _house_side(s, x, near, far, floors, wall, sign)


def _house_side(s: Sketch, x: float, z0: float, z1: float, floors: int, wall: Colour, sign: str) -> None:
    top = floors * FLOOR + 0.8
    s.side(x, 0, top, z0, z1, s.tone(wall, z0, 0.88 if x > 0 else 1))
    outward = x + (8 if x > 0 else -8)
    s.front(min(x, outward), max(x, outward), 0, top, z0, s.tone(wall, z0, 1.02 if x > 0 else 0.86))
    s.side(x, top - 0.35, top, z0, z1, s.tone(wall, z0, 0.74))
    bays = max(1, int((z1 - z0) / 3.1))
    width = (z1 - z0) / bays
    for bay in range(bays):
        near = z0 + bay * width
        for floor in range(1, floors):
            _window_side(s, x, floor * FLOOR + 0.9, near + width * 0.24, near + width * 0.76)
        s.side(x, 0.15, 2.5, near + width * 0.1, near + width * 0.9, s.tone("lit" if s.light.lit else "glass_dark", near, 1))
        s.side(x, 2.6, 3.2, near + width * 0.06, near + width * 0.94, s.tone(sign if bay % 2 else "steel_dark", near))


def _window_side(s: Sketch, x: float, y: float, z0: float, z1: float) -> None:
    lit = s.light.lit and s.rng.random() < 0.45
    s.side(x, y, y + 1.5, z0, z1, s.tone("lit" if lit else "glass", z0, 1 if lit else 0.95))
    s.side(x, y, y + 0.12, z0 - 0.1, z1 + 0.1, s.tone("white", z0, 0.86))


def shop_row(s: Sketch, z: float, x0: float, x1: float, floors: int = 3, *, keep: tuple[str, ...] = ()) -> list[tuple[float, float]]:
    """Shops that face the eye; returns the (left, right) of each. ``keep`` names the signs, else they are drawn."""
    wall = s.rng.choice(WALLS)
    s.front(x0, x1, 0, floors * FLOOR + 1, z, s.tone(wall, z))
    s.front(x0, x1, floors * FLOOR + 0.7, floors * FLOOR + 1, z, s.tone(wall, z, 0.8))
    shops = []
    x, number = x0, 0
    while x < x1 - 2:
        width = s.rng.uniform(4.2, 5.6)
        right = min(x + width, x1)
        _shop(s, x, right, z, keep[number % len(keep)] if keep else s.rng.choice(SIGNS))
        for floor in range(1, floors):
            _front_windows(s, x, right, floor * FLOOR + 1.1, z)
        shops.append((x, right))
        x, number = right, number + 1
    return shops


def _shop(s: Sketch, x0: float, x1: float, z: float, sign: str) -> None:
    s.front(x0 + 0.08, x1 - 0.08, 0, 3.1, z, s.tone("concrete", z, 0.92))
    s.front(x0 + 0.2, x1 - 0.2, 2.55, 3.2, z, s.tone(sign, z, 1.15 if s.light.lit else 1))
    count = s.rng.randint(3, 5)
    size = min(0.42, (x1 - x0 - 1) / count / 1.3)
    s.glyphs((x0 + x1) / 2 - count * size * 0.57, 2.66, size, count, z, s.tone("paper", z))
    glass = s.tone("lit" if s.light.lit else "glass_dark", z)
    door = x0 + (x1 - x0) * s.rng.uniform(0.3, 0.55)
    s.front(x0 + 0.25, door - 0.08, 0.45, 2.4, z, glass)
    s.front(door + 1.12, x1 - 0.25, 0.45, 2.4, z, glass)
    s.front(door, door + 1.05, 0.02, 2.4, z, s.tone("steel_dark", z))
    s.front(door + 0.1, door + 0.95, 0.15, 2.3, z, s.tone("lit" if s.light.lit else "glass", z, 0.95))
    for edge in (x0 + 0.25, (x0 + door) / 2, x1 - 0.8):
        s.line(((edge, 0.5, z), (edge + 0.35, 2.35, z)), s.tone("water_light", z), 0.05)


def _front_windows(s: Sketch, x0: float, x1: float, y: float, z: float) -> None:
    bays = max(1, int((x1 - x0) / 1.9))
    width = (x1 - x0) / bays
    for bay in range(bays):
        left = x0 + bay * width + width * 0.2
        right = left + width * 0.6
        lit = s.light.lit and s.rng.random() < 0.5
        s.front(left - 0.07, right + 0.07, y - 0.1, y + 1.5, z, s.tone("white", z, 0.92))
        s.front(left, right, y, y + 1.42, z, s.tone("lit" if lit else "glass", z))
        s.front((left + right) / 2 - 0.03, (left + right) / 2 + 0.03, y, y + 1.42, z, s.tone("white", z, 0.92))
        if bay % 3 == 1:
            s.front(left + 0.1, right - 0.1, y - 0.55, y - 0.12, z, s.tone("white", z, 0.82))


def flats(s: Sketch, z: float, x0: float, x1: float, floors: int, wall: Colour) -> None:
    """A block of flats that faces the eye."""
    top = floors * 2.9 + 0.6
    s.front(x0, x1, 0, top, z, s.tone(wall, z))
    s.front(x0, x1, 0, 1.1, z, s.tone(wall, z, 0.82))
    s.front(x0, x1, top - 0.4, top, z, s.tone(wall, z, 0.76))
    bays = max(2, int((x1 - x0) / 3))
    width = (x1 - x0) / bays
    for bay in range(bays):
        left = x0 + bay * width
        for floor in range(floors):
            _flat(s, left, width, floor * 2.9 + 1.2, z, wall, balcony=bay % 2 == 0)


def _flat(s: Sketch, left: float, width: float, y: float, z: float, wall: Colour, *, balcony: bool) -> None:
    lit = s.light.lit and s.rng.random() < 0.5
    s.front(left + width * 0.2, left + width * 0.8, y, y + 1.3, z, s.tone("lit" if lit else "glass", z))
    if balcony:
        s.front(left + width * 0.1, left + width * 0.9, y - 0.4, y + 0.35, z, s.tone(wall, z, 1.12))
        s.front(left + width * 0.1, left + width * 0.9, y + 0.35, y + 0.42, z, s.tone("steel", z))


def skyline(s: Sketch, z: float = 75) -> None:
    """Far houses against the sky."""
    x = -60.0
    while x < 60:
        width, tall = s.rng.uniform(6, 13), s.rng.uniform(8, 26)
        s.front(x, x + width, 0, tall, z, s.tone("steel", z, s.rng.uniform(0.9, 1.1)))
        if s.light.lit:
            for _window in range(6):
                wx, wy = x + s.rng.uniform(1, width - 1), s.rng.uniform(2, tall - 1)
                s.front(wx, wx + 0.7, wy, wy + 0.8, z, s.tone("lit", z / 3))
        x += width + s.rng.uniform(-2, 4)


def brick_wall(s: Sketch, z: float, x0: float, x1: float, tall: float, wall: Colour) -> None:
    """A plastered wall over a brick base, close by."""
    s.front(x0, x1, 0, tall, z, s.tone(wall, z))
    s.front(x0, x1, 0, 0.55, z, s.tone(wall, z, 0.78))
    for _mark in range(26):
        x, y = s.rng.uniform(x0, x1), s.rng.uniform(0.6, tall)
        s.blob(x, y, z, s.rng.uniform(0.05, 0.5), s.rng.uniform(0.03, 0.2), s.tone(wall, z, s.rng.choice((0.96, 1.04))), rough=0.4)
    for row in range(5):
        s.line(((x0, row * 0.11, z), (x1, row * 0.11, z)), s.tone(wall, z, 0.7), 0.012)
