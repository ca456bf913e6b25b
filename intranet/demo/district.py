"""The invented district 云川区: units, streets, communities, people, roads and landmarks, as plain records.

No name here is a real place or person; telephone numbers use ranges that nobody has (0999-55xxxxx,
199-0000-xxxx). Keys are stable: usernames and texts refer to units by key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.units.enums import ContactKind, JoinStatus, Role, UnitKind
from intranet.demo.content import table

DISTRICT = "云川区"
DISTRICT_CODE = "990103"


@dataclass(frozen=True, slots=True)
class UnitSeed:
    """One unit. ``parent`` is a key; ``director`` the username of its first responsible person (S23)."""

    key: str
    kind: str
    code: str
    name: str
    short_name: str
    parent: str = ""
    former_names: tuple[str, ...] = ()
    joined_status: str = JoinStatus.JOINED
    address: str = ""
    phone: str = ""
    duties: str = ""
    director: str = ""


@dataclass(frozen=True, slots=True)
class PersonSeed:
    """One account. ``roles`` are (role, unit key); ``contact`` says which duty of S70 the person has."""

    username: str
    name: str
    post: str
    unit: str
    roles: tuple[tuple[str, str], ...]
    seconded: str = ""
    contact: str = ""

    @property
    def contact_unit(self) -> str:
        """The unit for which the person is head or liaison: where that role is held."""
        duty = Role.UNIT_HEAD if self.contact == ContactKind.HEAD else Role.LIAISON
        return next(unit for role, unit in self.roles if role == duty)


@dataclass(frozen=True, slots=True)
class Road:
    """``road_class`` main, secondary or back (S13); ``axis`` ew or ns."""

    name: str
    road_class: str
    axis: str
    numbers: int
    communities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place people name instead of a house number."""

    kind: str
    name: str
    road: str
    community: str


CENTRE_DUTIES = "街道城管办与执法中队合署办公，统一受理、派遣和处置辖区城市管理问题，汇总社区民情，制定次日错时与日常工作安排。"
SQUAD_DUTIES = "在辖区内开展市容巡查、劝导和行政执法，落实错时执法和重点时段值守。"
COMMUNITY_DUTIES = "及时发现、及时制止、及时上报辖区城市管理问题，每日记录民情日记，组织居民参与环境共治。"
STREET_DUTIES = "对辖区城市管理负属地责任，组织市容环境日常管理、综合整治和门前责任制落实。"


@cache
def units() -> tuple[UnitSeed, ...]:
    """All units, parents before children."""
    data = table("units")
    return (*(_listed(row) for row in data["unit"]), *(unit for street in data["street"] for unit in _street_units(street)))


def _listed(row: dict[str, Any]) -> UnitSeed:
    former = tuple(row.get("former_names", ()))
    return UnitSeed(**{**row, "former_names": former})


def _street_units(street: dict[str, Any]) -> Iterator[UnitSeed]:
    key, name, code, address = street["key"], street["name"], street["code"], street["address"]
    base, end = f"{DISTRICT}{name}街道", street["phone"][-2:]
    yield UnitSeed(
        key, UnitKind.STREET_OFFICE, code, f"{base}办事处", f"{name}街道", "committee",
        address=address, phone=street["phone"], duties=STREET_DUTIES, director=f"{key}-director",
    )  # fmt: skip
    yield UnitSeed(
        f"{key}-centre", UnitKind.STREET_CENTRE, f"{code}-ZX", f"{base}城市管理中心", f"{name}街道城管中心", key,
        address=address, phone=f"0999-55221{end}", duties=CENTRE_DUTIES,
    )  # fmt: skip
    yield UnitSeed(
        f"{key}-squad", UnitKind.ENFORCEMENT_SQUAD, f"{code}-ZD", f"{base}执法中队", f"{name}中队", f"{key}-centre",
        address=address, phone=f"0999-55222{end}", duties=SQUAD_DUTIES,
    )  # fmt: skip
    for number, community in enumerate(street["community"], start=1):
        yield UnitSeed(
            f"{key}/{community['name']}", UnitKind.COMMUNITY, f"{code}{number:03d}", f"{base}{community['name']}社区居委会",
            f"{community['name']}社区", key, address=community["address"], phone=f"0999-5523{number}{end}", duties=COMMUNITY_DUTIES,
        )  # fmt: skip


@cache
def people() -> tuple[PersonSeed, ...]:
    """All accounts, the ones of the committee's own posts first."""
    data = table("people")
    found = [_person(row) for row in data["person"]]
    for key, members in data["member"].items():
        found += _member_people(key, members)
    for key, staff in data["street"].items():
        found += _street_people(key, staff)
    return tuple(found)


def _person(row: dict[str, Any]) -> PersonSeed:
    roles = tuple((role, at or row["unit"]) for role, _sign, at in (text.partition("@") for text in row["roles"]))
    named = [role for role, _unit in roles]
    contact = ContactKind.HEAD if Role.UNIT_HEAD in named else ContactKind.LIAISON if Role.LIAISON in named else ""
    return PersonSeed(row["username"], row["name"], row["post"], row["unit"], roles, row.get("seconded", ""), contact)


def _member_people(key: str, members: dict[str, Any]) -> Iterator[PersonSeed]:
    head, liaison = members["head"], members["liaison"]
    yield PersonSeed(f"{key}-head", head["name"], head["post"], key, ((Role.UNIT_HEAD, key),), contact=ContactKind.HEAD)
    yield PersonSeed(f"{key}-liaison", liaison["name"], liaison["post"], key, ((Role.LIAISON, key),), contact=ContactKind.LIAISON)
    for number, name in enumerate(members["handlers"], start=1):
        ending = "" if number == 1 else str(number)
        yield PersonSeed(f"{key}-handler{ending}", name, "经办人", key, ((Role.HANDLER, key),))


def _street_people(key: str, staff: dict[str, Any]) -> Iterator[PersonSeed]:
    centre, squad = f"{key}-centre", f"{key}-squad"
    yield PersonSeed(f"{key}-director", staff["director"], "街道党工委书记", key, ((Role.UNIT_HEAD, key),))
    yield PersonSeed(f"{key}-head", staff["head"], "办事处副主任", key, ((Role.UNIT_HEAD, key),), contact=ContactKind.HEAD)
    first, second = staff["centre"]
    roles = ((Role.STREET_CENTRE, centre), (Role.LIAISON, key), (Role.HANDLER, centre))
    yield PersonSeed(f"{key}-centre1", first, "城市管理中心副主任", centre, roles, contact=ContactKind.LIAISON)
    yield PersonSeed(f"{key}-centre2", second, "城市管理中心工作人员", centre, ((Role.STREET_CENTRE, centre), (Role.HANDLER, centre)))
    leader, officer = staff["squad"]
    yield PersonSeed(f"{key}-squad1", leader, "中队长", squad, ((Role.UNIT_HEAD, squad),))
    yield PersonSeed(f"{key}-squad2", officer, "执法队员", squad, ((Role.HANDLER, squad),))
    for number, (community, name) in enumerate(staff["community"].items(), start=1):
        unit = f"{key}/{community}"
        yield PersonSeed(f"{key}-community{number}", name, "社区网格员", unit, ((Role.COMMUNITY_WORKER, unit),))


@cache
def roads() -> dict[str, Road]:
    """Roads by name."""
    rows = table("places")["road"]
    return {row["name"]: Road(row["name"], row["class"], row["axis"], row["numbers"], tuple(row["communities"])) for row in rows}


@cache
def landmarks() -> tuple[Landmark, ...]:
    """Estates, markets, schools, parks, building sites, stops, rivers, plazas, hospitals."""
    return tuple(Landmark(**row) for row in table("places")["landmark"])


@cache
def community_units() -> dict[str, UnitSeed]:
    """Community units by the community's short name without 社区 (names are unique in the district)."""
    return {unit.key.partition("/")[2]: unit for unit in units() if unit.kind == UnitKind.COMMUNITY}


@cache
def unit_by_key() -> dict[str, UnitSeed]:
    return {unit.key: unit for unit in units()}


def street_of(community: str) -> UnitSeed:
    """The street office a community belongs to."""
    return unit_by_key()[community_units()[community].parent]
