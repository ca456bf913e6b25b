"""Trees, lawns and beds."""

from __future__ import annotations

from intranet.demo.drawings.loose_things import bags, heap
from intranet.demo.drawings.marks import litter_flat, paving_hole
from intranet.demo.drawings.plants import bush, hedge, tree, weeds
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import cone


def fallen_tree(s: Sketch) -> None:
    """A tree across the pavement; later only the stump and a young tree."""
    if s.fixed:
        s.disc(2.6, 0.2, 6.4, 0.26, 0.1, s.tone("timber", 6))
        s.front(2.34, 2.86, 0, 0.2, 6.4, s.tone("trunk", 6))
        s.line(((3.4, 0, 7.2), (3.4, 2.6, 7.2)), s.tone("timber", 7), 0.05)
        tree(s, 3.3, 7.2, 3)
        return
    s.poly(((2.5, 0, 6.4), (2.8, 0, 6.4), (2.75, 0.7, 6.4), (2.5, 0.55, 6.4)), s.tone("trunk", 6))
    s.poly(((2.6, 0.35, 6.4), (2.7, 0.6, 6.4), (-2.6, 1.15, 6.9), (-2.7, 0.95, 6.9)), s.tone("trunk", 6))
    for _leaf in range(34):
        x, y = s.rng.gauss(-2.6, 1.0), abs(s.rng.gauss(1.0, 0.5))
        s.disc(x, y, 6.7, s.rng.uniform(0.28, 0.5), s.rng.uniform(0.22, 0.4), s.leaf(s.rng.choice((0, 1, 1, 2)), 6))
    for _twig in range(10):
        x = s.rng.uniform(-3.6, -1.2)
        s.line(((x, 0.8, 6.6), (x + s.rng.uniform(-0.8, 0.6), s.rng.uniform(0, 1.8), 6.6)), s.tone("trunk", 6), 0.05)
    cone(s, 3.4, 5.6)
    cone(s, -4.6, 6.0)


def bare_green(s: Sketch) -> None:
    """Bare earth and a gap in the hedge."""
    hedge(s, -6, -1.6, 9.2)
    hedge(s, 2.4, 6.6, 9.2)
    if s.fixed:
        hedge(s, -1.6, 2.4, 9.2)
        s.patch(0.3, 7.8, 3.2, 0.8, s.tone(s.grass, 8, 1.06), rough=0.1)
        return
    s.patch(0.4, 8.0, 3.2, 1.1, s.tone("soil", 8), rough=0.2, corners=20)
    s.patch(0.4, 7.9, 2.0, 0.5, s.tone("mud", 8), rough=0.2)
    for x in (-1.2, 0.2, 1.7):
        s.line(((x, 0, 9.1), (x + 0.1, 0.6, 9.1)), s.tone("trunk", 9), 0.04)
    weeds(s, 1.2, 8.2, 1.4, 16)


def green_taken(s: Sketch) -> None:
    """A vegetable plot on the common lawn."""
    if s.fixed:
        s.patch(0, 8.4, 3.4, 1.3, s.tone(s.grass, 8, 1.06), rough=0.08, corners=22)
        bush(s, -2.0, 8.8, 0.7)
        bush(s, 0.2, 9.0, 0.7)
        bush(s, 2.3, 8.8, 0.7)
        return
    s.patch(0, 8.4, 3.5, 1.3, s.tone("soil", 8), rough=0.06, corners=22)
    for row in range(4):
        for number in range(12):
            s.disc(-2.6 + number * 0.48, 0.12, 9.2 - row * 0.5, 0.16, 0.14, s.tone((104, 148, 84), 8, s.rng.uniform(0.85, 1.15)))
    for number in range(13):
        s.line(((-3.4 + number * 0.56, 0, 7.3), (-3.3 + number * 0.56, 0.9, 7.3)), s.tone("timber", 7), 0.04)
    s.line(((-3.4, 0.6, 7.3), (3.4, 0.6, 7.3)), s.tone("timber", 7), 0.03)


def tree_pit(s: Sketch) -> None:
    """The square round a street tree."""
    x, z = 0.6, 5.4
    if s.fixed:
        s.strip(x - 0.7, x + 0.7, z - 0.6, z + 0.6, s.tone((156, 136, 116), z))
        s.strip(x - 0.6, x + 0.6, z - 0.5, z + 0.5, s.tone((176, 158, 138), z))
    else:
        paving_hole(s, x, z, 0.95, 0.75)
        for number in range(3):
            s.line(((x, 0.05, z), (x + 1.4, 0.02, z - 0.6 + number * 0.6)), s.tone("trunk", z), 0.14)
    s.poly(((x - 0.16, 0, z), (x + 0.16, 0, z), (x + 0.13, 4.2, z), (x - 0.1, 4.2, z)), s.tone("trunk", z))


def dirty_green(s: Sketch) -> None:
    """Rubbish on a lawn beside a bush."""
    bush(s, -3.6, 8.6, 0.9)
    bush(s, 3.6, 9.2, 0.8)
    if s.fixed:
        return
    litter_flat(s, 0.2, 7.8, 2.8, 1.2, 70)
    bags(s, 1.6, 8.6, 5, 0.8)
    heap(s, -1.4, 8.4, 1.1, 0.55, (128, 112, 80), ("trunk", "green"))
    for _stick in range(16):
        x, z = s.rng.uniform(-2.4, -0.4), s.rng.uniform(7.8, 8.6)
        s.line(((x, 0.1, z), (x + s.rng.uniform(-0.7, 0.7), s.rng.uniform(0.2, 0.7), z)), s.tone("trunk", z), 0.04)
