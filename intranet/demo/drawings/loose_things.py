"""What lies or is put about: bags, heaps, crates, furniture, stalls, animals, smoke."""

from __future__ import annotations

from itertools import pairwise

from intranet.demo.drawings.palette import Colour, mix
from intranet.demo.drawings.sketch import Sketch

GOODS = ("red", "orange", "yellow", "green", "pink", "brown", "white")


def bag(s: Sketch, x: float, z: float, size: float = 0.4, colour: str | Colour = "black") -> None:
    """A tied rubbish bag."""
    s.blob(x, size * 0.72, z, size * 0.82, size * 0.74, s.tone(colour, z), rough=0.1)
    s.blob(x - size * 0.25, size * 0.9, z, size * 0.22, size * 0.3, s.tone(colour, z, 1.35), rough=0.2)
    s.poly(
        ((x - 0.06, size * 1.35, z), (x + 0.06, size * 1.35, z), (x + 0.14, size * 1.75, z), (x - 0.1, size * 1.7, z)),
        s.tone(colour, z, 0.8),
    )


def bags(s: Sketch, x: float, z: float, count: int, spread: float = 1.4) -> None:
    """A heap of bags, the far ones first."""
    s.shadow(x, z, spread * 1.15, 0.5)
    spots = sorted(((x + s.rng.gauss(0, 0.45) * spread, z + s.rng.uniform(-0.5, 0.5)) for _ in range(count)), key=lambda spot: -spot[1])
    for number, (px, pz) in enumerate(spots):
        colour = ("black", "black", "blue", "white", "red", "green")[(number * 5) % 6]
        bag(s, px, pz, s.rng.uniform(0.3, 0.5), colour)


def heap(s: Sketch, x: float, z: float, wide: float, tall: float, name: str | Colour, specks: tuple[str, ...] = ()) -> None:
    """A heap of loose stuff, lit from the left."""
    s.shadow(x, z, wide * 1.1, 0.5)
    left = [(x - wide + step * wide / 5, tall * (step / 5) ** 0.8 * s.rng.uniform(0.86, 1.06)) for step in range(6)]
    right = [(x + step * wide / 5, tall * (1 - step / 5) ** 0.8 * s.rng.uniform(0.86, 1.06)) for step in range(1, 6)]
    s.poly(((px, max(0, py), z) for px, py in (*left, *right, (x + wide, 0))), s.tone(name, z))
    shade = [(x + wide * 0.05, tall * 0.95), *right, (x + wide, 0.0), (x + wide * 0.3, 0.0)]
    s.poly(((px, max(0, py), z - 0.01) for px, py in shade), s.tone(name, z, 0.82))
    for _speck in range(46 if specks else 0):
        px = x + s.rng.uniform(-0.85, 0.85) * wide
        py = s.rng.uniform(0, 1) * tall * max(0.05, 1 - abs(px - x) / wide)
        size = s.rng.uniform(0.05, 0.16)
        s.blob(px, py + size, z - 0.02, size, size * 0.7, s.tone(s.rng.choice(specks), z, s.rng.uniform(0.85, 1.1)), rough=0.4, corners=5)


def crate(s: Sketch, x: float, z: float, colour: str = "green", *, goods: str = "", size: float = 0.55, y: float = 0) -> None:
    """A slatted crate, with goods heaped in it or empty."""
    if goods:
        for number in range(7):
            s.disc(x + 0.06 + number * size / 7, y + 0.34, z, 0.06, 0.06, s.tone(goods, z, s.rng.uniform(0.9, 1.15)))
    s.front(x, x + size, y, y + 0.32, z, s.tone(colour, z))
    for row in (0.08, 0.18, 0.28):
        s.front(x + 0.03, x + size - 0.03, y + row - 0.02, y + row + 0.01, z, s.tone(colour, z, 0.7))


def carton(s: Sketch, x: float, z: float, wide: float, tall: float, y: float = 0, colour: str | Colour = (192, 158, 116)) -> None:
    """A cardboard box with a strip of tape."""
    s.box(x, x + wide, y, y + tall, z, z + 0.5, colour)
    s.front(x + wide * 0.42, x + wide * 0.58, y, y + tall, z, s.tone(colour, z, 1.14))


def cartons(s: Sketch, x: float, z: float, columns: int, rows: int) -> None:
    """Stacked cartons."""
    s.shadow(x + columns * 0.35, z, columns * 0.42, 0.4)
    for column in range(columns):
        for row in range(rows - (column % 2)):
            carton(s, x + column * 0.66 + s.rng.uniform(-0.03, 0.03), z, 0.6, 0.45, row * 0.46)


def stall(s: Sketch, x: float, z: float, colour: str, *, goods: int = 3) -> None:
    """A table with goods under a big umbrella."""
    s.shadow(x + 0.9, z, 1.4, 0.5)
    s.line(((x + 0.9, 0, z + 0.3), (x + 0.9, 2.3, z + 0.3)), s.tone("steel", z), 0.05)
    s.box(x, x + 1.8, 0.62, 0.72, z, z + 0.9, "timber")
    for leg in (x + 0.08, x + 1.7):
        s.line(((leg, 0, z), (leg, 0.62, z)), s.tone("steel_dark", z), 0.05)
    s.front(x, x + 1.8, 0.3, 0.64, z, s.tone(colour, z, 0.92))
    for number in range(goods):
        crate(s, x + 0.05 + number * 0.6, z, "paper", goods=s.rng.choice(GOODS), y=0.72)
    umbrella(s, x + 0.9, z, colour)


def umbrella(s: Sketch, x: float, z: float, colour: str) -> None:
    """A market umbrella in two colours."""
    tip, rim = 2.85, 2.2
    edges = [x - 1.5 + step * 0.6 for step in range(6)]
    for number, (left, right) in enumerate(pairwise(edges)):
        name = colour if number % 2 == 0 else "paper"
        dip = ((left + right) / 2, rim - 0.12, z)
        s.poly(((x, tip, z), (left, rim, z), dip, (right, rim, z)), s.tone(name, z, 1.04 if number < 3 else 0.9))


def tricycle(s: Sketch, x: float, z: float, colour: str = "blue", *, load: str = "") -> None:
    """A cargo tricycle from its side."""
    s.strip(x - 0.1, x + 2.7, z - 0.2, z + 0.8, s.tone("asphalt", z, 0.7))
    s.front(x, x + 1.5, 0.5, 0.9, z, s.tone(colour, z))
    s.front(x, x + 1.5, 0.5, 0.58, z, s.tone(colour, z, 0.75))
    if load:
        for number in range(6):
            s.disc(x + 0.15 + number * 0.24, 0.96, z, 0.17, 0.16, s.tone(load, z, s.rng.uniform(0.88, 1.12)))
    s.line(((x + 1.5, 0.55, z), (x + 2.1, 0.5, z), (x + 2.35, 1.05, z)), s.tone("steel_dark", z), 0.07)
    s.line(((x + 2.15, 1.08, z), (x + 2.5, 1.1, z)), s.tone("ink", z), 0.05)
    s.front(x + 1.6, x + 1.95, 0.72, 0.82, z, s.tone("ink", z))
    for wheel in (x + 0.5, x + 2.3):
        s.ring(wheel, 0.3, z, 0.3, s.tone("rubber", z), 0.07)


def table_and_stools(s: Sketch, x: float, z: float, colour: str = "red") -> None:
    """A folding table with plastic stools."""
    s.shadow(x + 0.5, z, 0.95, 0.35)
    for stool in (x - 0.45, x + 1.1):
        s.poly(((stool, 0, z), (stool + 0.4, 0, z), (stool + 0.34, 0.46, z), (stool + 0.06, 0.46, z)), s.tone(colour, z, 0.9))
        s.front(stool + 0.03, stool + 0.37, 0.42, 0.48, z, s.tone(colour, z, 1.15))
    s.line(((x + 0.1, 0, z), (x + 0.9, 0.7, z)), s.tone("steel", z), 0.04)
    s.line(((x + 0.9, 0, z), (x + 0.1, 0.7, z)), s.tone("steel", z), 0.04)
    s.box(x, x + 1.0, 0.7, 0.75, z, z + 0.7, "paper")
    s.front(x + 0.25, x + 0.32, 0.75, 1.0, z, s.tone("green", z, 0.7))
    s.disc(x + 0.6, 0.79, z, 0.15, 0.05, s.tone("white", z))


def sofa(s: Sketch, x: float, z: float, colour: str = "brown") -> None:
    """An old sofa with a burst cushion."""
    s.shadow(x + 1, z, 1.3, 0.4)
    s.box(x + 0.1, x + 1.9, 0.15, 0.95, z + 0.35, z + 0.7, s.tone(colour, 0))
    s.front(x + 0.2, x + 1.8, 0.15, 0.5, z, s.tone(colour, z))
    for cushion in (x + 0.22, x + 1.02):
        s.front(cushion, cushion + 0.74, 0.42, 0.58, z, s.tone(colour, z, 1.2))
    for arm in (x, x + 1.75):
        s.front(arm, arm + 0.26, 0.1, 0.72, z, s.tone(colour, z, 0.86))
    s.blob(x + 1.3, 0.52, z, 0.2, 0.07, s.tone("paper", z), rough=0.4)


def mattress(s: Sketch, x: float, z: float) -> None:
    """A mattress that leans on something."""
    s.poly(((x, 0, z), (x + 0.3, 1.6, z + 0.5), (x + 1.7, 1.6, z + 0.5), (x + 1.45, 0, z)), s.tone("white", z))
    for row in range(1, 6):
        y = row * 0.27
        s.line(((x + row * 0.05, y, z), (x + 1.45 + row * 0.045, y, z)), s.tone("blue", z, 1.3), 0.03)
    s.blob(x + 0.9, 0.8, z, 0.25, 0.16, s.tone("yellow", z, 0.92), rough=0.3)


def bird(s: Sketch, x: float, z: float, colour: str = "white", *, left: bool = True) -> None:
    """A hen or duck."""
    way = -1 if left else 1
    s.shadow(x, z, 0.2, 0.08, on=s.grass)
    s.blob(x, 0.25, z, 0.2, 0.15, s.tone(colour, z), rough=0.06)
    s.poly(((x - way * 0.16, 0.3, z), (x - way * 0.36, 0.46, z), (x - way * 0.14, 0.2, z)), s.tone(colour, z, 0.86))
    s.disc(x + way * 0.2, 0.42, z, 0.085, 0.1, s.tone(colour, z, 1.03))
    s.poly(((x + way * 0.26, 0.43, z), (x + way * 0.37, 0.4, z), (x + way * 0.26, 0.38, z)), s.tone("orange", z))
    s.disc(x + way * 0.19, 0.54, z, 0.05, 0.05, s.tone("red", z))
    for leg in (-0.05, 0.06):
        s.line(((x + leg, 0.0, z), (x + leg, 0.14, z)), s.tone("orange", z), 0.025)


def dog(s: Sketch, x: float, z: float, colour: str = "brown") -> None:
    """A dog from its side, looking right."""
    tone = s.tone(colour, z)
    s.shadow(x + 0.4, z, 0.55, 0.14)
    s.blob(x + 0.4, 0.48, z, 0.42, 0.19, tone, rough=0.05)
    for leg in (0.08, 0.2, 0.62, 0.74):
        s.poly(((x + leg - 0.05, 0, z), (x + leg + 0.04, 0, z), (x + leg + 0.06, 0.45, z), (x + leg - 0.06, 0.45, z)), tone)
    s.poly(((x + 0.66, 0.5, z), (x + 0.82, 0.6, z), (x + 0.9, 0.82, z), (x + 0.74, 0.86, z)), tone)
    s.poly(((x + 0.74, 0.9, z), (x + 0.95, 0.92, z), (x + 1.14, 0.78, z), (x + 1.1, 0.7, z), (x + 0.82, 0.68, z)), tone)
    s.poly(((x + 0.74, 0.9, z), (x + 0.78, 1.02, z), (x + 0.87, 0.9, z)), s.tone(colour, z, 0.75))
    s.line(((x + 0.02, 0.52, z), (x - 0.14, 0.66, z), (x - 0.16, 0.8, z)), tone, 0.06)


def smoke(s: Sketch, x: float, y: float, z: float, size: float, colour: Colour, drift: float = 0.6, puffs: int = 9) -> None:
    """Smoke, steam or dust that rises and thins out."""
    sky = s.light.haze
    for step in reversed(range(puffs)):
        share = step / puffs
        px, py = x + drift * step * size * 0.55 + s.rng.uniform(-0.2, 0.2) * size, y + step * size * 0.5
        s.blob(px, py, z, size * (0.45 + share * 0.75), size * (0.34 + share * 0.55), mix(colour, sky, 0.12 + share * 0.7), rough=0.16)


def cloth_line(s: Sketch, x0: float, x1: float, z: float, names: tuple[str, ...]) -> None:
    """Washing on a line between two points two metres up."""
    s.line(((x0, 2.1, z), ((x0 + x1) / 2, 1.98, z), (x1, 2.1, z)), s.tone("paper", z), 0.025)
    step = (x1 - x0) / len(names)
    for number, name in enumerate(names):
        left, low = x0 + number * step + 0.08, s.rng.uniform(0.85, 1.3)
        right = left + step - 0.2
        s.poly(((left, 2.04, z), (right, 2.03, z), (right + 0.03, low, z), (left - 0.02, low + 0.06, z)), s.tone(name, z))
        s.line((((left + right) / 2, 2.0, z), ((left + right) / 2 + 0.04, low + 0.1, z)), s.tone(name, z, 0.86), 0.05)
