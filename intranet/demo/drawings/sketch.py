"""A sheet with a camera: shapes are given in metres and come out in perspective.

x to the right of the camera's axis, y up from the ground, z away from the eye. Drawn at twice the size and
halved, which smooths the edges; Pillow itself draws hard ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw

from intranet.demo.drawings.palette import BASE, GRASS, LEAVES, LIGHTS, Colour, Light, mix, scaled, tinted

WIDTH, HEIGHT = 1200, 900
FACTOR = 2
Point = tuple[float, float]
Point3 = tuple[float, float, float]
NEAR = 0.6


class Sketch:
    """One drawing in the making. ``fixed`` tells the problems whether to draw the state after the handling;
    ``zoom`` takes the camera nearer."""

    def __init__(self, rng: Random, *, season: str, hour: str, fixed: bool, zoom: float = 1) -> None:
        self.rng, self.season, self.hour, self.fixed = rng, season, hour, fixed
        self.light: Light = LIGHTS[hour]
        self.centre, self.horizon = WIDTH * FACTOR / 2, (0.42 - 0.14 * (zoom - 1)) * HEIGHT * FACTOR
        self.focal, self.height = 0.72 * WIDTH * FACTOR * zoom, 1.6
        self.image = Image.new("RGB", (WIDTH * FACTOR, HEIGHT * FACTOR))
        self.pen = ImageDraw.Draw(self.image)
        self.snowy = self.lamps_out = False

    # Colours

    def tone(self, name: str | Colour, z: float = 0, shade: float = 1) -> Colour:
        """A named tone under this hour's light, paler with distance."""
        colour = BASE[name] if isinstance(name, str) else name
        if shade != 1:
            colour = scaled(colour, shade)
        if name == "lit":
            return mix(colour, self.light.haze, min(0.5, z / self.light.haze_reach / 2))
        return mix(tinted(colour, self.light.tint), self.light.haze, min(0.85, z / self.light.haze_reach))

    def leaf(self, step: int, z: float = 0) -> Colour:
        """Leaf tone 0 (dark) to 2 (light)."""
        return self.tone(LEAVES[self.season][step], z)

    @property
    def grass(self) -> Colour:
        return BASE["snow"] if self.snowy else GRASS[self.season]

    # Geometry

    def at(self, x: float, y: float, z: float) -> Point:
        """Where a point in the world is on the sheet."""
        scale = self.focal / max(z, NEAR)
        return self.centre + x * scale, self.horizon + (self.height - y) * scale

    def size(self, metres: float, z: float) -> float:
        """A length at a distance, in pixels of the sheet."""
        return metres * self.focal / max(z, NEAR)

    # Shapes

    def poly(self, points: Iterable[Point3], colour: Colour) -> None:
        self.pen.polygon([self.at(*point) for point in points], fill=colour)

    def line(self, points: Iterable[Point3], colour: Colour, metres: float) -> None:
        """A line of a width in metres, measured at its first point."""
        found = list(points)
        width = max(1, round(self.size(metres, found[0][2])))
        self.pen.line([self.at(*point) for point in found], fill=colour, width=width, joint="curve")

    def ground(self, points: Sequence[Point], colour: Colour, y: float = 0) -> None:
        """A shape on the ground, corners as (x, z)."""
        self.poly(((x, y, z) for x, z in points), colour)

    def strip(self, x0: float, x1: float, z0: float, z1: float, colour: Colour, y: float = 0) -> None:
        """A rectangle on the ground."""
        self.ground(((x0, z0), (x1, z0), (x1, z1), (x0, z1)), colour, y)

    def front(self, x0: float, x1: float, y0: float, y1: float, z: float, colour: Colour) -> None:
        """An upright rectangle that faces the eye; nothing if it is turned inside out."""
        if x1 <= x0 or y1 <= y0:
            return
        left, low = self.at(x0, y0, z)
        right, high = self.at(x1, y1, z)
        self.pen.rectangle((left, high, right, low), fill=colour)

    def side(self, x: float, y0: float, y1: float, z0: float, z1: float, colour: Colour) -> None:
        """An upright rectangle along the street."""
        self.poly(((x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)), colour)

    def box(self, x0: float, x1: float, y0: float, y1: float, z0: float, z1: float, name: str | Colour) -> None:
        """A box: the side towards the axis, the top if one sees it, then the face."""
        if x0 > 0:
            self.side(x0, y0, y1, z0, z1, self.tone(name, z0, 0.82))
        elif x1 < 0:
            self.side(x1, y0, y1, z0, z1, self.tone(name, z0, 0.82))
        if y1 < self.height:
            self.strip(x0, x1, z0, z1, self.tone(name, z0, 1.12), y1)
        self.front(x0, x1, y0, y1, z0, self.tone(name, z0))

    def disc(self, x: float, y: float, z: float, rx: float, ry: float, colour: Colour) -> None:
        """An ellipse that faces the eye."""
        cx, cy = self.at(x, y, z)
        width, height = self.size(rx, z), self.size(ry, z)
        self.pen.ellipse((cx - width, cy - height, cx + width, cy + height), fill=colour)

    def ring(self, x: float, y: float, z: float, radius: float, colour: Colour, metres: float) -> None:
        """The outline of a circle that faces the eye."""
        cx, cy = self.at(x, y, z)
        size = self.size(radius, z)
        self.pen.ellipse((cx - size, cy - size, cx + size, cy + size), outline=colour, width=max(2, round(self.size(metres, z))))

    def wheel(self, x: float, z: float, radius: float, colour: Colour) -> None:
        """A wheel on the ground that stands along the street."""
        steps = [math.tau * step / 14 for step in range(14)]
        self.poly(((x, radius + radius * math.sin(turn), z + radius * math.cos(turn)) for turn in steps), colour)

    def patch(
        self, x: float, z: float, rx: float, rz: float, colour: Colour, *, rough: float = 0.18, corners: int = 14, y: float = 0
    ) -> None:
        """An uneven flat spot on the ground."""
        self.ground(self.outline(x, z, rx, rz, rough, corners), colour, y)

    def blob(self, x: float, y: float, z: float, rx: float, ry: float, colour: Colour, *, rough: float = 0.12, corners: int = 12) -> None:
        """An uneven upright spot, e.g. a bag or a cloud."""
        self.poly(((px, max(py, 0), z) for px, py in self.outline(x, y, rx, ry, rough, corners)), colour)

    def outline(self, x: float, y: float, rx: float, ry: float, rough: float, corners: int) -> list[Point]:
        """Points around a centre at uneven distances."""
        found = []
        for step in range(corners):
            turn = math.tau * step / corners
            reach = 1 + self.rng.uniform(-rough, rough)
            found.append((x + rx * reach * math.cos(turn), y + ry * reach * math.sin(turn)))
        return found

    def shadow(self, x: float, z: float, rx: float, rz: float = 0.3, y: float = 0, on: str | Colour = "paving") -> None:
        """The soft dark spot under a thing."""
        if self.hour != "night":
            self.patch(x, z, rx, rz, self.tone(on, z, 0.8), rough=0.05, y=y)

    def glyphs(self, x0: float, y0: float, size: float, count: int, z: float, colour: Colour) -> None:
        """Strokes that look like writing and say nothing."""
        for number in range(count):
            left = x0 + number * size * 1.15
            for _stroke in range(4):
                if self.rng.random() < 0.5:
                    y = y0 + size * self.rng.uniform(0.1, 0.95)
                    self.line(((left, y, z), (left + size * 0.9, y, z)), colour, size * 0.12)
                else:
                    x = left + size * self.rng.uniform(0.1, 0.9)
                    self.line(((x, y0, z), (x, y0 + size, z)), colour, size * 0.12)

    def sky(self) -> None:
        """The sky down to the horizon, and plain ground below it."""
        self.pen.rectangle((0, self.horizon, self.image.width, self.image.height), fill=self.tone("concrete", 12))
        depth = int(self.horizon) + 40
        steps = Image.new("RGB", (1, 64))
        steps.putdata([mix(self.light.sky_top, self.light.sky_low, step / 63) for step in range(64)])
        self.image.paste(steps.resize((self.image.width, depth), Image.Resampling.BILINEAR), (0, 0))

    def finished(self) -> Image.Image:
        """The drawing at its size, with the grain of paper."""
        return ImageChops.add(self.image.reduce(FACTOR), _grain(), 1, -128)


@cache
def _grain() -> Image.Image:
    """A fixed fine unevenness around 128, made once per process."""
    speckle = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), Random(7).randbytes(WIDTH * HEIGHT // 4))  # noqa: S311  (paper grain)
    fine = speckle.point([128 + (value - 128) // 28 for value in range(256)])
    return Image.merge("RGB", [fine.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)] * 3)
