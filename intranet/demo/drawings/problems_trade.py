"""What people put where it does not belong: stalls, goods, boards, bills, vehicles, sheds, animals."""

from __future__ import annotations

from intranet.demo.drawings.loose_things import (
    bag, bird, carton, cartons, cloth_line, crate, dog, heap, smoke, stall, table_and_stools, tricycle, umbrella,
)  # fmt: skip
from intranet.demo.drawings.marks import litter_flat, puddle, stain
from intranet.demo.drawings.palette import CLOTHES
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import bicycle, bus_shelter, car_across, cone, lamp_post


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
        s.poly(((x + 0.06, 0.06, z - 0.01), (x + 0.84, 0.06, z - 0.01), (x + 0.74, 1.28, z - 0.01), (x + 0.16, 1.28, z - 0.01)), s.tone("paper", z))
        s.glyphs(x + 0.24, 0.85, 0.22, 3, z - 0.02, s.tone(name, z))
        s.glyphs(x + 0.26, 0.45, 0.16, 4, z - 0.02, s.tone("ink", z))


def banner(s: Sketch) -> None:
    """A banner tied across the front."""
    z = 7.4
    if s.fixed:
        return
    s.poly(((-4.5, 3.5, z), (5.2, 3.8, z), (5.0, 2.6, z), (-4.6, 2.4, z)), s.tone("red", z))
    s.glyphs(-3.4, 2.6, 0.55, 9, z - 0.02, s.tone("yellow", z))
    s.line(((-4.9, 3.4, z), (-4.5, 3.4, z)), s.tone("paper", z), 0.04)
    s.poly(((-4.6, 2.4, z), (-4.2, 2.5, z), (-4.1, 1.0, z), (-4.4, 0.9, z)), s.tone("red", z, 0.86))


def billboard(s: Sketch) -> None:
    """A big board that hangs by one side."""
    z = 12.9
    if s.fixed:
        s.front(-3, 3, 4.4, 4.8, z, s.tone("steel", z))
        return
    s.poly(((-3.2, 4.6, z), (3.2, 5.4, z), (2.9, 7.6, z), (-3.4, 6.9, z)), s.tone("blue", z))
    s.poly(((-3.0, 4.75, z), (3.0, 5.5, z), (2.7, 7.4, z), (-3.2, 6.75, z)), s.tone("paper", z))
    s.glyphs(-2.2, 5.6, 0.6, 6, z - 0.02, s.tone("blue", z))
    s.line(((-3.3, 6.8, z), (-3.2, 8.4, z)), s.tone("steel_dark", z), 0.08)
    s.line(((3.0, 5.6, z), (3.6, 4.2, z)), s.tone("steel_dark", z), 0.08)
    s.poly(((3.2, 4.6, z), (3.7, 4.5, z), (3.6, 3.4, z), (3.3, 3.5, z)), s.tone("steel", z))


def leaflets(s: Sketch) -> None:
    """Leaflets all over the pavement and stuck under wipers."""
    car_across(s, -3.6, 6.2)
    if s.fixed:
        return
    s.front(-2.9, -2.7, 0.98, 1.14, 6.18, s.tone("yellow", 6))
    litter_flat(s, 0, 7.8, 4, 1.4, 90)
    for _sheet in range(60):
        x, z = s.rng.gauss(0, 2), s.rng.uniform(6.8, 9.6)
        s.patch(x, z, 0.17, 0.1, s.tone(s.rng.choice(("white", "paper", "yellow", "pink")), z), rough=0.15, corners=4)


def small_ads(s: Sketch) -> None:
    """Bills glued over one another round a door."""
    z = 4.36
    s.front(-2.9, -1.5, 0, 2.5, z, s.tone("steel_dark", 4))
    s.front(-2.78, -1.62, 0.06, 2.38, z - 0.01, s.tone("teal", 4, 0.9))
    s.front(-1.9, -1.82, 1.0, 1.25, z - 0.02, s.tone("steel", 4, 1.2))
    for x in (1.95, 2.45):
        s.front(x, x + 0.4, 1.2, 1.9, z, s.tone("steel", 4))
        s.front(x + 0.06, x + 0.34, 1.55, 1.8, z - 0.01, s.tone("glass_dark", 4))
    if s.fixed:
        for x, y, wide, tall in ((-1.2, 0.8, 1.5, 0.9), (0.5, 1.3, 1.2, 1.2), (-0.7, 2.0, 1.0, 0.7)):
            s.front(x, x + wide, y, y + tall, z, s.tone((226, 222, 212), 4))
        return
    names = ("paper", "yellow", "pink", "white", "orange", "paper", "white")
    for _bill in range(62):
        x, y = s.rng.choice((s.rng.uniform(-1.3, 1.7), s.rng.uniform(-2.7, -1.9))), s.rng.uniform(0.55, 2.4)
        wide, tall = s.rng.uniform(0.26, 0.5), s.rng.uniform(0.18, 0.36)
        tilt = s.rng.uniform(-0.05, 0.05)
        s.poly(((x, y, z), (x + wide, y + tilt, z), (x + wide, y + tall + tilt, z), (x, y + tall, z)), s.tone(s.rng.choice(names), 4))
        s.glyphs(x + 0.03, y + tall * 0.5, tall * 0.36, 2 + round(wide * 4), z - 0.01, s.tone(s.rng.choice(("ink", "red")), 4))
        s.line(((x + 0.03, y + tall * 0.2, z - 0.01), (x + wide * 0.9, y + tall * 0.2 + tilt, z - 0.01)), s.tone("blue", 4), tall * 0.12)
    for row in range(2):
        s.glyphs(-0.9 + row * 0.5, 2.55 + row * 0.25, 0.2, 8, z - 0.01, s.tone("ink", 4))


def piles(s: Sketch) -> None:
    """Building material stacked before a door."""
    if s.fixed:
        s.patch(0.6, 9.2, 2.8, 0.6, s.tone("paving", 9, 1.05), rough=0.08)
        return
    heap(s, 2.6, 9.0, 1.5, 0.8, (196, 178, 142))
    cartons(s, -3.4, 9.4, 4, 4)
    for row in range(4):
        for column in range(5):
            s.front(-0.8 + column * 0.42, -0.42 + column * 0.42, row * 0.2, row * 0.2 + 0.18, 9.0, s.tone("red", 9, s.rng.uniform(0.9, 1.1)))
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
        s.front(1.7 + number * 0.06, 2.58, number * 0.22, number * 0.22 + 0.2, 6.0 - number * 0.3, s.tone("concrete", 5, 0.9 + number * 0.04))
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


def dogs(s: Sketch) -> None:
    """Dogs off their leads, and what they leave behind."""
    if s.fixed:
        s.line(((2.4, 0, 8.2), (2.4, 1.2, 8.2)), s.tone("steel", 8), 0.05)
        s.front(2.1, 2.8, 1.2, 1.7, 8.2, s.tone("teal", 8))
        s.glyphs(2.2, 1.35, 0.2, 3, 8.18, s.tone("paper", 8))
        return
    dog(s, -1.2, 7.6, "brown")
    dog(s, 1.8, 8.4, "ink")
    for x in (-0.6, 0.6, 1.0):
        s.blob(x, 0.06, 6.8, 0.12, 0.06, s.tone("brown", 7, 0.7), rough=0.2)


def poultry(s: Sketch) -> None:
    """Hens and a coop on the lawn."""
    if s.fixed:
        s.patch(0, 8.2, 3, 0.9, s.tone(s.grass, 8, 1.06), rough=0.1)
        return
    s.box(1.4, 3.4, 0, 1.2, 8.8, 9.6, "timber")
    for x in range(6):
        s.line(((1.45 + x * 0.36, 0.05, 8.79), (1.45 + x * 0.36, 1.1, 8.79)), s.tone("steel", 9), 0.03)
    s.poly(((1.3, 1.2, 8.8), (3.5, 1.2, 8.8), (3.2, 1.55, 9.2), (1.6, 1.55, 9.2)), s.tone("red", 9))
    s.patch(-0.6, 7.8, 2.6, 0.8, s.tone("soil", 8), rough=0.16)
    for x, z, name, left in ((-2.4, 8.2, "white", True), (-1.5, 7.6, "brown", False), (-0.7, 8.3, "white", True), (0.3, 7.7, "red", False)):
        bird(s, x, z, name, left=left)
    bird(s, 1.0, 7.4, "white")


def illegal_build(s: Sketch) -> None:
    """A shed of coloured sheet on the common lawn."""
    if s.fixed:
        s.patch(0.2, 8.6, 2.8, 1.0, s.tone("soil", 9, 1.04), rough=0.12, corners=20)
        for number in range(7):
            s.disc(-1.6 + number * 0.5, 0.1, 8.2, 0.18, 0.16, s.leaf(1))
        return
    s.box(-2.2, 2.0, 0, 2.6, 8.2, 11, "steel")
    for rib in range(14):
        s.line(((-2.2 + rib * 0.3, 0, 8.19), (-2.2 + rib * 0.3, 2.6, 8.19)), s.tone("steel", 8, 0.88), 0.03)
    s.poly(((-2.4, 2.5, 8.0), (2.2, 2.5, 8.0), (2.0, 3.2, 9.0), (-2.2, 3.2, 9.0)), s.tone("blue", 8))
    s.front(-1.6, -0.7, 0, 2.1, 8.18, s.tone("timber", 8))
    s.front(0.2, 1.4, 1.0, 2.0, 8.18, s.tone("glass_dark", 8))
    for x in (-2.6, -2.3, 2.3):
        s.front(x, x + 0.4, 0, 0.3, 7.6, s.tone("red", 7))
    heap(s, 2.6, 7.6, 0.7, 0.4, (196, 178, 142))
    s.line(((1.9, 0, 7.8), (2.4, 2.4, 8.2)), s.tone("timber", 8), 0.05)


def power_box(s: Sketch) -> None:
    """A distribution box with its door open."""
    s.box(-1.0, 0.8, 0, 1.9, 4.9, 5.6, "steel")
    s.front(-1.1, 0.9, 0, 0.1, 4.88, s.tone("concrete", 5))
    if s.fixed:
        s.front(-0.9, -0.12, 0.15, 1.8, 4.89, s.tone("steel", 5, 1.06))
        s.front(-0.08, 0.7, 0.15, 1.8, 4.89, s.tone("steel", 5, 1.06))
        s.poly(((-0.5, 1.5, 4.88), (-0.1, 1.5, 4.88), (-0.3, 1.2, 4.88)), s.tone("yellow", 5))
        return
    s.front(-0.08, 0.7, 0.15, 1.8, 4.89, (40, 44, 48))
    for number in range(6):
        y = 0.3 + number * 0.24
        s.line(((0.0, y, 4.88), (0.6, y + s.rng.uniform(-0.1, 0.1), 4.88)), s.tone(("red", "yellow", "blue", "green", "orange", "white")[number], 5), 0.04)
    s.poly(((0.7, 0.15, 4.9), (1.7, 0.2, 4.6), (1.65, 1.9, 4.6), (0.72, 1.8, 4.9)), s.tone("steel", 5, 0.9))
    cone(s, -2.0, 4.6)


def hydrant(s: Sketch) -> None:
    """A hydrant hidden by stuff, or clear."""
    s.line(((0.2, 0, 5.2), (0.2, 1.0, 5.2)), s.tone("red", 5), 0.26)
    s.disc(0.2, 1.06, 5.2, 0.17, 0.12, s.tone("red", 5, 1.1))
    for y in (0.7, 0.5):
        s.disc(0.42, y, 5.18, 0.1, 0.1, s.tone("yellow", 5))
    if s.fixed:
        s.strip(-1.2, 1.6, 4.2, 4.35, s.tone("line", 4))
        return
    puddle(s, 0.4, 4.4, 1.8, 0.6)
    crate(s, 0.9, 5.0, "blue", goods="orange")
    carton(s, -0.9, 5.0, 0.7, 0.6)


def signpost(s: Sketch) -> None:
    """A street-name plate, bent or straight."""
    x, z = 2.8, 6.6
    if s.fixed:
        s.line(((x, 0, z), (x, 3.2, z)), s.tone("steel", z), 0.09)
        s.front(x - 1.0, x + 1.0, 2.7, 3.2, z, s.tone("teal", z))
        s.glyphs(x - 0.7, 2.82, 0.26, 5, z - 0.02, s.tone("paper", z))
        return
    s.line(((x, 0, z), (x - 0.9, 2.6, z)), s.tone("steel", z), 0.09)
    s.poly(((x - 1.9, 2.3, z), (x - 0.1, 2.7, z), (x - 0.2, 3.2, z), (x - 2.0, 2.8, z)), s.tone("teal", z, 0.9))
    s.glyphs(x - 1.7, 2.45, 0.26, 5, z - 0.02, s.tone("paper", z, 0.95))


def notice_board(s: Sketch) -> None:
    """A notice board, its glass broken."""
    for x in (-1.9, 1.8):
        s.line(((x, 0, 8.4), (x, 2.6, 8.4)), s.tone("steel_dark", 8), 0.1)
    s.box(-1.9, 1.9, 1.1, 2.5, 8.3, 8.5, "teal")
    s.front(-1.8, 1.8, 1.2, 2.4, 8.29, s.tone("paper", 8))
    for number in range(6):
        left = -1.6 + number * 0.55
        s.front(left, left + 0.45, 1.35, 2.2, 8.28, s.tone(("white", "yellow", "pink", "white", "paper", "white")[number], 8))
        s.glyphs(left + 0.04, 1.9, 0.12, 3, 8.27, s.tone("ink", 8))
    if s.fixed:
        s.line(((-1.6, 2.3, 8.26), (0.6, 1.25, 8.26)), s.tone("white", 8), 0.05)
        return
    s.poly(((-1.8, 1.2, 8.26), (0.4, 1.2, 8.26), (-0.2, 1.6, 8.26), (0.3, 2.0, 8.26), (-0.6, 2.4, 8.26), (-1.8, 2.4, 8.26)), s.tone("concrete", 8, 0.9))
    for _shard in range(26):
        s.patch(s.rng.uniform(-1.6, 1.4), s.rng.uniform(7.4, 8.2), 0.08, 0.05, s.tone("white", 8), rough=0.5, corners=4)


def shelter(s: Sketch) -> None:
    """A bus shelter, its pane broken."""
    bus_shelter(s, -2.1, 8.2, broken=not s.fixed)


def fitness(s: Sketch) -> None:
    """Exercise equipment, broken or mended."""
    s.strip(-3.4, 3.4, 6.6, 9.4, s.tone((150, 128, 116), 8))
    for x in (-2.2, 1.4):
        s.line(((x, 0, 8.6), (x, 2.0, 8.6)), s.tone("yellow", 8), 0.12)
        s.line(((x + 0.9, 0, 8.6), (x + 0.9, 2.0, 8.6)), s.tone("yellow", 8), 0.12)
        s.line(((x, 1.9, 8.6), (x + 0.9, 1.9, 8.6)), s.tone("yellow", 8), 0.1)
    for x, low in ((-2.1, 0.3), (-1.5, 0.3)):
        s.line(((x, 1.85, 8.5), (x + 0.1, low, 8.4)), s.tone("red", 8), 0.07)
        s.front(x - 0.05, x + 0.25, low - 0.08, low, 8.38, s.tone("ink", 8))
    if s.fixed:
        s.line(((1.5, 1.85, 8.5), (1.6, 0.3, 8.4)), s.tone("red", 8), 0.07)
        s.line(((2.1, 1.85, 8.5), (2.2, 0.3, 8.4)), s.tone("red", 8), 0.07)
        return
    s.line(((1.5, 1.85, 8.5), (1.9, 1.0, 8.4)), s.tone("red", 8), 0.07)
    s.line(((2.2, 0.05, 8.0), (2.9, 0.4, 7.9)), s.tone("red", 8), 0.07)
    s.front(1.4, 2.2, 0.0, 0.12, 8.2, s.tone("ink", 8))
    cone(s, 2.9, 7.6)


def signal_out(s: Sketch) -> None:
    """A traffic light, dark or working."""
    x, z = 1.3, 7.2
    lamp_post(s, 1.15, 22)
    s.line(((x, 0, z), (x, 5.2, z)), s.tone("steel_dark", z), 0.16)
    s.line(((x, 5.0, z), (-2.4, 5.3, z)), s.tone("steel_dark", z), 0.12)
    s.front(-3.0, -2.3, 4.0, 5.4, z, s.tone("ink", z))
    for number, (name, on) in enumerate((("red", s.fixed), ("yellow", False), ("green", False))):
        y = 5.2 - number * 0.42
        s.disc(-2.65, y, z - 0.01, 0.17, 0.17, s.tone(name, z, 1.2) if on else (58, 60, 62))
    for row in range(5):
        s.strip(-7.6 + row * 1.5, -6.7 + row * 1.5, 5.4, 7.0, s.tone("line", 6))
