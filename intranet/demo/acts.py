"""What each act of a play is given: facts, photographs, units, dates, and the words of who does it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from core.categories.models import FilingCondition, MinorCategory
from core.files.models import StoredFile
from core.units.actors import Actor
from core.units.enums import JoinStatus, Role, UnitKind
from core.units.models import Unit, User
from intranet.casework.models import Case
from intranet.demo import opinions
from intranet.demo.complaints import Told, rating_words
from intranet.demo.histories import Turn

# Gives a drawn photograph of a family of problems, before or after.
Picture = Callable[[str, bool, Random], StoredFile]
ROAD = {"main": "trunk_road", "secondary": "secondary_road", "back": "back_street"}


@dataclass
class Play:
    """A case on its way, with what its words are drawn from."""

    case: Case
    told: Told
    rng: Random
    at: datetime.datetime
    people: dict[str, Actor] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class District:
    """The district as plays need it, read once."""

    units: Mapping[str, Unit]
    posts: Mapping[str, list[User]]
    minors: Mapping[str, MinorCategory]
    conditions: Mapping[int, list[FilingCondition]]
    picture: Picture

    def right_unit(self, told: Told) -> Unit:
        """Whose work the problem is."""
        return self.units[told.subject.handler_key(told.place)]

    def other_unit(self, unit: Unit) -> Unit:
        """Some member unit on the platform that is not this one."""
        members = (other for other in self.units.values() if other.kind == UnitKind.MEMBER_UNIT)
        return next(other for other in members if other.pk != unit.pk and other.joined_status == JoinStatus.JOINED)

    def facts(self, told: Told) -> dict[str, Any]:
        """Where it is and what it is."""
        return {
            "street": self.units[told.place.street_key],
            "community": self.units[told.place.community_key],
            "minor": self.minors.get(told.subject.minor),
            "road_class": ROAD[told.place.road_class],
        }


def act_data(district: District, play: Play, turn: Turn) -> dict[str, Any]:
    """The data of one act, without the opinion."""
    maker = MAKERS.get(turn.action)
    return maker(district, play, dict(turn.marks)) if maker else {}


Marks = Mapping[str, Any]


def _intake(district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    facts = district.facts(play.told)
    return {
        "minor": facts["minor"] or next(iter(district.minors.values())),
        "street": facts["street"],
        "community": facts["community"],
        "place": play.told.place.text,
        "urgent": play.told.subject.urgent,
    }


def _send_verify(district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    return {"supervisor": play.rng.choice(district.posts[Role.SUPERVISOR])}


def _verify_true(district: District, play: Play, marks: Marks) -> dict[str, Any]:
    return _intake(district, play, marks) | _photo_before(district, play, marks)


def _file(district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    return {"condition": play.rng.choice(district.conditions[play.case.minor_id or 0])}


def _dispatch(district: District, play: Play, marks: Marks) -> dict[str, Any]:
    right = district.right_unit(play.told)
    lead = district.other_unit(right) if marks.get("wrong_unit") else right
    assisting = [district.other_unit(lead)] if play.rng.random() < 0.08 else []
    return {"lead_unit": lead, "assisting_units": assisting}


def _complete(district: District, play: Play, marks: Marks) -> dict[str, Any]:
    unit = play.case.lead_unit
    return {
        "measure": play.rng.choice(("cleaned", "cleaned", "repaired", "oral_warning")),
        "photos_after": [_photo(district, play, after=True)],
        "public_reply": opinions.reply_words(play.rng, play.told.subject, unit=unit.short_name if unit else ""),
        "resolved_level": "street" if unit and unit.kind == UnitKind.STREET_CENTRE else "district",
    }


def _check_pass(district: District, play: Play, marks: Marks) -> dict[str, Any]:
    return _photo_after(district, play, marks) | {"public_reply": play.case.reply_draft}


def _self_handle(district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    before, after = _photo(district, play, after=False), _photo(district, play, after=True)
    return {"measure": "oral_warning", "photos_before": [before], "photos_after": [after]}


def _rate(_district: District, play: Play, marks: Marks) -> dict[str, Any]:
    """Stars, and what the resident writes beside them."""
    stars = int(marks.get("stars") or max(2, min(4, opinions.rating_score(play.rng) - 1)))
    return {"satisfaction": stars}


def _follow_up(_district: District, play: Play, marks: Marks) -> dict[str, Any]:
    if marks.get("unanswered"):
        return {"reached": False}
    return {"reached": True, "satisfaction": play.rng.choice((4, 4, 3, 3, 3, 2))}


def _answer(_district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    return {"public_reply": play.told.fact}


def _transfer_out(_district: District, _play: Play, _marks: Marks) -> dict[str, Any]:
    return {"transferred_to": "市供热公司", "public_reply": "您反映的事项由市供热公司负责，我们已转交该公司，由其直接与您联系。"}


def _reject(_district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    return {
        "reason_code": "unverified" if play.case.verified_true is False else "repeat",
        "public_reply": "经核对，您反映的问题目前没有新的情况。如现场仍有问题，请补充照片和准确位置，我们会马上核实。",
    }


def _not_file(_district: District, _play: Play, _marks: Marks) -> dict[str, Any]:
    return {"reason_code": "below_condition", "public_reply": "现场情况尚未达到立案标准，我们已提醒相关单位加强日常维护。"}


def _ask_void(_district: District, _play: Play, _marks: Marks) -> dict[str, Any]:
    return {"reason_code": "mistake"}


def _ask_extension(_district: District, _play: Play, marks: Marks) -> dict[str, Any]:
    return {"days": marks["days"]}


def _ask_suspend(_district: District, play: Play, marks: Marks) -> dict[str, Any]:
    return {"review_on": (play.at + datetime.timedelta(days=marks["review_days"])).date()}


def _photo(district: District, play: Play, *, after: bool) -> StoredFile:
    return district.picture(play.told.subject.family, after, play.rng)


def _photo_before(district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    return {"photos": [_photo(district, play, after=False)]}


def _photo_after(district: District, play: Play, _marks: Marks) -> dict[str, Any]:
    return {"photos": [_photo(district, play, after=True)]}


MAKERS: dict[str, Callable[[District, Play, Marks], dict[str, Any]]] = {
    "accept": _intake,
    "send_verify": _send_verify,
    "verify_true": _verify_true,
    "verify_false": _photo_after,
    "file": _file,
    "dispatch": _dispatch,
    "complete": _complete,
    "check_pass": _check_pass,
    "check_fail": _photo_before,
    "self_handle": _self_handle,
    "rate": _rate,
    "follow_up": _follow_up,
    "answer": _answer,
    "transfer_out": _transfer_out,
    "reject": _reject,
    "not_file": _not_file,
    "ask_void": _ask_void,
    "ask_extension": _ask_extension,
    "ask_suspend": _ask_suspend,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words of an act may name: the problem, and who has it in hand until when."""

    told: Told
    unit: Unit | None
    condition: FilingCondition | None
    due: str = ""
    stars: int = 0


def act_words(district: District, rng: Random, turn: Turn, scene: Scene) -> str:
    """The opinion of one act; for a rating the resident's comment, which may be empty."""
    if turn.action == "rate":
        return rating_words(rng, scene.stars + 1)
    if turn.action == "complete":
        return opinions.result_words(rng, scene.told.subject)
    if turn.words not in opinions.opinion_steps():
        return ""
    return opinions.opinion(rng, turn.words, _slots(district, rng, scene))


def _slots(district: District, rng: Random, scene: Scene) -> dict[str, str]:
    told, right = scene.told, district.right_unit(scene.told)
    unit = scene.unit or right
    # A unit that says "not ours" names the one whose it is.
    assist = right if unit.pk != right.pk else district.other_unit(unit)
    limit = str(scene.condition.limit) if scene.condition else "规定时限"
    return {
        "unit": unit.short_name, "assist": assist.short_name, "category": told.subject.minor or told.subject.name,
        "place": told.place.text, "street": told.place.street, "community": told.place.community, "fact": told.fact,
        "done": opinions.result_words(rng, told.subject), "limit": limit, "due": scene.due or "规定时限", "score": "满意",
    }  # fmt: skip
