"""Which scene shows which family of problems.

A scene is one place with one problem. It is drawn twice, before and after, from the same numbers: only the
problem differs. There are more scenes for what happens often, and for both halves of the year.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image

from intranet.demo.dice import dice
from intranet.demo.drawings import problems_dirt as dirt
from intranet.demo.drawings import problems_fixtures as fixtures
from intranet.demo.drawings import problems_green as green
from intranet.demo.drawings import problems_trade as trade
from intranet.demo.drawings import problems_walls as walls
from intranet.demo.drawings import problems_works as works
from intranet.demo.drawings.backdrops import BACKDROPS
from intranet.demo.drawings.sketch import Sketch

QUALITY = 80
COLD = frozenset({11, 12, 1, 2, 3})
Problem = Callable[[Sketch], None]
# family: (problem, backdrops, "season/hour" looks). One scene for each look, backdrops in turn.
FAMILIES: dict[str, tuple[Problem, str, str]] = {
    "litter": (dirt.litter, "yard front lane", "summer/noon autumn/overcast winter/morning spring/evening"),
    "rubble": (dirt.rubble, "yard lane", "summer/noon winter/overcast"),
    "dirty_road": (dirt.dirty_road, "pavement", "summer/morning autumn/overcast"),
    "river": (dirt.river_dirt, "river", "summer/noon autumn/evening"),
    "dirty_green": (green.dirty_green, "park", "spring/noon"),
    "dead_car": (dirt.dead_car, "front", "autumn/overcast"),
    "old_furniture": (dirt.old_furniture, "yard lane", "summer/overcast autumn/morning"),
    "tree_hanging": (walls.tree_hanging, "front", "winter/noon"),
    "spill": (dirt.spill, "front", "autumn/noon"),
    "facade": (walls.facade, "front", "summer/noon"),
    "poultry": (walls.poultry, "yard", "summer/morning"),
    "smoke": (walls.fume, "front", "summer/evening"),
    "burning": (dirt.burning, "yard", "autumn/evening"),
    "small_ads": (walls.small_ads, "wall", "summer/noon winter/overcast"),
    "billboard": (walls.billboard, "front", "spring/overcast"),
    "banner": (walls.banner, "front", "summer/noon"),
    "a_board": (trade.a_boards, "front", "spring/noon"),
    "leaflets": (walls.leaflets, "front", "autumn/noon"),
    "night_works": (works.night_works, "site", "summer/night"),
    "dust": (works.dust, "site", "spring/noon autumn/overcast"),
    "hoarding": (works.hoarding_lane, "front", "summer/overcast"),
    "hoarding_fallen": (works.hoarding_fallen, "site", "winter/overcast"),
    "trench": (works.trench, "road", "summer/noon"),
    "sinkhole": (works.sinkhole, "road", "summer/overcast"),
    "burst_pipe": (works.burst_pipe, "road", "winter/morning"),
    "steam": (works.steam, "road", "winter/morning"),
    "puddle": (works.puddle_road, "road", "summer/overcast autumn/overcast"),
    "snow": (works.snow, "front", "winter/noon winter/overcast winter/morning"),
    "sewage": (dirt.sewage, "lane yard", "summer/overcast winter/overcast"),
    "cables": (fixtures.cables, "lane", "autumn/overcast"),
    "stall": (trade.stalls, "front", "summer/morning autumn/noon"),
    "hawker": (trade.hawker, "front", "spring/evening winter/overcast"),
    "shopfront": (trade.shopfront, "front", "summer/noon autumn/morning winter/overcast"),
    "parking": (trade.parked_on_pavement, "street", "summer/noon autumn/overcast winter/morning"),
    "bikes": (trade.bikes, "front", "spring/noon autumn/morning"),
    "piles": (trade.piles, "front", "summer/overcast winter/noon"),
    "corridor": (trade.corridor, "wall", "autumn/overcast"),
    "scrap": (trade.scrap, "lane", "autumn/overcast"),
    "barbecue": (trade.barbecue, "front", "summer/evening"),
    "clothesline": (trade.clothesline, "front", "summer/noon"),
    "dog": (walls.dogs, "park", "spring/noon"),
    "car_wash": (trade.car_wash, "front", "summer/noon"),
    "green_taken": (green.green_taken, "yard", "summer/noon"),
    "manhole": (works.cover, "pavement", "summer/noon winter/overcast"),
    "grate": (works.gully, "road", "summer/overcast"),
    "lamp": (fixtures.lamp, "street", "summer/night winter/night"),
    "lamp_broken": (fixtures.lamp_broken, "street", "autumn/overcast"),
    "pothole": (works.pothole_road, "road", "spring/overcast summer/noon winter/overcast"),
    "paving": (works.paving, "pavement", "summer/noon autumn/overcast"),
    "blind_path": (works.blind_path, "pavement", "summer/morning"),
    "power_box": (fixtures.power_box, "pavement", "autumn/noon"),
    "hydrant": (fixtures.hydrant, "pavement", "summer/noon"),
    "fitness": (fixtures.fitness, "park", "summer/noon"),
    "guardrail": (fixtures.guardrail, "street", "autumn/overcast"),
    "sign": (fixtures.signpost, "street", "spring/noon"),
    "signal": (fixtures.signal_out, "street", "summer/noon"),
    "bus_shelter": (fixtures.shelter, "front", "autumn/overcast"),
    "bin": (dirt.bin_overflow, "front yard", "summer/noon winter/overcast"),
    "bin_broken": (dirt.bin_broken, "front", "autumn/noon"),
    "toilet": (fixtures.toilet, "park", "summer/noon"),
    "tree": (green.fallen_tree, "street", "summer/overcast"),
    "green": (green.bare_green, "park", "autumn/noon"),
    "tree_pit": (green.tree_pit, "pavement", "autumn/noon"),
    "bench": (fixtures.outdoor_bench, "park", "autumn/morning"),
    "notice_board": (fixtures.notice_board, "yard", "spring/noon"),
    "illegal_build": (walls.illegal_build, "yard", "summer/noon winter/overcast"),
}
ZOOM = {"front": 1.45, "yard": 1.5, "park": 1.45, "lane": 1.4, "site": 1.15, "street": 1.15, "road": 1.3, "pavement": 1.2}
# Tall or long things need a wider view.
FAMILY_ZOOM = {"snow": 1.2, "lamp": 0.9, "lamp_broken": 0.9, "signal": 0.92} | dict.fromkeys(
    ("spill", "tree_hanging", "facade", "banner", "billboard", "smoke", "stall", "parking", "hoarding", "leaflets"), 1.05
)
COLD_LOOKS = ("winter", "autumn")


@dataclass(frozen=True, slots=True)
class Scene:
    """``key`` is e.g. "litter-2"; ``season`` and ``hour`` its look."""

    key: str
    family: str
    backdrop: str
    season: str
    hour: str


@cache
def scenes() -> dict[str, Scene]:
    """All scenes by key."""
    found = {}
    for family, (_problem, backdrops, looks) in FAMILIES.items():
        places = backdrops.split()
        for number, look in enumerate(looks.split()):
            season, _slash, hour = look.partition("/")
            key = f"{family}-{number + 1}"
            found[key] = Scene(key, family, places[number % len(places)], season, hour)
    return found


def scene_for(family: str, *, month: int, number: int) -> Scene:
    """A scene of a family that fits the month: the cold look from November to March if there is one."""
    every = [scene for scene in scenes().values() if scene.family == family]
    cold = month in COLD
    fitting = [scene for scene in every if (scene.season == "winter") == cold] or [
        scene for scene in every if (scene.season in COLD_LOOKS) == cold
    ]
    found = fitting or every
    return found[number % len(found)]


def draw(scene: Scene, *, fixed: bool) -> Image.Image:
    """The picture: the problem, or the same place with the problem solved."""
    cold = scene.season == "winter"
    zoom = FAMILY_ZOOM.get(scene.family, ZOOM.get(scene.backdrop, 1))
    sketch = Sketch(dice(1, "scene", scene.key), season=scene.season, hour=scene.hour, fixed=fixed, zoom=zoom)
    sketch.snowy = cold and scene.family in ("snow", "parking", "litter", "lamp")
    sketch.lamps_out = scene.family == "lamp" and not fixed
    BACKDROPS[scene.backdrop](sketch)
    FAMILIES[scene.family][0](sketch)
    return sketch.finished()


def photo(scene: Scene, *, fixed: bool) -> bytes:
    """The picture as a JPEG of 1200 x 900, without any metadata."""
    out = io.BytesIO()
    draw(scene, fixed=fixed).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
