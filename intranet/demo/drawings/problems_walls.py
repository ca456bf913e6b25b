"""What hangs on walls and fronts, and what is built without leave."""

from __future__ import annotations

from intranet.demo.drawings.loose_things import bird, dog, heap, smoke
from intranet.demo.drawings.marks import litter_flat
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import car_across, cone


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


def facade(s: Sketch) -> None:
    """Plaster fallen from a front wall, rust under the air conditioners."""
    z = 12.98
    if s.fixed:
        return
    for x in (-3.4, 2.6, 4.6):
        s.poly(((x, 3.75, z), (x + 0.5, 3.75, z), (x + 0.36, 2.7, z), (x + 0.22, 2.2, z), (x + 0.12, 2.8, z)), s.tone((150, 112, 78), 13))
    s.blob(-0.4, 5.0, z, 1.7, 1.15, s.tone("concrete", 13, 0.82), rough=0.2, corners=18)
    s.blob(-0.4, 5.0, z - 0.01, 1.5, 0.98, s.tone((168, 104, 84), 13), rough=0.2, corners=18)
    for row in range(5):
        s.line(((-1.5 + row % 2 * 0.2, 4.3 + row * 0.3, z - 0.02), (0.8, 4.3 + row * 0.3, z - 0.02)), s.tone("concrete", 13), 0.03)
    for _piece in range(34):
        s.patch(
            s.rng.gauss(-0.4, 1.1),
            s.rng.uniform(9.6, 11.8),
            s.rng.uniform(0.08, 0.26),
            0.1,
            s.tone("white", 10, 0.92),
            rough=0.4,
            corners=6,
        )
    cone(s, -3.0, 9.4)
    cone(s, 2.2, 9.4)
    s.line(((-3.0, 0.6, 9.4), (2.2, 0.6, 9.4)), s.tone("red", 9), 0.06)


def fume(s: Sketch) -> None:
    """A kitchen vent above a shop."""
    z = 12.9
    s.front(-0.6, 0.6, 3.4, 4.1, z, s.tone("steel", 13))
    s.front(-0.4, 0.4, 3.5, 4.0, z - 0.01, s.tone("ink", 13))
    if s.fixed:
        s.front(0.45, 0.85, 3.9, 9.4, z, s.tone("steel", 13, 1.06))
        for y in (5, 6.5, 8):
            s.front(0.38, 0.92, y, y + 0.15, z, s.tone("steel_dark", 13))
        return
    s.poly(((-0.6, 3.4, z), (0.6, 3.4, z), (0.9, 2.2, z), (0.3, 1.4, z), (-0.5, 2.0, z)), s.tone((102, 88, 70), 13))
    smoke(s, 0.2, 3.8, z - 0.4, 0.95, s.tone((120, 118, 112), 6), 0.55, 10)


def tree_hanging(s: Sketch) -> None:
    """Bags and wire in the branches and round the trunk."""
    from_top = ((-3.9, 4.2), (-4.6, 3.7), (-3.4, 3.5), (-4.4, 4.8), (-3.5, 4.7))
    if s.fixed:
        return
    for number, (x, y) in enumerate(from_top):
        name = ("white", "red", "paper", "blue", "white")[number]
        s.poly(
            ((x, y, 7.5), (x + 0.5, y + 0.1, 7.5), (x + 0.45, y - 0.7, 7.5), (x + 0.2, y - 0.4, 7.5), (x + 0.05, y - 0.8, 7.5)),
            s.tone(name, 7),
        )
    for row in range(5):
        s.line(((-4.42, 1.0 + row * 0.12, 7.5), (-3.98, 1.06 + row * 0.12, 7.5)), s.tone("ink", 7), 0.03)
    s.line(((-4.2, 1.9, 7.5), (1.0, 2.0, 9), (5.6, 2.4, 7.4)), s.tone("ink", 7), 0.03)
    for x in (-2.6, -0.8, 0.9):
        s.poly(
            ((x, 1.95, 8.2), (x + 0.8, 1.97, 8.2), (x + 0.75, 1.0, 8.2), (x + 0.05, 1.05, 8.2)),
            s.tone(s.rng.choice(("pink", "blue", "white")), 8),
        )


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


def dogs(s: Sketch) -> None:
    """Dogs off their leads, and what they leave behind."""
    if s.fixed:
        s.line(((2.4, 0, 8.2), (2.4, 1.2, 8.2)), s.tone("steel", 8), 0.05)
        s.front(2.1, 2.8, 1.2, 1.7, 8.2, s.tone("teal", 8))
        s.glyphs(2.2, 1.35, 0.2, 3, 8.18, s.tone("paper", 8))
        return
    dog(s, -1.3, 5.6, "brown")
    dog(s, 0.9, 6.4, "ink")
    for x in (-0.6, 0.4, 0.7):
        s.blob(x, 0.06, 5.2, 0.12, 0.06, s.tone("brown", 7, 0.7), rough=0.2)


def poultry(s: Sketch) -> None:
    """Hens and a coop on the lawn."""
    if s.fixed:
        s.patch(0, 8.2, 3, 0.9, s.tone(s.grass, 8, 1.06), rough=0.1)
        return
    s.box(1.4, 3.4, 0, 1.2, 8.8, 9.6, "timber")
    for slat in range(6):
        s.line(((1.45 + slat * 0.36, 0.05, 8.79), (1.45 + slat * 0.36, 1.1, 8.79)), s.tone("steel", 9), 0.03)
    s.poly(((1.3, 1.2, 8.8), (3.5, 1.2, 8.8), (3.2, 1.55, 9.2), (1.6, 1.55, 9.2)), s.tone("red", 9))
    s.patch(-0.6, 7.8, 2.6, 0.8, s.tone("soil", 8), rough=0.16)
    for x, z, name, left in ((-2.4, 8.2, "white", True), (-1.5, 7.6, "brown", False), (-0.7, 8.3, "white", True), (0.3, 7.7, "red", False)):
        bird(s, x, z, name, left=left)
    bird(s, 1.0, 7.4, "white")
