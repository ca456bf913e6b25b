"""What people sell, put out and park where it does not belong."""

from __future__ import annotations

from intranet.demo.drawings.loose_things import (
    bag,
    carton,
    cartons,
    cloth_line,
    crate,
    heap,
    smoke,
    stall,
    table_and_stools,
    tricycle,
    umbrella,
)
from intranet.demo.drawings.marks import litter_flat, puddle, stain
from intranet.demo.drawings.palette import CLOTHES
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import bicycle, car_across, car_along


def stalls(s: Sketch) -> None:
    """Vegetable stalls on the pavement and the road."""
    if s.fixed:
        return
    stall(s, -4.2, 9.2, "red")
    stall(s, 1.6, 9.4, "blue")
    stall(s, -1.4, 8.4, "green")
    tricycle(s, 2.6, 6.6, load="orange")
    tricycle(s, -4.6, 6.4, "teal", load="green")
    for x, goods in ((-0.6, "yellow"), (0.2, "red"), (0.9, "green")):
        crate(s, x, 7.2, goods=goods)
    litter_flat(s, 0, 6.6, 4, 0.8, 44)


def hawker(s: Sketch) -> None:
    """A food cart with its umbrella."""
    if s.fixed:
        return
    s.shadow(0.4, 8.4, 1.6, 0.4)
    s.box(-0.6, 1.6, 0.5, 1.15, 8.4, 9.1, "steel")
    s.front(-0.6, 1.6, 0.5, 0.72, 8.39, s.tone("red", 8))
    s.glyphs(-0.3, 0.52, 0.18, 5, 8.38, s.tone("paper", 8))
    for wheel in (-0.2, 1.2):
        s.disc(wheel, 0.25, 8.4, 0.25, 0.25, s.tone("rubber", 8))
    umbrella(s, 0.5, 8.3, "red")
    s.line(((0.5, 1.15, 8.3), (0.5, 2.3, 8.3)), s.tone("steel_dark", 8), 0.05)
    for number in range(6):
        s.disc(-0.3 + number * 0.32, 1.24, 8.38, 0.12, 0.06, s.tone(s.rng.choice(("brown", "orange", "yellow")), 8))
    smoke(s, 1.3, 1.4, 8.3, 0.42, s.tone("white", 5), 0.5, 7)
    crate(s, 2.0, 8.1, "blue")
    bag(s, -1.2, 7.9, 0.4, "white")
    litter_flat(s, 0, 7.6, 2, 0.5, 30)


def shopfront(s: Sketch) -> None:
    """A shop that has moved out onto the pavement."""
    if s.fixed:
        return
    for row, (x, goods) in enumerate(((-3.2, "red"), (-2.4, "orange"), (-1.6, "green"), (-0.8, "yellow"))):
        crate(s, x, 10.2 - row * 0.02, "paper", goods=goods)
        crate(s, x, 10.2, "paper", goods=goods, y=0.36)
    cartons(s, 0.9, 9.8, 3, 3)
    for x in (2.9, 3.7, 4.5):
        s.box(x, x + 0.5, 0, 1.2, 9.8, 10.2, "steel")
        s.front(x + 0.06, x + 0.44, 0.2, 1.1, 9.79, s.tone("glass_dark", 10))
    table_and_stools(s, -3.6, 8.9, "blue")
    table_and_stools(s, -1.5, 8.3, "red")


def barbecue(s: Sketch) -> None:
    """Grills and tables on the pavement in the evening."""
    if s.fixed:
        return
    for x in (-3.8, 1.0):
        s.box(x, x + 2.0, 0.75, 0.9, 8.6, 9.0, "steel")
        for number in range(9):
            s.front(x + 0.1 + number * 0.2, x + 0.18 + number * 0.2, 0.92, 1.02, 8.58, (236, 120, 54))
        for leg in (x + 0.15, x + 1.85):
            s.line(((leg, 0, 8.6), (leg, 0.75, 8.6)), s.tone("steel_dark", 9), 0.06)
        smoke(s, x + 1.0, 1.15, 8.5, 0.85, (166, 160, 152), 0.5, 9)
    umbrella(s, -2.6, 9.4, "blue")
    umbrella(s, 2.0, 9.4, "red")
    table_and_stools(s, -1.0, 8.0, "blue")
    table_and_stools(s, 3.4, 8.2, "red")
    litter_flat(s, 0, 7.4, 3.4, 0.6, 50)


def a_boards(s: Sketch) -> None:
    """Boards and an inflatable arch on the pavement."""
    if s.fixed:
        return
    for number, (x, z) in enumerate(((-3.6, 9.4), (-1.4, 8.6), (0.9, 9.2), (3.2, 8.4))):
        name = ("red", "teal", "yellow", "blue")[number]
        s.shadow(x + 0.4, z, 0.5, 0.2)
        s.poly(((x, 0, z), (x + 0.9, 0, z), (x + 0.78, 1.35, z), (x + 0.12, 1.35, z)), s.tone(name, z))
        s.poly(
            ((x + 0.06, 0.06, z - 0.01), (x + 0.84, 0.06, z - 0.01), (x + 0.74, 1.28, z - 0.01), (x + 0.16, 1.28, z - 0.01)),
            s.tone("paper", z),
        )
        s.glyphs(x + 0.24, 0.85, 0.22, 3, z - 0.02, s.tone(name, z))
        s.glyphs(x + 0.26, 0.45, 0.16, 4, z - 0.02, s.tone("ink", z))


def piles(s: Sketch) -> None:
    """Building material stacked before a door."""
    if s.fixed:
        s.patch(0.6, 9.2, 2.8, 0.6, s.tone("paving", 9, 1.05), rough=0.08)
        return
    heap(s, 2.6, 9.0, 1.5, 0.8, (196, 178, 142))
    cartons(s, -3.4, 9.4, 4, 4)
    for row in range(4):
        for column in range(5):
            s.front(
                -0.8 + column * 0.42, -0.42 + column * 0.42, row * 0.2, row * 0.2 + 0.18, 9.0, s.tone("red", 9, s.rng.uniform(0.9, 1.1))
            )
    for number in range(9):
        s.line(((1.6 + number * 0.18, 0, 8.4), (1.9 + number * 0.1, 3.0, 9.6)), s.tone("steel", 8), 0.06)
    carton(s, -4.6, 9.0, 0.8, 0.6)


def corridor(s: Sketch) -> None:
    """Furniture and an e-bike on a cable in a stairwell."""
    s.front(-4, 4, 0, 4, 6.2, s.tone((206, 202, 192), 5))
    s.strip(-4, 4, 1, 6.2, s.tone((188, 184, 174), 4))
    s.side(-2.6, 0, 4, 2.4, 6.2, s.tone((222, 218, 208), 4))
    s.side(2.6, 0, 4, 2.4, 6.2, s.tone((196, 192, 182), 4))
    s.front(-1.4, 1.4, 0, 2.3, 6.18, s.tone("glass_dark", 5))
    s.front(-1.3, -0.06, 0.05, 2.2, 6.17, s.tone("timber", 5))
    s.front(0.06, 1.3, 0.05, 2.2, 6.17, s.tone("timber", 5))
    for number in range(4):
        s.front(
            1.7 + number * 0.06, 2.58, number * 0.22, number * 0.22 + 0.2, 6.0 - number * 0.3, s.tone("concrete", 5, 0.9 + number * 0.04)
        )
    if s.fixed:
        s.strip(-0.5, 0.5, 1.6, 6.0, s.tone("tactile", 4))
        return
    cartons(s, -2.5, 5.6, 2, 3)
    s.box(1.5, 2.4, 0, 1.6, 5.2, 5.7, "brown")
    s.front(1.92, 1.98, 0.1, 1.55, 5.19, s.tone("ink", 5))
    bag(s, -1.5, 5.0, 0.4, "paper")
    bicycle(s, -1.0, 4.6, "red")
    s.line(((-0.6, 0.9, 4.6), (-0.1, 1.6, 5.0), (0.2, 3.2, 5.6), (0.1, 4.0, 6.0)), s.tone("red", 4), 0.03)


def bikes(s: Sketch) -> None:
    """Shared bicycles all over the pavement, or in their frame."""
    if s.fixed:
        for number in range(9):
            bicycle(s, -4.0 + number * 0.9, 10.6, "yellow" if number % 2 else "teal")
        for x in (-4.4, 4.4):
            s.strip(x, x + 0.1, 10.0, 11.2, s.tone("line", 10))
        s.strip(-4.4, 4.4, 9.9, 10.0, s.tone("line", 10))
        return
    for number in range(16):
        x, z = -4.6 + number * 0.58 + s.rng.uniform(-0.3, 0.3), 10.6 - s.rng.uniform(0, 2.6)
        bicycle(s, x, z, ("yellow", "teal", "blue")[number % 3], tilt=s.rng.uniform(-0.15, 0.15))
    for number in range(9):
        bicycle(s, -3.6 + number * 0.85, 7.5 + s.rng.uniform(0, 0.9), ("yellow", "blue")[number % 2], fallen=True)


def car_wash(s: Sketch) -> None:
    """A car washed on the pavement."""
    if s.fixed:
        return
    puddle(s, -0.2, 6.6, 4.0, 1.0)
    car_across(s, -2.0, 8.4, (76, 104, 134))
    for _bubble in range(46):
        s.disc(s.rng.gauss(0, 1.6), s.rng.uniform(0.1, 1.2), 8.38, s.rng.uniform(0.05, 0.18), s.rng.uniform(0.05, 0.14), s.tone("white", 8))
    for x in (2.6, 3.2):
        s.box(x, x + 0.4, 0, 0.6, 8.2, 8.6, "blue")
    s.line(((3.0, 0.5, 8.2), (1.2, 1.2, 8.3), (-0.6, 1.0, 8.35)), s.tone("ink", 8), 0.06)
    stain(s, 0.5, 6.0, 1.6, 0.4, "white", 3)


def clothesline(s: Sketch) -> None:
    """Washing strung along the street."""
    if s.fixed:
        for x in (-2.4, 0.2, 2.6):
            s.front(x, x + 0.1, 0, 1.6, 10.8, s.tone("steel", 10))
        s.front(-2.4, 2.7, 1.5, 1.6, 10.8, s.tone("steel", 10))
        return
    cloth_line(s, -4.7, 4.6, 8.2, CLOTHES)
    cloth_line(s, -3.0, 5.4, 7.4, ("white", "teal", "red", "paper", "blue", "pink"))


def scrap(s: Sketch) -> None:
    """A scrap dealer's heaps against the wall."""
    if s.fixed:
        s.strip(-2.9, 2.8, 6.4, 8.8, s.tone("concrete", 7, 1.04))
        return
    cartons(s, -2.9, 8.6, 3, 4)
    heap(s, 0.9, 8.2, 1.5, 1.5, "steel_dark", ("steel", "red", "teal", "white"))
    for x in (2.1, 2.5):
        bag(s, x, 7.4, 0.5, "paper")
    for number in range(7):
        s.line(((-0.9 + number * 0.14, 0, 7.6), (-0.5 + number * 0.12, 2.1, 8.4)), s.tone("steel", 8), 0.05)
    carton(s, -1.5, 7.0, 0.7, 0.5)


def parked_on_pavement(s: Sketch) -> None:
    """Cars on the pavement; later bollards."""
    if s.fixed:
        for number in range(8):
            z = 4.2 + number * 1.6
            s.box(0.9, 1.05, 0, 0.75, z, z + 0.15, "steel_dark")
            s.box(0.89, 1.06, 0.5, 0.6, z, z + 0.15, "yellow")
        return
    for z in (15.4, 10.4, 5.6):
        car_along(s, 2.4, z)
