"""What people write and say: complaints, reports, requests for help, patrol finds, suggestions, praise.

``complaint()`` is the way in. A category file (content/complaints) gives the clauses, content/phrases.toml
the sentences they stand in, by voice: web 居民网上, phone 受理员笔录, patrol 监督员上报, community 社区上报.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from intranet.demo.content import names, table
from intranet.demo.dice import weighted
from intranet.demo.district import landmarks, unit_by_key
from intranet.demo.grammar import expand, say, tidy
from intranet.demo.places import Place, place

VOICES = ("web", "phone", "patrol", "community")
KINDS = ("complaint", "help", "report")
# Nothing of it shows on the street: no photograph, and no patrol finds it.
UNSEEN_FAMILIES = frozenset({"noise", "heating", "netcafe"})
# Not drawn: an illustration of these would be out of place.
UNDRAWN_FAMILIES = UNSEEN_FAMILIES | {"homeless", "dead_animal"}
STREET = "street"
TRADE = frozenset({"街面秩序", "宣传广告", "施工管理"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of problem. ``minor`` is the subcategory of the filing table it falls under; empty where the
    district does not handle it (it is transferred out). ``family`` names its drawings; ``unit`` is the key of
    the unit that usually handles it, STREET for the centre of the street it lies in.
    """

    name: str
    minor: str
    major: str
    family: str
    unit: str
    places: tuple[str, ...]
    weight: int
    problems: tuple[str, ...]
    details: tuple[str, ...]
    harms: tuple[str, ...]
    wishes: tuple[str, ...]
    facts: tuple[str, ...]
    done: tuple[str, ...]
    reply: tuple[str, ...]
    urgent: bool = False
    sudden: bool = False
    local: bool = False
    months: tuple[int, ...] = tuple(range(1, 13))

    @property
    def on_the_street(self) -> bool:
        """False for what can only be heard or felt: such subjects come from residents."""
        return self.family not in UNSEEN_FAMILIES

    @property
    def is_drawn(self) -> bool:
        """Whether there are drawn photographs of it."""
        return self.family not in UNDRAWN_FAMILIES

    def handler_key(self, where: Place) -> str:
        """The key of the unit that handles it at a place."""
        return f"{where.street_key}-centre" if self.unit == STREET else self.unit


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint's words. ``fact`` is the same problem in a supervisor's words, for the verification."""

    subject: Subject
    place: Place
    kind: str
    voice: str
    text: str
    fact: str


@cache
def subjects() -> dict[str, Subject]:
    """All subjects by name, in the order of the files."""
    rows = (row for name in names("complaints", ".toml") for row in table(f"complaints/{name}")["category"])
    return {row["name"]: _subject(row) for row in rows}


def _subject(row: Mapping[str, Any]) -> Subject:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Subject(**fields)


def subject_for(rng: Random, month: int) -> Subject:
    """A subject in proportion to its weight, among those that happen in the month."""
    found = [subject for subject in subjects().values() if month in subject.months]
    return weighted(rng, found, [subject.weight for subject in found])


def complaint(rng: Random, *, subject: Subject, voice: str = "web", kind: str = "complaint", at: Place | None = None) -> Told:
    """One complaint. ``kind`` changes the words only for a resident's own writing (voice web)."""
    where = at or place(rng, rng.choice(subject.places))
    values = _values(rng, subject, where)
    section = table("phrases")[kind if voice == "web" and kind in ("help", "report") else voice]
    text = tidy(say(rng.choice(_usable(section["patterns"], subject)), rng, values))
    return Told(subject, where, kind, voice, text, values["fact"])


def _usable(patterns: list[str], subject: Subject) -> list[str]:
    """Leaves out patterns that need a detail where the subject has none."""
    return patterns if subject.details else [pattern for pattern in patterns if "{detail}" not in pattern]


def _values(rng: Random, subject: Subject, where: Place) -> dict[str, str]:
    """The clauses of one complaint. Each is drawn whether the pattern uses it or not: patterns may change."""
    phrases = table("phrases")
    wishes = rng.sample(subject.wishes, k=min(2, len(subject.wishes)))
    since = phrases["since"]["sudden" if subject.sudden else "lasting"]
    picked = {
        "opening": rng.choice(phrases["opening"]["web"]),
        "self": rng.choice(phrases["opening"]["self"]),
        "problem": rng.choice(subject.problems),
        "since": rng.choice(since),
        "detail": rng.choice(subject.details) if subject.details else "",
        "harm": rng.choice(subject.harms),
        "ask": rng.choice(phrases["web"]["asks"]),
        "wish": wishes[0],
        "wish2": wishes[-1] if len(wishes) > 1 else "给个回复",
        "fact": rng.choice(subject.facts),
        "act": rng.choice(phrases["patrol"]["acts"]["trade" if subject.major in TRADE else "thing"]),
    }
    values = {key: expand(text, rng) for key, text in picked.items()}
    return values | {"place": where.text, "road": where.road, "community": where.community, "street": where.street}


def suggestion(rng: Random, *, at: Place | None = None) -> tuple[str, Place, str]:
    """A suggestion (建议): (text, place, reply with a ``{unit}`` slot)."""
    part = table("phrases")["suggestion"]
    where = at or place(rng, rng.choice(("crossing", "roadside", "park", "stop")))
    text = tidy(say(rng.choice(part["texts"]), rng, _place_values(rng, where)))
    return text, where, expand(rng.choice(part["replies"]), rng)


def praise(rng: Random, *, unit: str) -> tuple[str, Place]:
    """Thanks to a unit (表扬): (text, place). ``unit`` is a unit's short name."""
    where = place(rng, rng.choice(("roadside", "crossing", "estate")))
    return tidy(say(rng.choice(table("phrases")["praise"]["texts"]), rng, _place_values(rng, where) | {"unit": unit})), where


def _place_values(rng: Random, where: Place) -> dict[str, str]:
    estates = [spot.name for spot in landmarks() if spot.kind == "estate" and spot.community == where.community]
    estate = rng.choice(estates) if estates else f"{where.community}社区"
    return {"place": where.text, "road": where.road, "street": where.street, "community": where.community, "estate": estate}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question (咨询) with the answer of the unit whose key is given."""

    unit: str
    question: str
    answer: str


def inquiry(rng: Random) -> Inquiry:
    """One question with its answer."""
    row = rng.choice(table("inquiries")["inquiry"])
    opening = rng.choice(("", "", "您好，", "请问，", "想咨询一下，", "问一下，"))
    return Inquiry(row["unit"], opening + expand(rng.choice(row["q"]), rng), expand(row["a"], rng))


def inquiries() -> Iterator[tuple[str, str]]:
    """Every (unit key, question) as written, for the checks."""
    for row in table("inquiries")["inquiry"]:
        for question in row["q"]:
            yield row["unit"], question


def resident_words(rng: Random, kind: str) -> str:
    """Words a resident adds later: supplement 补充, withdraw 撤回, reopen 要求重办."""
    part = table("phrases")["supplement"]
    return expand(rng.choice(part["texts" if kind == "supplement" else kind]), rng)


RATING_WORDS = {5: "five", 4: "four", 3: "three", 2: "two", 1: "one"}


def rating_words(rng: Random, score: int) -> str:
    """The comment beside a rating, 5 非常满意 … 1 非常不满意; may be empty."""
    return expand(rng.choice(table("phrases")["rating"][RATING_WORDS[score]]), rng)


def unit_name(key: str) -> str:
    """A unit's short name by its key."""
    return unit_by_key()[key].short_name
