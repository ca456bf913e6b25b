"""The places: a shop front, a long street, road close by, a yard, a park, a river bank, a wall, a lane, a building site.

Each leaves a free spot for the problem: front and yard about x -2…2, z 7…10; street the pavement at
x 2…4, z 4…7 and the lane at x -3, z 5…8; road and wall the middle; river the water at x -3, z 6…9.
"""

from __future__ import annotations

from collections.abc import Callable

from intranet.demo.drawings.buildings import brick_wall, flats, shop_row, skyline, street_side
from intranet.demo.drawings.marks import snow_cover
from intranet.demo.drawings.palette import WALLS
from intranet.demo.drawings.plants import bush, hedge, tree
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import car_along, hoarding, lamp_post

SHOPS_Z, KERB_Z, WALL_Z = 13.0, 6.6, 4.4


def front(s: Sketch) -> None:
    """Across the street: shops, pavement, kerb and the road at the bottom."""
    s.sky()
    skyline(s)
    shop_row(s, SHOPS_Z, -12, 12, s.rng.choice((2, 3)))
    _paving(s, -14, 14, KERB_Z, SHOPS_Z)
    s.strip(-14, 14, 6.0, KERB_Z, s.tone("kerb", 6))
    s.strip(-14, 14, 1, 6.0, s.tone("asphalt", 2))
    s.strip(-14, 14, 5.72, 6.0, s.tone("asphalt", 5, 0.8))
    for left in (-5.5, -1.2, 3.1):
        s.strip(left, left + 2.4, 3.5, 3.62, s.tone("line", 3))
    if s.snowy:
        snow_cover(s, -14, 14, 11.4, SHOPS_Z, 30)
    tree(s, -4.2, 7.6, 6.2)
    lamp_post(s, 5.6, 7.4)


def street(s: Sketch) -> None:
    """Along a street: pavement and houses on the right, the road, the other side."""
    s.sky()
    skyline(s)
    s.strip(-40, 40, 14, 90, s.tone("paving", 40))
    street_side(s, -11, 9, 62, 1)
    street_side(s, 6.6, 4, 62, 0)
    s.strip(-8, 0.6, 1, 80, s.tone("asphalt", 6))
    s.strip(-11, -8, 1, 80, s.tone("paving", 6, 0.96))
    s.strip(0.6, 6.6, 1, 80, s.tone("paving", 4))
    _joints(s, 0.8, 6.6, 2.2, 14)
    for x0, x1 in ((0.5, 0.72), (-8.15, -8)):
        s.strip(x0, x1, 1, 80, s.tone("kerb", 5))
    for number in range(9):
        near = 3 + number * 5
        s.strip(-3.75, -3.6, near, near + 2.2, s.tone("line", near))
    if s.snowy:
        snow_cover(s, -11, -8, 6, 40, 20)
    for z in (30, 22, 15):
        tree(s, 1.3, z, 6)
        tree(s, -8.6, z + 4, 6)
    car_along(s, -7, 19)
    lamp_post(s, 1.15, 11.5)


def road(s: Sketch) -> None:
    """The road surface close by, a strip of pavement and hedge behind it."""
    s.horizon = s.image.height * 0.17
    s.height = 1.75
    s.sky()
    skyline(s, 60)
    s.strip(-40, 40, 17, 80, s.tone(s.grass, 20))
    shop_row(s, 26, -24, 24, 3)
    _paving(s, -30, 30, 11, 17)
    hedge(s, -16, 5, 17)
    s.strip(-30, 30, 10.7, 11, s.tone("kerb", 10))
    s.strip(-30, 30, 1, 10.7, s.tone("asphalt", 3))
    s.strip(-30, 30, 10.3, 10.7, s.tone("asphalt", 8, 0.84))
    for left in (-14, -8, -2, 4, 10):
        s.strip(left, left + 3, 8.1, 8.24, s.tone("line", 8))
    for _speck in range(70):
        x, z = s.rng.uniform(-5, 5), s.rng.uniform(2.2, 9)
        s.patch(x, z, 0.06, 0.03, s.tone("asphalt", z, s.rng.choice((0.94, 1.06))), corners=6)
    tree(s, 8, 14, 6)
    tree(s, -9, 14.5, 6)


def pavement(s: Sketch) -> None:
    """The pavement close by: slabs, a tactile path, the kerb and road behind it."""
    s.horizon = s.image.height * 0.17
    s.height = 1.75
    s.sky()
    skyline(s, 60)
    street_side(s, -14, 12, 60, 2)
    s.strip(-40, 40, 9, 80, s.tone("asphalt", 16))
    shop_row(s, 24, -12, 24, 3)
    _paving(s, -30, 30, 15, 24)
    s.strip(-30, 30, 8.6, 9, s.tone("kerb", 8))
    _paving(s, -12, 12, 1, 8.6, 0.8)
    s.strip(-12, 12, 6.1, 6.7, s.tone("tactile", 6))
    for x in range(-24, 24):
        s.strip(x * 0.4, x * 0.4 + 0.3, 6.36, 6.44, s.tone("tactile", 6, 0.86))
    lamp_post(s, 4.6, 8.2)
    tree(s, -5.2, 8.1, 6)


def yard(s: Sketch) -> None:
    """Between blocks of flats: a court, lawns, trees."""
    s.sky()
    skyline(s)
    for z, x0, x1, floors, wall in ((44, -26, 26, 7, 6), (32, -22, -4, 6, s.rng.randrange(5)), (26, 5, 20, 5, s.rng.randrange(5))):
        flats(s, z, x0, x1, floors, WALLS[wall])
    s.strip(-40, 40, 14, 60, s.tone(s.grass, 18))
    s.strip(-40, 40, 1, 26, s.tone("concrete", 8))
    s.strip(-40, -3.4, 11, 30, s.tone(s.grass, 12))
    s.strip(4.6, 40, 12, 26, s.tone(s.grass, 12))
    for left, right, edge in ((-40.0, -3.4, 11.0), (4.6, 40.0, 12.0)):
        s.strip(left, right, edge - 0.25, edge, s.tone("kerb", edge))
    for number in range(6):
        s.strip(-12 + number * 4.4, -11.95 + number * 4.4, 2, 11, s.tone("concrete", 5, 0.92))
    tree(s, -8, 20, 7)
    tree(s, 8.5, 17, 6.5)
    car_along(s, 2.9, 15)
    bush(s, -4.6, 11.6, 0.8)
    tree(s, -6.2, 12.4, 6)


def park(s: Sketch) -> None:
    """Lawn, a path, hedges and trees."""
    s.sky()
    skyline(s)
    s.strip(-60, 60, 3, 75, s.tone(s.grass, 24))
    s.strip(-60, 60, 1, 14, s.tone(s.grass, 6))
    s.ground(((-7, 1.5), (2.8, 1.5), (3.6, 12), (11, 26), (7, 26), (0.2, 12)), s.tone("paving", 8))
    s.ground(((-7, 1.5), (-6.7, 1.5), (0.4, 12), (7.3, 26), (7, 26), (0.2, 12)), s.tone("kerb", 8))
    for x, z, tall in ((-16, 30, 8), (-7, 26, 7), (14, 24, 7), (4, 34, 7), (-11, 17, 7.5), (9, 15, 6)):
        tree(s, x, z, tall)
    hedge(s, -20, -4.4, 20, 0.9)
    lamp_post(s, 5.4, 13)


def river(s: Sketch) -> None:
    """A river between stone banks, railings on the right."""
    s.sky()
    skyline(s)
    s.strip(-60, 60, 10, 75, s.tone(s.grass, 30))
    for x, z in ((-17.0, 34.0), (-14.0, 24.0), (-12.5, 17.0), (13.0, 26.0), (10.0, 18.0)):
        tree(s, x, z, 7)
    s.strip(-10.5, 1.6, 1, 70, s.tone("concrete", 8, 0.82), -1.0)
    s.strip(-9.6, 1.1, 1, 70, s.tone("water", 7), -1.0)
    for _glint in range(60):
        x, z = s.rng.uniform(-9, 0.6), s.rng.uniform(3.4, 32)
        s.patch(x, z, s.rng.uniform(0.2, 0.9), 0.06, s.tone("water_light", z), rough=0.1, y=-1.0)
    s.poly(((1.6, -1.0, 1), (1.6, 0, 1), (1.6, 0, 70), (1.6, -1.0, 70)), s.tone("concrete", 5, 0.8))
    s.poly(((-10.5, -1.0, 1), (-10.5, 0, 1), (-10.5, 0, 70), (-10.5, -1.0, 70)), s.tone("concrete", 6, 1.05))
    s.strip(1.6, 9, 1, 70, s.tone("paving", 5))
    s.strip(-15, -10.5, 1, 70, s.tone(s.grass, 8))
    for number in range(26):
        z = 2.6 + number * 1.4
        s.line(((1.9, 0, z), (1.9, 1.05, z)), s.tone("steel", z), 0.05)
    for y in (1.05, 0.55):
        s.line(((1.9, y, 2.6), (1.9, y, 38)), s.tone("steel", 4), 0.06)


def wall(s: Sketch) -> None:
    """A wall close by, and the strip of pavement before it."""
    colour = s.rng.choice((WALLS[0], WALLS[1], WALLS[4], WALLS[3]))
    brick_wall(s, WALL_Z, -4, 4, 4, colour)
    _paving(s, -4, 4, 1, WALL_Z, 0.5)
    s.strip(-4, 4, WALL_Z - 0.3, WALL_Z, s.tone("paving", 4, 0.84))


def lane(s: Sketch) -> None:
    """A narrow lane between low houses."""
    s.sky()
    skyline(s)
    street_side(s, 3.0, 4.5, 40, 3)
    street_side(s, -3.2, 6, 40, 5)
    s.strip(-3.2, 3.0, 1, 60, s.tone("concrete", 5, 0.94))
    for number in range(10):
        z = 2.4 + number * 1.9
        s.strip(-3.2, 3.0, z, z + 0.05, s.tone("concrete", z, 0.86))
    for y, x in ((5.6, -2.9), (5.2, 2.8), (6.2, -2.9)):
        s.line(((x, y, 12), (0, y - 0.7, 16), (-x, y - 0.2, 20)), s.tone("ink", 14), 0.04)
    lamp_post(s, -2.7, 16)


def site(s: Sketch) -> None:
    """A building site behind its fence."""
    s.sky()
    skyline(s)
    for floor in range(6):
        s.front(-9, 5, floor * 3.2, floor * 3.2 + 0.4, 34, s.tone("concrete", 34, 0.9))
        for column in range(8):
            s.front(-9 + column * 2, -8.7 + column * 2, floor * 3.2, floor * 3.2 + 3.2, 34, s.tone("concrete", 34, 0.82))
    _crane(s)
    s.strip(-40, 40, 8, 30, s.tone("soil", 14))
    hoarding(s, -14, -3.2, 9.5)
    hoarding(s, 3.2, 14, 9.5)
    for x in (-3.2, 3.0):
        s.box(x, x + 0.35, 0, 2.9, 9.4, 9.8, "yellow")
    s.strip(-14, 14, 6.9, 9.5, s.tone("paving", 8))
    s.strip(-3.2, 3.2, 6.9, 9.5, s.tone("concrete", 8))
    s.strip(-14, 14, 6.6, 6.9, s.tone("kerb", 7))
    s.strip(-14, 14, 1, 6.6, s.tone("asphalt", 3))
    for left in (-5.5, -1.2, 3.1):
        s.strip(left, left + 2.4, 3.4, 3.52, s.tone("line", 3))


def _crane(s: Sketch) -> None:
    colour = s.tone("yellow", 26)
    for x in (8.4, 9.4):
        s.line(((x, 0, 36), (x, 21, 36)), colour, 0.14)
    for step in range(14):
        s.line(((8.4, step * 1.5, 36), (9.4, step * 1.5 + 1.5, 36)), colour, 0.1)
    for y in (20.4, 21.2):
        s.line(((-8, y, 36), (14, y, 36)), colour, 0.16)
    for step in range(15):
        s.line(((-8 + step * 1.5, 20.4, 36), (-7.2 + step * 1.5, 21.2, 36)), colour, 0.08)
    s.line(((-5, 20.4, 36), (-5, 12, 36)), s.tone("ink", 30), 0.06)
    s.front(12, 14, 19.2, 20.4, 36, s.tone("concrete", 34, 0.8))


def _paving(s: Sketch, x0: float, x1: float, z0: float, z1: float, step: float = 1.0) -> None:
    s.strip(x0, x1, z0, z1, s.tone("paving", z0))
    z = z0
    while z < z1:
        s.strip(x0, x1, z, z + 0.03, s.tone("paving_joint", z))
        z += step
    reach = int((x1 - x0) / step)
    for number in range(reach):
        x = x0 + number * step
        if abs(x) < z1:
            s.ground(((x, z0), (x + 0.03, z0), (x + 0.03, z1), (x, z1)), s.tone("paving_joint", z0))


def _joints(s: Sketch, x0: float, x1: float, z0: float, z1: float) -> None:
    z = z0
    while z < z1:
        s.strip(x0, x1, z, z + 0.035, s.tone("paving_joint", z))
        z += 0.8
    x = x0 + 0.8
    while x < x1:
        s.strip(x, x + 0.03, z0, z1, s.tone("paving_joint", z0))
        x += 0.8


BACKDROPS: dict[str, Callable[[Sketch], None]] = {
    "front": front, "street": street, "road": road, "pavement": pavement, "yard": yard, "park": park, "river": river, "wall": wall,
    "lane": lane, "site": site,
}  # fmt: skip
