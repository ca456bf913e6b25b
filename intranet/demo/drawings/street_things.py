"""What stands in a street: lamps, vehicles, bins, benches, shelters, signs, fences."""

from __future__ import annotations

from intranet.demo.drawings.palette import Colour
from intranet.demo.drawings.sketch import Sketch

PAINTS: tuple[Colour, ...] = ((222, 221, 215), (92, 98, 104), (150, 62, 56), (76, 104, 134), (196, 190, 178), (60, 64, 70), (120, 136, 124))


def lamp_post(s: Sketch, x: float, z: float, *, broken: bool = False) -> None:
    """A street lamp with its arm towards the road."""
    arm = -1.6 if x > 0 else 1.6
    steel = s.tone("steel_dark", z)
    s.box(x - 0.16, x + 0.16, 0, 0.5, z, z + 0.3, "steel")
    s.line(((x, 0, z), (x, 6.2, z)), steel, 0.13)
    s.line(((x, 6.2, z), (x + arm, 6.75, z)), steel, 0.09)
    if broken:
        s.line(((x + arm, 6.75, z), (x + arm * 1.08, 5.9, z)), s.tone("ink", z), 0.05)
        s.poly(
            ((x + arm * 0.95, 5.95, z), (x + arm * 1.3, 5.75, z), (x + arm * 1.25, 5.5, z), (x + arm * 0.92, 5.7, z)), s.tone("steel", z)
        )
        return
    shining = s.light.lit and not s.lamps_out
    if shining:
        for reach, share in ((1.5, 0.16), (0.9, 0.3)):
            s.disc(x + arm, 6.6, z, reach, reach, _glow(s, share))
    s.poly(((x + arm * 0.8, 6.75, z), (x + arm * 1.25, 6.9, z), (x + arm * 1.25, 6.78, z), (x + arm * 0.8, 6.6, z)), s.tone("steel", z))
    s.disc(x + arm * 1.05, 6.68, z, 0.3, 0.09, (255, 236, 184) if shining else s.tone("concrete", z, 0.9))


def _glow(s: Sketch, share: float) -> Colour:
    low = s.light.sky_low
    return (int(low[0] + (255 - low[0]) * share), int(low[1] + (230 - low[1]) * share), int(low[2] + (170 - low[2]) * share))


def pool_of_light(s: Sketch, x: float, z: float, size: float = 3.2, on: str = "paving") -> None:
    """Lit ground under a lamp at night."""
    base = s.tone(on, z)
    for reach, share in ((1.0, 0.14), (0.75, 0.26), (0.5, 0.4)):
        colour = tuple(int(part + (target - part) * share) for part, target in zip(base, (255, 226, 160), strict=True))
        s.patch(x, z, size * reach, size * reach * 0.7, (colour[0], colour[1], colour[2]), rough=0.02, corners=26)


def car_along(s: Sketch, x: float, z: float, paint: Colour | None = None, *, flat: bool = False) -> None:
    """A parked car seen from behind, pointing down the street; ``x`` is its middle."""
    colour = paint or s.rng.choice(PAINTS)
    s.strip(x - 1.05, x + 1.05, z - 0.1, z + 4.5, s.tone("asphalt", z, 0.62))
    low = 0.18 if flat else 0.26
    for wheel in (z + 0.85, z + 3.4):
        s.wheel(x - 0.9 if x > 0 else x + 0.9, wheel, 0.29 if flat else 0.33, s.tone("rubber", z))
    s.box(x - 0.9, x + 0.9, low, 0.92, z, z + 4.3, colour)
    side = x - 0.78 if x > 0 else x + 0.78
    edge = x - 0.9 if x > 0 else x + 0.9
    s.poly(((edge, 0.92, z + 0.5), (side, 1.42, z + 1.0), (side, 1.42, z + 2.6), (edge, 0.92, z + 3.4)), s.tone("glass_dark", z))
    s.poly(((x - 0.86, 0.92, z), (x + 0.86, 0.92, z), (x + 0.7, 1.42, z + 0.6), (x - 0.7, 1.42, z + 0.6)), s.tone(colour, z, 0.95))
    s.poly(((x - 0.74, 0.97, z), (x + 0.74, 0.97, z), (x + 0.62, 1.36, z + 0.5), (x - 0.62, 1.36, z + 0.5)), s.tone("glass_dark", z))
    s.poly(
        ((x - 0.7, 1.42, z + 0.6), (x + 0.7, 1.42, z + 0.6), (x + 0.66, 1.42, z + 2.6), (x - 0.66, 1.42, z + 2.6)), s.tone(colour, z, 1.1)
    )
    for lamp in (x - 0.84, x + 0.62):
        s.front(lamp, lamp + 0.22, 0.6, 0.8, z, s.tone("red", z, 1.1))
    s.front(x - 0.24, x + 0.24, 0.5, 0.64, z, s.tone("paper", z))
    s.front(x - 0.9, x + 0.9, low, 0.4, z, s.tone("steel_dark", z))
    if s.snowy:
        s.poly(
            ((x - 0.7, 1.46, z + 0.6), (x + 0.7, 1.46, z + 0.6), (x + 0.66, 1.48, z + 2.6), (x - 0.66, 1.48, z + 2.6)), s.tone("snow", z)
        )


def car_across(s: Sketch, x: float, z: float, paint: Colour | None = None, *, van: bool = False, flat: bool = False) -> None:
    """A car seen from its side; ``x`` is its left end."""
    colour = paint or s.rng.choice(PAINTS)
    body, glass = s.tone(colour, z), s.tone("glass_dark", z)
    s.strip(x - 0.1, x + 4.3, z - 0.25, z + 1.4, s.tone("asphalt", z, 0.66))
    if van:
        s.poly(((x, 0.3, z), (x, 1.8, z), (x + 3.0, 1.9, z), (x + 3.9, 1.05, z), (x + 4.3, 0.95, z), (x + 4.3, 0.3, z)), body)
        s.poly(((x + 2.4, 1.1, z), (x + 2.4, 1.7, z), (x + 2.98, 1.75, z), (x + 3.7, 1.1, z)), glass)
        s.front(x + 0.4, x + 2.1, 1.15, 1.65, z, s.tone(colour, z, 0.9))
    else:
        roof = ((x, 0.3, z), (x, 0.82, z), (x + 0.5, 0.9, z), (x + 1.15, 1.42, z), (x + 2.5, 1.44, z), (x + 3.3, 0.95, z))
        s.poly((*roof, (x + 4.2, 0.8, z), (x + 4.25, 0.3, z)), body)
        s.poly(((x + 0.85, 0.92, z), (x + 1.28, 1.33, z), (x + 1.75, 1.34, z), (x + 1.75, 0.92, z)), glass)
        s.poly(((x + 1.85, 0.92, z), (x + 1.85, 1.34, z), (x + 2.42, 1.35, z), (x + 3.0, 0.92, z)), glass)
    s.front(x + 0.02, x + 4.22, 0.3, 0.42, z, s.tone(colour, z, 0.78))
    for wheel in (x + 0.85, x + 3.35):
        radius = 0.27 if flat else 0.33
        s.disc(wheel, radius, z, radius * (1.12 if flat else 1), radius, s.tone("rubber", z))
        s.disc(wheel, radius, z, radius * 0.55, radius * 0.55, s.tone("steel", z))
    s.front(x + 4.1, x + 4.24, 0.62, 0.78, z, s.tone("yellow", z))
    s.front(x, x + 0.12, 0.62, 0.78, z, s.tone("red", z))


def truck_across(s: Sketch, x: float, z: float, load: str = "mud") -> None:
    """A tipper seen from its side."""
    s.strip(x - 0.2, x + 7.2, z - 0.3, z + 1.8, s.tone("asphalt", z, 0.66))
    s.blob(x + 2.4, 2.5, z, 2.1, 0.55, s.tone(load, z))
    s.poly(((x, 0.95, z), (x - 0.1, 2.5, z), (x + 4.9, 2.5, z), (x + 4.7, 0.95, z)), s.tone("orange", z))
    for rib in range(5):
        s.line(((x + 0.5 + rib, 0.95, z), (x + 0.5 + rib, 2.5, z)), s.tone("orange", z, 0.82), 0.1)
    s.poly(((x + 5.0, 0.6, z), (x + 5.0, 2.75, z), (x + 6.5, 2.75, z), (x + 6.9, 1.7, z), (x + 6.9, 0.6, z)), s.tone("white", z))
    s.poly(((x + 5.3, 1.7, z), (x + 5.3, 2.5, z), (x + 6.4, 2.5, z), (x + 6.7, 1.7, z)), s.tone("glass_dark", z))
    s.front(x, x + 6.9, 0.55, 0.95, z, s.tone("steel_dark", z))
    for wheel in (x + 0.8, x + 2.0, x + 5.9):
        s.disc(wheel, 0.5, z, 0.5, 0.5, s.tone("rubber", z))
        s.disc(wheel, 0.5, z, 0.24, 0.24, s.tone("steel", z))


def bicycle(s: Sketch, x: float, z: float, colour: str, *, fallen: bool = False, tilt: float = 0.0) -> None:
    """A bicycle from its side, upright or lying."""
    paint, tyre = s.tone(colour, z), s.tone("rubber", z)
    if fallen:
        for wheel in (x, x + 1.05):
            s.patch(wheel, z, 0.34, 0.22, tyre, rough=0.02, corners=18)
            s.patch(wheel, z, 0.29, 0.18, s.tone("paving", z, 0.92), rough=0.02, corners=18)
        s.ground(((x, z - 0.03), (x + 0.5, z + 0.2), (x + 1.05, z), (x + 1.0, z - 0.06), (x + 0.5, z + 0.1)), paint)
        return
    for wheel in (x, x + 1.05):
        s.ring(wheel, 0.34, z, 0.33, tyre, 0.06)
        s.line(((wheel, 0.02, z), (wheel, 0.66, z)), s.tone("steel", z), 0.015)
    frame = ((x, 0.34), (x + 0.36 + tilt, 0.78), (x + 0.86 + tilt, 0.82), (x + 0.52, 0.36), (x, 0.34))
    s.line(((px, py, z) for px, py in frame), paint, 0.055)
    s.line(((x + 0.86 + tilt, 0.82, z), (x + 1.05, 0.34, z)), paint, 0.055)
    s.line(((x + 0.8 + tilt, 1.0, z), (x + 0.95 + tilt, 1.02, z), (x + 0.87 + tilt, 0.8, z)), s.tone("ink", z), 0.045)
    s.line(((x + 0.24 + tilt, 0.9, z), (x + 0.5 + tilt, 0.9, z)), s.tone("ink", z), 0.07)
    s.front(x + 0.98, x + 1.3, 0.72, 0.92, z, s.tone("steel", z))


def wheelie_bin(s: Sketch, x: float, z: float, colour: str, *, full: bool = False, broken: bool = False) -> None:
    """A 240-litre bin."""
    s.shadow(x + 0.3, z, 0.5, 0.25)
    s.poly(((x + 0.05, 0.1, z), (x + 0.55, 0.1, z), (x + 0.62, 0.98, z), (x - 0.02, 0.98, z)), s.tone(colour, z))
    s.poly(((x + 0.05, 0.1, z), (x + 0.16, 0.1, z), (x + 0.12, 0.98, z), (x - 0.02, 0.98, z)), s.tone(colour, z, 0.82))
    for wheel in (x + 0.1, x + 0.5):
        s.disc(wheel, 0.1, z, 0.1, 0.1, s.tone("rubber", z))
    s.disc(x + 0.3, 0.58, z, 0.14, 0.14, s.tone("paper", z))
    if broken:
        s.poly(((x + 0.3, 0.98, z), (x + 0.62, 0.98, z), (x + 0.48, 0.55, z)), s.tone("ink", z))
        s.poly(((x + 0.62, 0.95, z), (x + 1.0, 0.5, z), (x + 1.05, 0.42, z), (x + 0.6, 0.85, z)), s.tone(colour, z, 0.9))
    elif full:
        s.poly(
            ((x - 0.06, 1.02, z), (x + 0.0, 1.4, z), (x + 0.12, 1.62, z), (x + 0.2, 1.6, z), (x + 0.06, 1.02, z)), s.tone(colour, z, 0.9)
        )
    else:
        s.poly(((x - 0.06, 0.98, z), (x + 0.66, 0.98, z), (x + 0.62, 1.1, z), (x, 1.1, z)), s.tone(colour, z, 1.14))


def bench(s: Sketch, x: float, z: float, *, broken: bool = False) -> None:
    """A park bench, 1.8 m long."""
    s.shadow(x + 0.9, z, 1.1, 0.3)
    for leg in (x + 0.2, x + 1.6):
        s.line(((leg, 0, z), (leg, 0.85, z + 0.1)), s.tone("steel_dark", z), 0.08)
    for row, y in enumerate((0.42, 0.6, 0.74, 0.88)):
        if broken and row in (1, 3):
            s.poly(((x, y, z), (x + 0.75, y, z), (x + 0.9, y - 0.08, z), (x, y - 0.09, z)), s.tone("timber", z))
            s.poly(((x + 1.2, y - 0.16, z), (x + 1.8, y, z), (x + 1.8, y - 0.09, z), (x + 1.24, y - 0.26, z)), s.tone("timber", z, 0.86))
            continue
        s.front(x, x + 1.8, y - 0.1, y, z, s.tone("timber", z, 1.05 if row else 1.2))


def bus_shelter(s: Sketch, x: float, z: float, *, broken: bool = False) -> None:
    """A shelter that faces the eye, 4.2 m wide."""
    s.strip(x - 0.2, x + 4.4, z - 0.2, z + 1.4, s.tone("paving", z, 0.86))
    for left in (x + 0.1, x + 1.5, x + 2.9):
        s.front(left, left + 1.3, 0.35, 2.15, z + 0.9, s.tone("water_light", z, 0.97))
        s.line(((left + 0.2, 0.5, z + 0.9), (left + 0.9, 2.0, z + 0.9)), s.tone("white", z), 0.06)
    if broken:
        hole = ((1.55, 0.4), (2.75, 0.4), (2.75, 1.0), (2.3, 1.25), (2.5, 1.75), (1.95, 1.5), (1.7, 2.0), (1.55, 1.2))
        s.poly(((x + px, py, z + 0.9) for px, py in hole), s.tone("concrete", z, 0.82))
        for _shard in range(40):
            s.patch(x + 2.1 + s.rng.gauss(0, 0.6), z + 0.6 + s.rng.uniform(-0.7, 0.3), 0.07, 0.05, s.tone("white", z), rough=0.5, corners=4)
    for post in (x, x + 1.4, x + 2.8, x + 4.2):
        s.line(((post, 0, z + 0.9), (post, 2.4, z + 0.9)), s.tone("steel_dark", z), 0.07)
    s.front(x + 0.4, x + 2.6, 0.45, 0.52, z + 0.6, s.tone("timber", z))
    s.front(x + 3.05, x + 4.05, 0.5, 2.0, z + 0.5, s.tone("teal", z))
    s.glyphs(x + 3.15, 1.6, 0.16, 4, z + 0.5, s.tone("paper", z))
    s.box(x - 0.3, x + 4.5, 2.4, 2.62, z, z + 1.5, "steel")


def cone(s: Sketch, x: float, z: float) -> None:
    """A traffic cone."""
    s.box(x - 0.2, x + 0.2, 0, 0.05, z, z + 0.35, "ink")
    s.poly(((x - 0.15, 0.05, z), (x + 0.15, 0.05, z), (x + 0.03, 0.68, z), (x - 0.03, 0.68, z)), s.tone("orange", z))
    s.poly(((x - 0.11, 0.25, z), (x + 0.11, 0.25, z), (x + 0.08, 0.42, z), (x - 0.08, 0.42, z)), s.tone("white", z))


def hoarding(s: Sketch, x0: float, x1: float, z: float, *, fallen: tuple[float, float] | None = None) -> None:
    """A site fence of two-metre panels; panels within ``fallen`` lie on the ground."""
    x = x0
    while x < x1:
        right = min(x + 2, x1)
        if fallen and fallen[0] <= x < fallen[1]:
            s.ground(((x - 0.3, z - 2), (right - 0.2, z - 1.9), (right, z), (x, z)), s.tone("hoarding", z, 0.86))
            s.line(((x, 0, z), (x + 0.3, 1.2, z)), s.tone("steel", z), 0.06)
        else:
            s.front(x, right, 0.12, 2.3, z, s.tone("hoarding", z))
            for rib in range(1, 8):
                s.line(((x + rib * 0.25, 0.12, z), (x + rib * 0.25, 2.3, z)), s.tone("hoarding", z, 0.92), 0.03)
            s.front(x, right, 0, 0.35, z, s.tone("white", z, 0.9))
            s.front(x - 0.05, x + 0.05, 0, 2.42, z, s.tone("steel", z))
        x = right


def railing(s: Sketch, x0: float, x1: float, z: float, tall: float = 1.0, step: float = 0.3) -> None:
    """A railing that faces the eye."""
    count = int((x1 - x0) / step)
    for number in range(count + 1):
        s.line(((x0 + number * step, 0, z), (x0 + number * step, tall, z)), s.tone("steel", z), 0.03)
    for y in (tall, tall * 0.25):
        s.line(((x0, y, z), (x1, y, z)), s.tone("steel", z, 0.9), 0.06)
