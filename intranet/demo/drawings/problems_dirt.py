"""What is dirty: rubbish, rubble, stains, water. Each draws the problem, or what is left when it is solved."""

from __future__ import annotations

from intranet.demo.drawings.loose_things import bag, bags, carton, heap, mattress, smoke, sofa
from intranet.demo.drawings.marks import litter_flat, manhole, stain
from intranet.demo.drawings.plants import leaves_on_ground, weeds
from intranet.demo.drawings.sketch import Sketch
from intranet.demo.drawings.street_things import car_across, cone, truck_across, wheelie_bin


def litter(s: Sketch) -> None:
    """Bags beside two bins."""
    if not s.fixed:
        litter_flat(s, 0.2, 7.6, 2.6, 1.0, 60)
        bags(s, 0.4, 8.4, 15, 1.5)
        carton(s, 1.9, 8.0, 0.6, 0.45)
        stain(s, -0.6, 7.4, 1.0, 0.3, "steel_dark")
    for number, colour in enumerate(("green", "steel_dark", "blue") if s.fixed else ("green", "steel_dark")):
        wheelie_bin(s, -2.6 + number * 0.8, 8.8, colour, full=not s.fixed)


def rubble(s: Sketch) -> None:
    """A heap of broken concrete and tiles."""
    if s.fixed:
        s.patch(0.4, 8.2, 2.3, 0.7, s.tone("concrete", 8, 1.08), rough=0.1)
        return
    heap(s, 0.6, 8.6, 2.3, 1.35, (172, 160, 146), ("concrete", "red", "white", "brown", "steel"))
    heap(s, -1.5, 8.1, 1.0, 0.6, "soil", ("concrete", "red"))
    for x in (2.2, 2.7, 3.1):
        bag(s, x, 7.8, 0.36, (204, 196, 176))
    s.poly(((-2.6, 0, 7.9), (-2.3, 0, 7.9), (-1.4, 1.5, 8.4), (-1.6, 1.6, 8.4)), s.tone("timber", 8))


def dirty_road(s: Sketch) -> None:
    """Oil and leaves on the pavement."""
    if s.fixed:
        s.patch(0, 4.4, 2.6, 1.3, s.tone("paving", 5, 1.06), rough=0.08, corners=22)
        return
    for x, z in ((-1.5, 5.0), (0.2, 3.9), (1.6, 5.2)):
        stain(s, x, z, 1.0, 0.6, "ink", 5)
    litter_flat(s, 0, 4.6, 2.6, 1.6, 54)
    leaves_on_ground(s, 0, 7.2, 5, 0.6, 90)


def river_dirt(s: Sketch) -> None:
    """Bottles and foam on the water."""
    if s.fixed:
        return
    s.patch(-2.0, 9, 2.6, 1.4, s.tone((118, 128, 92), 9), rough=0.3, y=-1.0)
    for _piece in range(120):
        x, z = s.rng.gauss(-1.8, 1.2), max(3.8, s.rng.gauss(7.5, 1.8))
        if x < 0.7:
            name = s.rng.choice(("white", "paper", "teal", "blue", "orange", "timber", "white"))
            s.patch(x, z, s.rng.uniform(0.06, 0.22), s.rng.uniform(0.03, 0.07), s.tone(name, z), rough=0.4, corners=6, y=-0.98)
    for number in range(5):
        s.patch(-2.4 + number * 0.5, 5.2 + number * 0.4, 0.5, 0.12, s.tone("white", 6), rough=0.25, y=-0.97)


def dead_car(s: Sketch) -> None:
    """A car that nobody moved for a year."""
    if s.fixed:
        s.strip(-2.4, 2.3, 5.9, 6.02, s.tone("line", 6))
        for x in (-2.4, 2.2):
            s.strip(x, x + 0.1, 4.4, 6.0, s.tone("line", 5))
        return
    car_across(s, -2.1, 6.2, (150, 146, 132), flat=True)
    for _speck in range(36):
        x, y = s.rng.uniform(-2.0, 2.0), s.rng.uniform(0.45, 1.3)
        s.blob(x, y, 6.19, 0.1, 0.05, s.tone((176, 168, 148), 6), rough=0.4)
    s.line(((-0.4, 1.0, 6.18), (0.0, 1.3, 6.18), (0.3, 1.0, 6.18)), s.tone("ink", 6), 0.03)
    weeds(s, 0, 6.15, 2.2, 40)
    leaves_on_ground(s, 0, 5.6, 2.4, 0.5, 50)
    s.front(0.65, 0.85, 1.0, 1.25, 6.18, s.tone("paper", 6))


def old_furniture(s: Sketch) -> None:
    """A sofa, a mattress and a wardrobe left outside."""
    if s.fixed:
        return
    s.box(1.7, 2.9, 0, 1.9, 9.0, 9.6, "brown")
    s.front(2.27, 2.31, 0.1, 1.85, 8.99, s.tone("ink", 9))
    mattress(s, -3.1, 8.6)
    sofa(s, -1.0, 8.0)
    s.poly(((1.4, 0, 7.8), (1.6, 0.9, 7.8), (1.9, 0.9, 7.8), (1.7, 0, 7.8)), s.tone("timber", 8))
    bag(s, 1.3, 7.5, 0.35, "white")


def spill(s: Sketch) -> None:
    """Gravel and mud behind a tipper."""
    if s.fixed:
        s.strip(-14, 14, 3.6, 5.6, s.tone("asphalt", 4, 0.9))
        return
    truck_across(s, 1.2, 6.3, "soil")
    for step in range(140):
        x = -5.6 + step * 0.055
        z = 4.6 + s.rng.gauss(0, 0.4)
        s.patch(
            x,
            z,
            s.rng.uniform(0.06, 0.24),
            s.rng.uniform(0.03, 0.09),
            s.tone(s.rng.choice(("soil", "mud", "concrete")), z),
            rough=0.4,
            corners=7,
        )
    heap(s, -3.2, 4.8, 0.9, 0.32, "soil", ("concrete",))
    cone(s, -4.6, 4.4)


def burning(s: Sketch) -> None:
    """A smouldering heap of leaves."""
    if s.fixed:
        s.patch(0.2, 8.2, 1.2, 0.4, s.tone("ink", 8, 1.3), rough=0.2)
        return
    heap(s, 0.2, 8.3, 1.2, 0.5, "ink", ("brown", "soil"))
    for x, tall in ((-0.5, 0.9), (0.0, 1.3), (0.5, 0.8), (0.9, 0.55)):
        s.poly(((x - 0.2, 0.25, 8.2), (x - 0.05, tall, 8.2), (x + 0.08, tall * 0.6, 8.2), (x + 0.22, 0.25, 8.2)), (232, 140, 62))
        s.poly(((x - 0.1, 0.25, 8.19), (x, tall * 0.65, 8.19), (x + 0.12, 0.25, 8.19)), (248, 206, 112))
    smoke(s, 0.2, 1.1, 8.4, 0.8, s.tone((128, 126, 122), 5), 0.7, 11)


def bin_overflow(s: Sketch) -> None:
    """Three bins too full to close."""
    for number, colour in enumerate(("green", "blue", "steel_dark")):
        x = -1.7 + number * 1.1
        wheelie_bin(s, x, 8.4, colour, full=not s.fixed)
        if not s.fixed:
            for _bag in range(3):
                px = x + s.rng.uniform(0, 0.6)
                s.blob(px, 1.12 + s.rng.uniform(0, 0.22), 8.38, 0.24, 0.2, s.tone(s.rng.choice(("black", "white", "red", "blue")), 8))
    if not s.fixed:
        bags(s, 2.2, 8.2, 5, 0.6)
        litter_flat(s, 0.2, 7.5, 2.2, 0.7, 40)


def bin_broken(s: Sketch) -> None:
    """A burnt and torn bin."""
    wheelie_bin(s, -1.5, 8.4, "green")
    wheelie_bin(s, -0.4, 8.4, "steel_dark", broken=not s.fixed)
    wheelie_bin(s, 0.7, 8.4, "blue")
    if not s.fixed:
        litter_flat(s, 0.1, 7.7, 1.4, 0.5, 26)
        stain(s, 0.1, 8.0, 0.8, 0.3, "ink")


def sewage(s: Sketch) -> None:
    """Black water from a manhole."""
    if s.fixed:
        s.patch(0.2, 7.0, 2.8, 0.9, s.tone("concrete", 7, 1.05), rough=0.1)
        manhole(s, 0.2, 7.4)
        return
    s.patch(0.3, 6.6, 3.0, 1.5, s.tone((92, 96, 86), 7), rough=0.2, corners=24)
    s.patch(0.3, 6.8, 2.0, 0.8, s.tone((74, 78, 68), 7), rough=0.2, corners=22)
    for _glint in range(12):
        s.patch(s.rng.uniform(-1.8, 2.2), s.rng.uniform(5.8, 7.6), 0.25, 0.05, s.tone((150, 152, 138), 7), rough=0.2)
    manhole(s, 0.2, 7.5, state="broken")
    for x in (-0.3, 0.1, 0.5):
        s.blob(x, 0.12, 7.5, 0.26, 0.16, s.tone((96, 100, 88), 7), rough=0.2)
    litter_flat(s, 0.3, 6.4, 2, 0.8, 18)
    cone(s, -2.2, 7.2)
    cone(s, 2.6, 7.4)
