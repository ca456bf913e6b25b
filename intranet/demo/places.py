"""Places in residents' own manner of naming them: a house number, a crossing, a building, a landmark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from intranet.demo.dice import weighted
from intranet.demo.district import Landmark, Road, community_units, landmarks, roads, street_of

ROAD_WEIGHT = {"main": 5, "secondary": 4, "back": 2}
ALONG = {"ew": ("东", "西"), "ns": ("南", "北")}
SIDES = {"ew": ("路南", "路北"), "ns": ("路东", "路西")}
CORNERS = ("东北角", "西北角", "东南角", "西南角")
ASIDE = {
    "market": ("北门外", "南门口", "后巷", "卸货口", "东侧围墙外"),
    "school": ("正门口", "东侧围墙外", "对面", "西门", "门前斑马线旁"),
    "park": ("东门", "北门", "健身区", "南侧步道", "儿童活动区旁", "公厕旁"),
    "site": ("大门口", "东侧围挡外", "南门", "北侧围挡", "出土口"),
    "stop": ("站台", "站台东侧", "站牌后面", "候车亭"),
    "plaza": ("正门广场", "北门", "停车场入口", "后街", "东侧通道"),
    "hospital": ("大门口", "急诊通道", "南侧围墙外", "对面", "停车场出口"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """``text`` is what stands in the complaint; ``community`` and ``street`` are short names;
    ``grid_code`` has 15 digits: district 6, street 3, community 3, serial 3 (domain.md §2.1)."""

    text: str
    kind: str
    road: str
    road_class: str
    community: str
    street: str
    community_key: str
    street_key: str
    grid_code: str
    landmark: str = ""


def place(rng: Random, kind: str) -> Place:
    """A place of a kind: roadside, crossing, back (lane), or a kind of landmark."""
    return MAKERS.get(kind, _landmark)(rng, kind)


def _roadside(rng: Random, kind: str) -> Place:
    road = _road(rng, kind)
    number = rng.randint(1, road.numbers)
    community = _community_at(road, number)
    endings = (
        "门前",
        "门前",
        "对面",
        f"往{rng.choice(ALONG[road.axis])}{rng.randint(2, 9)}0米",
        "门口路边",
        f"{rng.choice(SIDES[road.axis])}",
    )
    text = f"{road.name}{number}号{rng.choice(endings)}"
    if rng.random() < 0.3:
        text = f"{_street_name(community)}街道{text}"
    return _made(text, kind, road, community, number)


def _crossing(rng: Random, kind: str) -> Place:
    road = _road(rng, kind)
    community = rng.choice(road.communities)
    other = meeting_road(rng, road, community)
    style = rng.randrange(4)
    if style == 0:
        text = f"{road.name}与{other.name}交叉口{rng.choice(CORNERS)}"
    elif style == 1:
        away, side = rng.choice(ALONG[road.axis]), rng.choice(SIDES[road.axis])
        text = f"{road.name}与{other.name}交叉口向{away}约{rng.randint(2, 28)}0米{side}"
    elif style == 2:
        text = f"{road.name}{other.name}路口"
    else:
        text = f"{_street_name(community)}街道{road.name}{other.name}口{rng.choice(SIDES[road.axis])}"
    return _made(text, kind, road, community, len(text) * 7 % road.numbers)


def _landmark(rng: Random, kind: str) -> Place:
    spot = rng.choice(_by_kind()[kind])
    road = roads()[spot.road]
    text = _spot_text(rng, spot)
    return _made(text, kind, road, spot.community, len(text) * 11 % road.numbers, spot.name)


def _spot_text(rng: Random, spot: Landmark) -> str:
    if spot.kind == "estate":
        building = rng.randint(1, 24)
        return rng.choice(
            (
                f"{spot.name}{building}号楼前",
                f"{spot.name}{building}号楼{rng.randint(1, 5)}单元门口",
                f"{spot.name}{building}号楼与{building + 1}号楼之间",
                f"{spot.name}{rng.choice('东西南北')}门",
                f"{spot.road}{spot.name}{building}号楼后面",
                f"{spot.community}社区{spot.name}{building}号楼",
            )
        )
    if spot.kind == "river":
        return f"{spot.name}{spot.road}段{rng.choice(('东岸', '西岸', '桥下', '亲水平台', '水闸旁', '下游岸坡'))}"
    where = rng.choice(ASIDE[spot.kind])
    return rng.choice((f"{spot.name}{where}", f"{spot.road}{spot.name}{where}", f"{_street_name(spot.community)}街道{spot.name}{where}"))


MAKERS: dict[str, Callable[[Random, str], Place]] = {"roadside": _roadside, "crossing": _crossing, "back": _roadside}


@cache
def _by_kind() -> dict[str, tuple[Landmark, ...]]:
    kinds = {spot.kind for spot in landmarks()}
    return {kind: tuple(spot for spot in landmarks() if spot.kind == kind) for kind in kinds}


@cache
def _road_choices(back_only: bool) -> tuple[tuple[Road, ...], tuple[int, ...]]:
    found = tuple(road for road in roads().values() if not back_only or road.road_class == "back")
    return found, tuple(ROAD_WEIGHT[road.road_class] * len(road.communities) for road in found)


def _road(rng: Random, kind: str) -> Road:
    found, weights = _road_choices(kind == "back")
    return weighted(rng, found, weights)


def meeting_road(rng: Random, road: Road, community: str) -> Road:
    """A road of the other direction in the same community, else in the same street, else anywhere."""
    street = street_of(community).key
    crossing = [other for other in roads().values() if other.axis != road.axis]
    near = [other for other in crossing if community in other.communities]
    around = [other for other in crossing if any(street_of(name).key == street for name in other.communities)]
    return rng.choice(near or around or crossing)


def _community_at(road: Road, number: int) -> str:
    """House numbers run through the road's communities in order, so that a number always lies in the same one."""
    return road.communities[min((number - 1) * len(road.communities) // road.numbers, len(road.communities) - 1)]


def _street_name(community: str) -> str:
    return street_of(community).short_name.removesuffix("街道")


def _made(text: str, kind: str, road: Road, community: str, serial: int, landmark: str = "") -> Place:
    unit, street = community_units()[community], street_of(community)
    return Place(
        text=text,
        kind=kind,
        road=road.name,
        road_class=road.road_class,
        community=community,
        street=_street_name(community),
        community_key=unit.key,
        street_key=street.key,
        grid_code=f"{unit.code}{serial % 40 + 1:03d}",
        landmark=landmark,
    )
