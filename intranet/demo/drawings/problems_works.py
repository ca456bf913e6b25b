"""What is broken in the ground or being built: road, pavement, covers, fences, snow."""

from __future__ import annotations

import math

from intranet.demo.drawings.loose_things import heap, smoke
from intranet.demo.drawings.marks import asphalt_repair, crack, grate, ice, manhole, paving_hole, paving_repair, pothole, puddle, snow_cover
from intranet.demo.drawings.palette import LIGHTS, mix
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import cone, hoarding, pool_of_light, truck_across


def pothole_road(s: Sketch) -> None:
    """Two holes in the road."""
    if s.fixed:
        asphalt_repair(s, -0.1, 5.3, 1.0, 0.7)
        asphalt_repair(s, 2.3, 7.6, 0.6, 0.4)
        return
    pothole(s, 2.3, 7.6, 0.7, 0.45)
    pothole(s, -0.1, 5.3, 1.1, 0.75, wet=s.rng.random() < 0.6)


def sinkhole(s: Sketch) -> None:
    """A collapsed spot with an edge of broken asphalt."""
    if s.fixed:
        asphalt_repair(s, 0, 5.8, 1.5, 1.1)
        return
    s.patch(0, 5.9, 1.9, 1.25, s.tone("asphalt", 6, 1.15), rough=0.16, corners=18)
    s.patch(0, 5.9, 1.55, 1.0, s.tone("soil", 6, 0.8), rough=0.14, corners=18)
    s.patch(0.05, 5.75, 1.3, 0.75, (32, 30, 30), rough=0.14, corners=18)
    for turn in range(7):
        angle = turn * 0.9
        crack(s, 1.7 * math.cos(angle), 5.9 + 1.1 * math.sin(angle), 1.6, angle, s.tone("asphalt", 6, 0.6))
    s.line(((-1.2, -0.1, 6.0), (1.1, -0.15, 6.1)), s.tone("blue", 6), 0.14)
    for x, z in ((-2.6, 5.6), (2.6, 5.9), (-1.6, 7.6), (1.8, 7.5)):
        cone(s, x, z)


def cover(s: Sketch) -> None:
    """A manhole in the pavement."""
    if not s.fixed:
        manhole(s, 0.2, 4.6, state="missing")
        s.line(((0.2, 0, 4.7), (0.5, 1.5, 4.8)), s.tone("trunk", 4), 0.05)
        for dx in (-0.2, 0.1, 0.35):
            s.disc(0.48 + dx, 1.45 + abs(dx), 4.8, 0.2, 0.18, s.leaf(1))
    else:
        manhole(s, 0.2, 4.6)
    for turn in (0.5, 2.4, 4.2):
        if not s.fixed:
            crack(s, 0.2 + 0.5 * math.cos(turn), 4.6 + 0.5 * math.sin(turn), 0.9, turn, s.tone("paving", 4, 0.72))


def gully(s: Sketch) -> None:
    """A gully grate at the edge of the road."""
    s.strip(-30, 30, 6.9, 7.25, s.tone("kerb", 7))
    grate(s, 0.1, 5.8, missing=not s.fixed)
    if not s.fixed:
        s.patch(0.1, 5.0, 1.6, 0.5, s.tone("mud", 5), rough=0.24)
        for _leaf in range(24):
            s.patch(s.rng.gauss(0.1, 0.7), s.rng.uniform(4.8, 6.6), 0.1, 0.07, s.tone((162, 118, 62), 5), rough=0.4, corners=6)
        cone(s, 1.3, 5.6)


def paving(s: Sketch) -> None:
    """Lifted slabs."""
    if s.fixed:
        paving_repair(s, 0, 4.6, 1.6, 1.0)
        return
    paving_hole(s, 0, 4.6, 1.4, 0.9)
    paving_hole(s, 2.3, 6.2, 0.6, 0.4)


def blind_path(s: Sketch) -> None:
    """A tactile path that is broken off."""
    s.ground(((-0.5, 1.5), (0.1, 1.5), (0.5, 6.1), (-0.1, 6.1)), s.tone("tactile", 3))
    for number in range(15):
        z = 1.7 + number * 0.3
        s.ground(
            ((-0.4 + z * 0.06, z), (0.06 + z * 0.06, z), (0.08 + z * 0.06, z + 0.1), (-0.38 + z * 0.06, z + 0.1)),
            s.tone("tactile", 3, 0.86),
        )
    if s.fixed:
        return
    paving_hole(s, -0.1, 3.9, 0.8, 0.5)
    s.box(-0.5, 0.6, 0, 1.3, 5.2, 5.9, "steel")
    s.front(-0.36, 0.46, 0.3, 1.1, 5.19, s.tone("steel_dark", 5))


def puddle_road(s: Sketch) -> None:
    """Deep water across the road."""
    if s.fixed:
        s.strip(-5, 5, 3.6, 8, s.tone("asphalt", 5, 0.9))
        grate(s, 3.0, 8.4)
        return
    puddle(s, -0.4, 5.6, 4.4, 1.9)
    for x, z in ((-2.6, 6.6), (0.4, 5.2), (2.4, 6.4)):
        s.patch(x, z, 0.4, 0.1, s.tone("white", z), rough=0.2)
    cone(s, -3.2, 4.2)


def burst_pipe(s: Sketch) -> None:
    """Water that springs from the ground."""
    if s.fixed:
        asphalt_repair(s, 0.2, 6.0, 1.4, 0.8)
        return
    puddle(s, 0.2, 5.6, 3.4, 1.2)
    for step in range(7):
        x = -0.9 + step * 0.3
        tall = 2.1 - abs(step - 3) * 0.35
        s.poly(((0.1, 0, 6.0), (0.3, 0, 6.0), (0.25 + x, tall, 6.0), (0.1 + x, tall, 6.0)), s.tone("water_light", 6))
        s.blob(0.18 + x * 1.25, tall * 0.9, 5.98, 0.22, 0.2, s.tone("white", 6), rough=0.3)
    for _drop in range(30):
        s.disc(s.rng.gauss(0.2, 1.2), s.rng.uniform(0.2, 2.6), 5.9, 0.04, 0.06, s.tone("white", 6))
    cone(s, -3.0, 5.2)
    cone(s, 3.0, 5.6)


def steam(s: Sketch) -> None:
    """Steam over a heating cover."""
    manhole(s, 0.3, 5.6)
    if s.fixed:
        return
    s.patch(0.3, 5.4, 1.6, 0.7, s.tone("asphalt", 5, 0.72), rough=0.2)
    manhole(s, 0.3, 5.6)
    smoke(s, 0.3, 0.5, 5.8, 1.1, (236, 240, 242), 0.4, 12)
    cone(s, -1.9, 5.2)
    cone(s, 2.5, 5.6)


def snow(s: Sketch) -> None:
    """Trodden snow on the pavement; or swept, with the heap where it belongs."""
    snow_cover(s, -13, 13, 5.4, 6.0, 30)
    if s.fixed:
        heap(s, -3.2, 7.2, 1.2, 0.7, "snow", ("snow_shade",))
        for x in (0.6, 3.4):
            heap(s, x, 7.2, 0.9, 0.5, "snow", ("snow_shade",))
        return
    snow_cover(s, -13, 13, 6.7, 12.4, 120)
    ice(s, 0.4, 8.4, 2.2, 0.8)
    for number in range(14):
        x, z = -2.8 + number * 0.42, 9.6 + (0.25 if number % 2 else 0)
        s.patch(x, z, 0.16, 0.07, s.tone("snow_shade", z, 0.9), rough=0.1)
    heap(s, 3.2, 9.4, 1.6, 0.9, "snow", ("snow_shade",))


def hoarding_lane(s: Sketch) -> None:
    """A fence over the whole pavement; later a way is kept free beside it."""
    if s.fixed:
        hoarding(s, -7, 7, 12.2)
        for number in range(7):
            cone(s, -5 + number * 1.7, 11.4)
        s.front(-0.8, 0.8, 1.0, 1.8, 12.15, s.tone("yellow", 12))
        return
    hoarding(s, -7, 7, 7.6)
    heap(s, 4.4, 6.9, 1.2, 0.5, "soil", ("concrete",))
    s.poly(((-4.6, 0, 6.8), (-2.0, 0, 6.8), (-2.2, 0.3, 6.8), (-4.4, 0.3, 6.8)), s.tone("steel", 7))


def hoarding_fallen(s: Sketch) -> None:
    """Panels of a site fence on the ground."""
    if s.fixed:
        hoarding(s, -3.2, 3.2, 9.4)
        return
    hoarding(s, -3.2, 3.2, 9.4, fallen=(-1.6, 2.2))


def trench(s: Sketch) -> None:
    """An open trench in the road."""
    if s.fixed:
        s.ground(((-5, 4.6), (-4.2, 4.2), (5, 6.6), (4.4, 7.2)), s.tone("ink", 5))
        s.ground(((-4.9, 4.62), (-4.2, 4.3), (4.9, 6.62), (4.4, 7.1)), s.tone("asphalt_new", 5))
        return
    s.ground(((-5, 4.7), (-4.0, 4.1), (5, 6.5), (4.2, 7.3)), s.tone("soil", 5, 0.9))
    s.ground(((-4.9, 4.72), (-4.2, 4.3), (4.9, 6.6), (4.3, 7.1)), (58, 48, 40))
    for step in range(9):
        heap(s, -4.4 + step * 1.1, 4.9 + step * 0.3, 0.75, 0.42, "soil", ("mud",))
    for x, z in ((-3, 3.6), (0, 4.4), (3, 5.2)):
        cone(s, x, z)


def dust(s: Sketch) -> None:
    """Dust from bare earth behind the gate; later netting and spray."""
    if s.fixed:
        heap(s, 0, 11, 2.4, 1.2, (88, 122, 96), ("green",))
        for x in (-3.2, 0, 3.2):
            s.line(((x, 2.2, 9.4), (x + 0.6, 3.1, 9.4)), s.tone("water_light", 9), 0.05)
            for step in range(7):
                s.disc(x + 0.6 + step * 0.14, 3.1 - step * 0.22, 9.35, 0.07, 0.1, s.tone("white", 9))
        return
    heap(s, 0, 11, 2.6, 1.5, "soil", ("mud", "concrete"))
    truck_across(s, -1.6, 8.4, "soil")
    s.patch(0, 5.0, 6.5, 1.3, s.tone("soil", 5, 1.06), rough=0.14, corners=24)
    for x in (-2.4, 0.8, 3.2):
        smoke(s, x, 0.4, 8.0, 0.9, mix(s.tone("soil", 6), (236, 228, 214), 0.45), 0.7, 7)


def night_works(s: Sketch) -> None:
    """A floodlit pour at night; later the site is dark."""
    if s.fixed:
        return
    night = s.light
    for x in (-4.0, 3.6):
        s.line(((x, 0, 9.2), (x, 3.5, 9.2)), s.tone("steel", 9), 0.1)
        for reach, share in ((1.9, 0.12), (1.2, 0.26), (0.7, 0.45)):
            s.disc(x, 3.6, 9.2, reach, reach, mix(night.sky_low, (255, 240, 200), share))
        s.front(x - 0.5, x + 0.5, 3.4, 3.9, 9.19, (255, 250, 232))
    pool_of_light(s, 0, 7.6, 4.4, "concrete")
    s.light = LIGHTS["evening"]
    s.line(((3.4, 1.8, 8.8), (1.4, 4.4, 12), (-0.8, 3.6, 14)), s.tone("orange", 8), 0.16)
    truck_across(s, -3.4, 8.2, "concrete")
    s.light = night
