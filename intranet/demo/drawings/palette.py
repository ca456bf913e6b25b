"""Colours of the drawings: one restrained set, shifted by season and hour.

All drawings share these few named tones; light and haze are put on top, so that a night and a noon of the
same street stay the same place.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]
SEASONS = ("spring", "summer", "autumn", "winter")
HOURS = ("morning", "noon", "evening", "night", "overcast")

BASE: dict[str, Colour] = {
    "asphalt": (112, 117, 121), "asphalt_new": (74, 78, 82), "line": (233, 231, 222), "kerb": (214, 208, 196), "paving": (198, 190, 176),
    "paving_joint": (177, 168, 154), "tactile": (214, 178, 92), "soil": (150, 124, 96), "mud": (116, 94, 72), "concrete": (186, 184, 178),
    "steel": (134, 142, 147), "steel_dark": (86, 93, 98), "ink": (47, 52, 57), "paper": (244, 240, 230), "white": (238, 238, 234),
    "glass": (132, 156, 166), "glass_dark": (84, 103, 112), "lit": (255, 219, 142), "timber": (158, 117, 78), "trunk": (108, 88, 72),
    "water": (112, 142, 146), "water_light": (164, 187, 188), "rubber": (60, 62, 64), "snow": (236, 240, 243), "snow_shade": (202, 212, 221),
    "teal": (42, 111, 112), "blue": (74, 112, 150), "red": (178, 74, 62), "orange": (222, 129, 62), "yellow": (226, 184, 84),
    "green": (96, 138, 96), "pink": (203, 142, 140), "brown": (128, 98, 74), "black": (54, 56, 58), "hoarding": (70, 128, 124),
}  # fmt: skip
WALLS: tuple[Colour, ...] = (
    (218, 203, 178),
    (187, 197, 198),
    (196, 150, 124),
    (228, 221, 207),
    (160, 178, 170),
    (205, 190, 176),
    (176, 184, 190),
)
CLOTHES: tuple[str, ...] = ("red", "blue", "yellow", "white", "teal", "pink", "orange")
LEAVES: dict[str, tuple[Colour, Colour, Colour]] = {
    "spring": ((118, 152, 92), (143, 174, 108), (172, 196, 132)),
    "summer": ((70, 112, 78), (90, 134, 90), (118, 156, 104)),
    "autumn": ((160, 112, 58), (190, 138, 68), (212, 166, 88)),
    "winter": ((106, 108, 100), (122, 124, 116), (140, 142, 134)),
}
GRASS: dict[str, Colour] = {"spring": (150, 174, 110), "summer": (118, 150, 94), "autumn": (172, 156, 102), "winter": (168, 158, 128)}


@dataclass(frozen=True, slots=True)
class Light:
    """One hour of the day: sky from top to horizon, haze of the distance, tint of everything, windows lit or not."""

    sky_top: Colour
    sky_low: Colour
    haze: Colour
    tint: tuple[float, float, float]
    haze_reach: float
    lit: bool = False


LIGHTS: dict[str, Light] = {
    "morning": Light((168, 199, 212), (240, 228, 208), (222, 221, 211), (1.02, 1.0, 0.95), 90),
    "noon": Light((134, 181, 208), (222, 234, 235), (206, 220, 224), (1.0, 1.0, 1.0), 130),
    "evening": Light((150, 176, 196), (246, 212, 170), (230, 205, 178), (1.05, 0.97, 0.87), 80),
    "overcast": Light((190, 199, 204), (222, 225, 224), (208, 213, 214), (0.93, 0.95, 0.98), 60),
    "night": Light((28, 38, 56), (62, 74, 96), (54, 64, 84), (0.46, 0.52, 0.66), 70, lit=True),
}


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """``share`` of the second colour."""
    keep = 1 - share
    return (
        int(first[0] * keep + second[0] * share),
        int(first[1] * keep + second[1] * share),
        int(first[2] * keep + second[2] * share),
    )


def scaled(colour: Colour, factor: float) -> Colour:
    """Lighter or darker."""
    return (_byte(colour[0] * factor), _byte(colour[1] * factor), _byte(colour[2] * factor))


def tinted(colour: Colour, tint: tuple[float, float, float]) -> Colour:
    """Under coloured light."""
    return (_byte(colour[0] * tint[0]), _byte(colour[1] * tint[1]), _byte(colour[2] * tint[2]))


def _byte(value: float) -> int:
    return 255 if value > 255 else int(value)
