"""Plays histories: each act is done through advance(), by a person who may do it, at a believable time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from core.calendars.selectors import working_calendar
from core.categories.models import FilingCondition, MinorCategory
from core.files.models import StoredFile
from core.units.actors import REQUESTER, Actor, actor_of
from core.units.enums import Role
from core.units.models import RoleAssignment, Unit, User
from core.workflow.services import advance
from intranet.casework.models import Case
from intranet.casework.services import case_open, case_open_from_complaint
from intranet.demo import opinions
from intranet.demo.complaints import Subject, Told, complaint, inquiry, subjects
from intranet.demo.histories import History, Turn
from portal.complaints.drafts import ComplaintDraft
from portal.complaints.services import complaint_submit

# Gives a drawn photograph of a family of problems, before or after.
Picture = Callable[[str, bool, Random], StoredFile]
POSTS = {
    "acceptor": Role.ACCEPTOR,
    "supervisor": Role.SUPERVISOR,
    "shift_leader": Role.SHIFT_LEADER,
    "dispatcher": Role.DISPATCHER,
    "leader": Role.LEADER,
    "community": Role.COMMUNITY_WORKER,
}
ROAD = {"main": "trunk_road", "secondary": "secondary_road", "back": "back_street"}


@dataclass
class Play:
    """A case on its way, with what its words are drawn from."""

    case: Case
    told: Told
    rng: Random
    at: datetime.datetime
    people: dict[str, Actor] = field(default_factory=dict)


class Casebook:
    """Knows the district's people, units and categories, read once."""

    def __init__(self, unit_by_key: dict[str, Unit], picture: Picture) -> None:
        self.units = unit_by_key
        self.picture = picture
        self.calendar = working_calendar()
        self.minors = {minor.name: minor for minor in MinorCategory.objects.select_related("major")}
        self.conditions: dict[int, list[FilingCondition]] = {}
        for condition in FilingCondition.objects.current().order_by("number"):
            self.conditions.setdefault(condition.minor_id, []).append(condition)
        self.holders: dict[tuple[str, int], list[User]] = {}
        for row in RoleAssignment.objects.select_related("user").order_by("id"):
            self.holders.setdefault((row.role, row.unit_id), []).append(row.user)
        self.posts: dict[str, list[User]] = {}
        for (role, _unit), users in self.holders.items():
            self.posts.setdefault(role, []).extend(users)

    def open(self, history: History, subject: Subject, rng: Random, at: datetime.datetime) -> Play:
        """Report the problem as the history says: by a resident, by telephone, or by staff."""
        voice = history.source if history.source in ("patrol", "phone") else "web"
        told = complaint(rng, subject=subject, voice=voice, kind=history.kind)
        if history.kind == "inquiry":
            asked = inquiry(rng)
            told = Told(subject, told.place, "inquiry", voice, asked.question, asked.answer)
        before = [self.picture(subject.family, False, rng)] if subject.is_drawn and history.kind != "inquiry" else []
        if history.source in ("web", "phone"):
            case = self._complaint(history, told, rng, at, before)
        else:
            case = self._find(history, told, rng, at, before)
        return Play(case, told, rng, at)

    def _facts(self, told: Told) -> dict[str, Any]:
        return {
            "street": self.units[told.place.street_key],
            "community": self.units[told.place.community_key],
            "minor": self.minors.get(told.subject.minor),
            "road_class": ROAD[told.place.road_class],
        }

    def _complaint(self, history: History, told: Told, rng: Random, at: datetime.datetime, photos: list[StoredFile]) -> Case:
        named = rng.random() < 0.7
        draft = ComplaintDraft(
            kind=history.kind,
            place=told.place.text,
            description=told.text,
            name=opinions.requester_name(rng) if named else "",
            phone=opinions.requester_phone(rng) if named else "",
            is_anonymous=not named,
            consent_public=rng.random() < 0.5,
            **self._facts(told),
        )
        by = REQUESTER if history.source == "web" else actor_of(rng.choice(self.posts[Role.ACCEPTOR]))
        key = f"demo-{rng.getrandbits(96):024x}"
        receipt = complaint_submit(draft=draft, key=key, photos=photos, by=by, channel=history.source, at=at)
        return case_open_from_complaint(complaint=receipt.complaint, by=by)

    def _find(self, history: History, told: Told, rng: Random, at: datetime.datetime, photos: list[StoredFile]) -> Case:
        role = Role.SUPERVISOR if history.source == "patrol" else Role.COMMUNITY_WORKER
        community = self.units[told.place.community_key]
        here = self.holders.get((role, community.pk)) or self.posts[role]
        reporter = rng.choice(here)
        return case_open(
            source=history.source, request_kind=history.kind, description=told.text, place=told.place.text, by=actor_of(reporter),
            at=at, reporter=reporter, files=photos, **self._facts(told),
        )  # fmt: skip

    def play(self, play: Play, turns: tuple[Turn, ...], until: datetime.datetime) -> Case:
        """Do the turns one after another, as long as their time has come."""
        for turn in turns:
            when = self.calendar.add_work_hours(play.at, self._hours(play, turn))
            if when >= until:
                break
            play.at = when + datetime.timedelta(seconds=play.rng.randint(1, 50))
            advance(play.case, turn.action, by=self._who(play, turn), data=self._data(play, turn), at=play.at)
        return play.case

    def _hours(self, play: Play, turn: Turn) -> Decimal:
        if not turn.of_limit:
            return Decimal(max(1, round(turn.wait * (70 + 60 * play.rng.random())))) / 100
        condition = play.case.condition
        hours = {"work_hour": 1.0, "urgent_hour": 1.0, "work_day": 8.0, "calendar_day": 8.0}
        limit = float(condition.limit_value) * hours.get(condition.limit_unit, 1.0) if condition else 40.0
        return Decimal(max(10, round(limit * turn.wait * (90 + 15 * play.rng.random())))) / 100

    def _who(self, play: Play, turn: Turn) -> Actor:
        case, who = play.case, turn.who
        if who == "requester":
            return REQUESTER
        if who in ("handler", "unit_head"):
            role = Role.UNIT_HEAD if who == "unit_head" else Role.HANDLER
            return actor_of(self._at_unit(case.lead_unit, role))
        if who == "supervisor" and turn.action in ("verify_true", "verify_false", "check_pass", "check_fail") and case.supervisor:
            return actor_of(case.supervisor)
        if turn.action == "self_handle" and case.reporter:
            return actor_of(case.reporter)
        # One person holds a post through the whole of a case, unless somebody else has to.
        if who not in play.people:
            play.people[who] = actor_of(play.rng.choice(self.posts[POSTS[who]]))
        return play.people[who]

    def _at_unit(self, unit: Unit | None, role: str) -> User:
        """A holder at the unit, for streets at the centre or the office above it."""
        while unit is not None:
            for wanted in (role, Role.STREET_CENTRE) if role == Role.HANDLER else (role,):
                users = self.holders.get((wanted, unit.pk))
                if users:
                    return users[0]
            unit = unit.parent
        raise LookupError(f"nobody holds {role}")

    def _data(self, play: Play, turn: Turn) -> dict[str, Any]:
        data: dict[str, Any] = {"opinion": self._words(play, turn)}
        maker = getattr(self, f"_for_{turn.action}", None)
        if maker:
            data |= maker(play, dict(turn.marks))
        return data

    def _words(self, play: Play, turn: Turn) -> str:
        if turn.action == "rate":
            return ""
        if turn.action == "complete":
            return opinions.result_words(play.rng, play.told.subject)
        if turn.words not in opinions.opinion_steps():
            return ""
        return opinions.opinion(play.rng, turn.words, self._slots(play))

    def _slots(self, play: Play) -> dict[str, str]:
        case, told = play.case, play.told
        unit = case.lead_unit or self.units[told.subject.handler_key(told.place)]
        due = case.due_at.astimezone(self.calendar.zone).strftime("%-m月%-d日%H时") if case.due_at else "规定时限"
        return {
            "unit": unit.short_name, "assist": self._other(unit).short_name, "category": told.subject.minor or told.subject.name,
            "place": told.place.text, "street": told.place.street, "community": told.place.community, "fact": told.fact,
            "done": opinions.result_words(play.rng, told.subject), "limit": str(case.condition.limit) if case.condition else "规定时限",
            "due": due, "score": "满意",
        }  # fmt: skip

    def _other(self, unit: Unit) -> Unit:
        return next(other for key, other in self.units.items() if other.kind == "member_unit" and other.pk != unit.pk and key != "shuiwu")

    # What each act needs beside its opinion.

    def _intake_facts(self, play: Play) -> dict[str, Any]:
        facts = self._facts(play.told)
        minor = facts["minor"] or next(iter(self.minors.values()))
        return {
            "minor": minor,
            "street": facts["street"],
            "community": facts["community"],
            "place": play.told.place.text,
            "urgent": play.told.subject.urgent,
        }

    def _for_accept(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return self._intake_facts(play)

    def _for_send_verify(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"supervisor": play.rng.choice(self.posts[Role.SUPERVISOR])}

    def _for_verify_true(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return self._intake_facts(play) | {"photos": [self._photo(play, after=False)]}

    def _for_verify_false(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"photos": [self._photo(play, after=True)]}

    def _for_file(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"condition": play.rng.choice(self.conditions[play.case.minor_id or 0])}

    def _for_dispatch(self, play: Play, marks: dict[str, Any]) -> dict[str, Any]:
        right = self.units[play.told.subject.handler_key(play.told.place)]
        first = play.case.wrong_dispatch_count == 0 and any(turn for turn in (marks.get("wrong"),) if turn)
        lead = self._other(right) if first else right
        assisting = [self._other(lead)] if play.rng.random() < 0.08 else []
        return {"lead_unit": lead, "assisting_units": assisting}

    def _for_complete(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        unit = play.case.lead_unit
        level = "street" if unit and unit.kind == "street_centre" else "district"
        reply = opinions.reply_words(play.rng, play.told.subject, unit=unit.short_name if unit else "")
        measure = play.rng.choice(("cleaned", "cleaned", "repaired", "oral_warning"))
        return {"measure": measure, "photos_after": [self._photo(play, after=True)], "public_reply": reply, "resolved_level": level}

    def _for_check_pass(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"photos": [self._photo(play, after=True)], "public_reply": play.case.reply_draft}

    def _for_check_fail(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"photos": [self._photo(play, after=False)]}

    def _for_self_handle(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {
            "measure": "oral_warning",
            "photos_before": [self._photo(play, after=False)],
            "photos_after": [self._photo(play, after=True)],
        }

    def _for_rate(self, play: Play, marks: dict[str, Any]) -> dict[str, Any]:
        score = int(marks.get("stars") or max(2, min(4, opinions.rating_score(play.rng) - 1)))
        return {"satisfaction": score}

    def _for_follow_up(self, play: Play, marks: dict[str, Any]) -> dict[str, Any]:
        if marks.get("unanswered"):
            return {"reached": False}
        return {"reached": True, "satisfaction": play.rng.choice((4, 4, 3, 3, 3, 2))}

    def _for_answer(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"public_reply": play.told.fact}

    def _for_transfer_out(self, _play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"transferred_to": "市供热公司", "public_reply": "您反映的事项由市供热公司负责，我们已转交该公司，由其直接与您联系。"}

    def _for_reject(self, play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        code = "unverified" if play.case.verified_true is False else "repeat"
        return {
            "reason_code": code,
            "public_reply": "经核对，您反映的问题目前没有新的情况。如现场仍有问题，请补充照片和准确位置，我们会马上核实。",
        }

    def _for_not_file(self, _play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"reason_code": "below_condition", "public_reply": "现场情况尚未达到立案标准，我们已提醒相关单位加强日常维护。"}

    def _for_ask_void(self, _play: Play, _marks: dict[str, Any]) -> dict[str, Any]:
        return {"reason_code": "mistake"}

    def _for_ask_extension(self, _play: Play, marks: dict[str, Any]) -> dict[str, Any]:
        return {"days": marks["days"]}

    def _for_ask_suspend(self, play: Play, marks: dict[str, Any]) -> dict[str, Any]:
        return {"review_on": (play.at + datetime.timedelta(days=marks["review_days"])).date()}

    def _photo(self, play: Play, *, after: bool) -> StoredFile:
        return self.picture(play.told.subject.family, after, play.rng)


def handled_here() -> list[Subject]:
    """Subjects that the district handles itself, and that can be photographed."""
    return [subject for subject in subjects().values() if subject.minor and subject.is_drawn]
