"""What is in or on the ground: holes, cracks, water, snow, stains, covers."""

from __future__ import annotations

import math

from intranet.demo.drawings.palette import Colour
from intranet.demo.drawings.sketch import Sketch


def crack(s: Sketch, x: float, z: float, reach: float, turn: float, colour: Colour) -> None:
    """A crack that wanders away and forks once."""
    points = [(x, 0.0, z)]
    for step in range(7):
        turn += s.rng.uniform(-0.6, 0.6)
        x, z = x + math.cos(turn) * reach / 7, max(1.2, z + math.sin(turn) * reach / 7)
        points.append((x, 0, z))
        if step == 3 and reach > 0.8:
            crack(s, x, z, reach * 0.5, turn + s.rng.choice((-0.9, 0.9)), colour)
    s.line(points, colour, 0.035)


def pothole(s: Sketch, x: float, z: float, rx: float, rz: float, *, wet: bool = False) -> None:
    """A hole in asphalt: light crumbled rim, dark inside, loose stones."""
    s.patch(x, z, rx * 1.22, rz * 1.25, s.tone("asphalt", z, 1.13), rough=0.22)
    s.patch(x, z, rx, rz, s.tone("asphalt", z, 0.58), rough=0.2)
    s.patch(x + rx * 0.05, z - rz * 0.16, rx * 0.8, rz * 0.66, s.tone("soil", z, 0.72), rough=0.2)
    if wet:
        s.patch(x, z - rz * 0.1, rx * 0.7, rz * 0.5, s.tone("water", z), rough=0.12)
        s.patch(x - rx * 0.15, z, rx * 0.35, rz * 0.16, s.tone("water_light", z), rough=0.12)
    for _stone in range(22):
        sx, sz = x + s.rng.gauss(0, 0.8) * rx, z + s.rng.gauss(0, 0.8) * rz
        s.patch(sx, max(1.4, sz), 0.035, 0.03, s.tone("concrete", z, s.rng.uniform(0.7, 1)), rough=0.4, corners=6)
    for turn in (0.3, 2.6, 4.0, 5.4):
        crack(s, x + math.cos(turn) * rx, z + math.sin(turn) * rz, rx * 1.4, turn, s.tone("asphalt", z, 0.62))


def asphalt_repair(s: Sketch, x: float, z: float, rx: float, rz: float) -> None:
    """A fresh square patch with a sealed seam."""
    s.strip(x - rx * 1.25, x + rx * 1.25, z - rz * 1.25, z + rz * 1.25, s.tone("ink", z))
    s.strip(x - rx * 1.2, x + rx * 1.2, z - rz * 1.2, z + rz * 1.2, s.tone("asphalt_new", z))
    for _speck in range(60):
        s.patch(
            x + s.rng.uniform(-1.15, 1.15) * rx, z + s.rng.uniform(-1.15, 1.15) * rz, 0.03, 0.02, s.tone("asphalt_new", z, 1.18), corners=5
        )


def puddle(s: Sketch, x: float, z: float, rx: float, rz: float) -> None:
    """Standing water with the sky in it."""
    s.patch(x, z, rx * 1.08, rz * 1.1, s.tone("asphalt", z, 0.76), rough=0.12, corners=24)
    s.patch(x, z, rx, rz, s.tone("water", z), rough=0.12, corners=24)
    sky = s.light.sky_low
    s.patch(x - rx * 0.1, z + rz * 0.15, rx * 0.72, rz * 0.5, s.tone((sky[0], sky[1], sky[2]), z, 0.88), rough=0.14, corners=20)
    for _ripple in range(4):
        px, pz = x + s.rng.uniform(-0.6, 0.6) * rx, z + s.rng.uniform(-0.5, 0.4) * rz
        s.patch(px, pz, rx * 0.16, rz * 0.05, s.tone("white", z), rough=0.1)


def manhole(s: Sketch, x: float, z: float, *, state: str = "good") -> None:
    """A cover: good, missing or broken."""
    s.patch(x, z, 0.52, 0.52, s.tone("concrete", z, 0.85), rough=0.04, corners=26)
    s.patch(x, z, 0.42, 0.42, s.tone("steel_dark", z), rough=0.01, corners=26)
    if state == "good":
        for row in range(-3, 4):
            s.strip(x - 0.3, x + 0.3, z + row * 0.1 - 0.02, z + row * 0.1 + 0.02, s.tone("steel", z, 0.86))
        s.patch(x, z, 0.12, 0.12, s.tone("steel_dark", z), rough=0, corners=18)
        return
    s.patch(x, z - 0.02, 0.39, 0.39, (18, 19, 22), rough=0.02, corners=26)
    s.patch(x, z + 0.2, 0.32, 0.14, s.tone("steel_dark", z, 0.7), rough=0.04, corners=20)
    if state == "broken":
        s.ground(((x - 0.4, z), (x - 0.05, z + 0.38), (x + 0.1, z + 0.1), (x - 0.15, z - 0.1)), s.tone("steel", z, 0.92))


def grate(s: Sketch, x: float, z: float, *, missing: bool = False) -> None:
    """A gully at the kerb, long side along the street."""
    s.strip(x - 0.36, x + 0.36, z - 0.6, z + 0.6, s.tone("concrete", z, 0.82))
    s.strip(x - 0.28, x + 0.28, z - 0.52, z + 0.52, (24, 26, 28))
    rows = range(-4, 5) if not missing else (-4, -3, 3, 4)
    for row in rows:
        s.strip(x - 0.28, x + 0.28, z + row * 0.12 - 0.035, z + row * 0.12 + 0.035, s.tone("steel", z, 0.85))
    if missing:
        s.ground(((x - 0.2, z - 0.2), (x + 0.32, z + 0.02), (x + 0.3, z + 0.1), (x - 0.22, z - 0.12)), s.tone("steel", z, 0.7))


def stain(s: Sketch, x: float, z: float, rx: float, rz: float, name: str = "ink", share: int = 3) -> None:
    """An oily or muddy stain in ``share`` overlapping spots."""
    for _spot in range(share):
        px, pz = x + s.rng.uniform(-0.4, 0.4) * rx, z + s.rng.uniform(-0.3, 0.3) * rz
        s.patch(px, pz, rx * s.rng.uniform(0.5, 0.9), rz * s.rng.uniform(0.4, 0.8), s.tone(name, z, s.rng.uniform(0.95, 1.25)), rough=0.25)


def litter_flat(s: Sketch, x: float, z: float, rx: float, rz: float, count: int) -> None:
    """Paper, wrappers and peels on the ground."""
    for _piece in range(count):
        px, pz = x + s.rng.gauss(0, 0.45) * rx, max(1.6, z + s.rng.gauss(0, 0.45) * rz)
        name = s.rng.choice(("white", "paper", "red", "blue", "yellow", "green", "orange", "paper"))
        s.patch(px, pz, s.rng.uniform(0.05, 0.14), s.rng.uniform(0.03, 0.09), s.tone(name, pz), rough=0.45, corners=5)


def snow_cover(s: Sketch, x0: float, x1: float, z0: float, z1: float, count: int = 60) -> None:
    """Uneven snow on the ground."""
    s.strip(x0, x1, z0, z1, s.tone("snow", z0))
    for _lump in range(count):
        px, pz = s.rng.uniform(x0, x1), s.rng.uniform(z0, z1)
        s.patch(px, pz, s.rng.uniform(0.2, 0.8), s.rng.uniform(0.08, 0.3), s.tone("snow_shade", pz, s.rng.uniform(0.97, 1.03)), rough=0.25)


def ice(s: Sketch, x: float, z: float, rx: float, rz: float) -> None:
    """A sheet of ice."""
    s.patch(x, z, rx, rz, s.tone((178, 200, 214), z), rough=0.16, corners=22)
    s.patch(x + rx * 0.1, z + rz * 0.1, rx * 0.7, rz * 0.6, s.tone((203, 220, 230), z), rough=0.16, corners=20)
    for _crack in range(5):
        turn = s.rng.uniform(0, math.tau)
        crack(s, x + s.rng.uniform(-0.4, 0.4) * rx, z + s.rng.uniform(-0.3, 0.3) * rz, rx * 0.6, turn, s.tone("white", z))


def paving_hole(s: Sketch, x: float, z: float, rx: float, rz: float) -> None:
    """Missing and lifted paving slabs."""
    s.patch(x, z, rx, rz, s.tone("soil", z), rough=0.24)
    s.patch(x, z, rx * 0.7, rz * 0.6, s.tone("mud", z), rough=0.24)
    for _slab in range(9):
        turn, reach = s.rng.uniform(0, math.tau), s.rng.uniform(0.75, 1.25)
        px, pz = x + math.cos(turn) * rx * reach, max(1.5, z + math.sin(turn) * rz * reach)
        lift = s.rng.uniform(0.02, 0.12)
        corners = ((px - 0.2, 0, pz - 0.1), (px + 0.18, lift, pz - 0.14), (px + 0.22, lift, pz + 0.12), (px - 0.16, 0, pz + 0.14))
        s.poly(((cx, cy - 0.05, cz) for cx, cy, cz in corners), s.tone("paving", pz, 0.66))
        s.poly(corners, s.tone("paving", pz, s.rng.uniform(0.95, 1.08)))


def paving_repair(s: Sketch, x: float, z: float, rx: float, rz: float) -> None:
    """New slabs, a little lighter than the old ones."""
    s.strip(x - rx, x + rx, z - rz, z + rz, s.tone("paving_joint", z))
    step = 0.4
    for row in range(int(2 * rz / step)):
        for column in range(int(2 * rx / step)):
            left, near = x - rx + column * step, z - rz + row * step
            s.strip(left + 0.02, left + step - 0.02, near + 0.02, near + step - 0.02, s.tone("paving", near, s.rng.uniform(1.06, 1.14)))
