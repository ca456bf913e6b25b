"""Fixtures of the street that are broken: boxes, boards, shelters, lamps, railings."""

from __future__ import annotations

import math

from intranet.demo.drawings.loose_things import carton, crate
from intranet.demo.drawings.marks import litter_flat, puddle, stain
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import bench, bus_shelter, cone, lamp_post, pool_of_light


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
        s.line(
            ((0.0, y, 4.88), (0.6, y + s.rng.uniform(-0.1, 0.1), 4.88)),
            s.tone(("red", "yellow", "blue", "green", "orange", "white")[number], 5),
            0.04,
        )
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
    s.poly(
        ((-1.8, 1.2, 8.26), (0.4, 1.2, 8.26), (-0.2, 1.6, 8.26), (0.3, 2.0, 8.26), (-0.6, 2.4, 8.26), (-1.8, 2.4, 8.26)),
        s.tone("concrete", 8, 0.9),
    )
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
    x, z = 1.3, 10.0
    s.line(((x, 0, z), (x, 5.4, z)), s.tone("steel_dark", z), 0.16)
    s.line(((x, 5.2, z), (-2.8, 5.4, z)), s.tone("steel_dark", z), 0.12)
    s.front(-3.1, -2.3, 3.9, 5.5, z, s.tone("ink", z / 3))
    for number, name in enumerate(("red", "yellow", "green")):
        on = s.fixed and name == "red"
        s.disc(-2.7, 5.22 - number * 0.5, z - 0.01, 0.2, 0.2, (236, 84, 66) if on else (74, 76, 78))
    for row in range(5):
        s.strip(-7.2 + row * 1.5, -6.3 + row * 1.5, 6.0, 7.8, s.tone("line", 6))


def outdoor_bench(s: Sketch) -> None:
    """A bench, its slats broken or new."""
    bench(s, 1.6, 8.4)
    bench(s, -1.5, 6.0, broken=not s.fixed)


def toilet(s: Sketch) -> None:
    """A public toilet with its door broken and water on the floor."""
    s.box(-3.2, 3.2, 0, 3.3, 10.2, 13, "white")
    s.front(-3.5, 3.5, 3.2, 3.55, 10.1, s.tone("teal", 10))
    for left, name in ((-2.3, "blue"), (0.9, "pink")):
        s.front(left, left + 1.4, 0.05, 2.4, 10.18, s.tone("glass_dark", 10))
        s.disc(left + 0.7, 2.8, 10.17, 0.16, 0.16, s.tone(name, 10))
        s.poly(
            ((left + 0.55, 2.3, 10.17), (left + 0.85, 2.3, 10.17), (left + 1.0, 2.62, 10.17), (left + 0.4, 2.62, 10.17)), s.tone(name, 10)
        )
    if s.fixed:
        for left in (-2.3, 0.9):
            s.front(left + 0.1, left + 1.3, 0.05, 2.3, 10.16, s.tone("steel", 10))
        s.ground(((2.4, 10.1), (4.6, 8.4), (5.4, 8.4), (3.4, 10.1)), s.tone("concrete", 9))
        return
    s.poly(((0.95, 0.05, 10.1), (0.2, 0.1, 9.6), (0.25, 2.1, 9.6), (0.98, 2.3, 10.1)), s.tone("steel", 10))
    puddle(s, -0.6, 9.2, 2.2, 0.6)
    stain(s, 1.6, 9.4, 1.0, 0.3, "mud")
    litter_flat(s, 0, 8.8, 2, 0.5, 24)


def lamp(s: Sketch) -> None:
    """A street at night, its lamps out or shining (the backdrop draws them)."""
    if s.fixed:
        for z in (11, 21):
            pool_of_light(s, -0.6, z, 3.2, "asphalt")
            pool_of_light(s, 1.9, z - 0.4, 2.0)
    lamp_post(s, 1.15, 22)
    lamp_post(s, 1.15, 11.5)


def lamp_broken(s: Sketch) -> None:
    """A lamp head that hangs by its wire."""
    lamp_post(s, 2.2, 9.2, broken=not s.fixed)
    if not s.fixed:
        cone(s, 0.9, 8.6)
        for _shard in range(18):
            s.patch(s.rng.uniform(-0.2, 1.4), s.rng.uniform(8.2, 9.2), 0.08, 0.05, s.tone("white", 6), rough=0.5, corners=4)


def cables(s: Sketch) -> None:
    """Cables that hang down into the lane."""
    pole = s.tone("trunk", 7)
    s.line(((-2.5, 0, 7.5), (-2.5, 6, 7.5)), pole, 0.2)
    s.line(((-2.9, 5.6, 7.5), (-2.0, 5.6, 7.5)), pole, 0.12)
    sags = (4.6, 4.2, 4.9) if s.fixed else (4.6, 1.2, 0.15)
    for number, low in enumerate(sags):
        y = 5.6 - number * 0.2
        points = [(-2.5 + step * 0.55, y - (y - low) * math.sin(math.pi * min(1, step / 10)), 7.5 - step * 0.1) for step in range(11)]
        s.line(points, s.tone("ink", 7), 0.045)
    if not s.fixed:
        for turn in range(3):
            s.ring(-2.4, 3.4 - turn * 0.12, 7.4, 0.4 - turn * 0.06, s.tone("ink", 7), 0.05)
        s.line(((0.9, 0.0, 6.6), (1.4, 0.06, 6.3), (1.2, 0.02, 6.0), (1.7, 0.02, 5.8)), s.tone("ink", 6), 0.05)
        cone(s, 0.4, 6.2)
        cone(s, 2.2, 6.4)


def guardrail(s: Sketch) -> None:
    """The railing in the middle of the road, knocked over."""
    for step in range(9):
        z = 4.2 + step * 1.8
        down = not s.fixed and 1 <= step <= 3
        if down:
            s.ground(((-4.2, z), (-2.6, z + 0.5), (-2.5, z + 0.9), (-4.3, z + 1.7)), s.tone("steel", z))
            for number in range(4):
                s.ground(
                    (
                        (-4.0 + number * 0.4, z + 0.2),
                        (-3.9 + number * 0.4, z + 0.2),
                        (-3.7 + number * 0.35, z + 1.2),
                        (-3.8 + number * 0.35, z + 1.2),
                    ),
                    s.tone("white", z),
                )
            continue
        for y in (1.05, 0.6, 0.15):
            s.line(((-3.4, y, z), (-3.4, y, z + 1.6)), s.tone("white", z), 0.07)
        s.box(-3.5, -3.3, 0, 1.15, z, z + 0.2, "blue")
    if not s.fixed:
        cone(s, -2.2, 4.4)
        for _shard in range(20):
            s.patch(s.rng.uniform(-4.6, -1.8), s.rng.uniform(4.6, 8), 0.09, 0.05, s.tone("red", 6), rough=0.5, corners=4)
