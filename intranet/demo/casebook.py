"""Plays histories: each act is done through advance(), by a person who may do it, at a believable time."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random
from typing import Any

from core.calendars.selectors import working_calendar
from core.categories.models import FilingCondition, MinorCategory
from core.clocks.selectors import limit_end
from core.files.models import StoredFile
from core.units.actors import REQUESTER, Actor, actor_of
from core.units.enums import Role
from core.units.models import RoleAssignment, Unit, User
from core.workflow.moment import at_moment
from core.workflow.services import advance
from intranet.casework.intake import act_perform
from intranet.casework.models import Case
from intranet.casework.services import case_open, case_open_from_complaint
from intranet.demo import opinions
from intranet.demo.acts import District, Picture, Play, Scene, act_data, act_words
from intranet.demo.complaints import Subject, Told, complaint, inquiry, subjects
from intranet.demo.histories import History, Turn
from intranet.demo.places import Place
from portal.complaints.drafts import ComplaintDraft
from portal.complaints.enums import ActKind
from portal.complaints.services import act_submit, complaint_submit

POSTS = {
    "acceptor": Role.ACCEPTOR,
    "supervisor": Role.SUPERVISOR,
    "shift_leader": Role.SHIFT_LEADER,
    "dispatcher": Role.DISPATCHER,
    "leader": Role.LEADER,
    "community": Role.COMMUNITY_WORKER,
}
ONE_SUPERVISOR = frozenset({"verify_true", "verify_false", "check_pass", "check_fail"})


def key_new(rng: Random) -> str:
    """A form's key. Two plays must not share one: the second would get the first one's receipt."""
    return f"demo-{rng.getrandbits(96):024x}"


class Casebook:
    """Knows the district's people, units and categories, read once."""

    def __init__(self, unit_by_key: dict[str, Unit], picture: Picture) -> None:
        self.calendar = working_calendar()
        self.holders: dict[tuple[str, int], list[User]] = {}
        for row in RoleAssignment.objects.select_related("user").order_by("id"):
            self.holders.setdefault((row.role, row.unit_id), []).append(row.user)
        posts: dict[str, list[User]] = {}
        for (role, _unit), users in self.holders.items():
            posts.setdefault(role, []).extend(users)
        conditions: dict[int, list[FilingCondition]] = {}
        for condition in FilingCondition.objects.current().order_by("number"):
            conditions.setdefault(condition.minor_id, []).append(condition)
        minors = {minor.name: minor for minor in MinorCategory.objects.select_related("major")}
        self.district = District(unit_by_key, posts, minors, conditions, picture)

    def tell(self, history: History, subject: Subject, rng: Random, at: Place | None = None) -> Told:
        """What is said when the problem is reported as the history says. Draws words only."""
        voice = history.source if history.source in ("patrol", "phone") else "web"
        if history.kind != "inquiry":
            return complaint(rng, subject=subject, voice=voice, kind=history.kind, at=at)
        where = complaint(rng, subject=subject, voice=voice, kind="complaint", at=at).place
        asked = inquiry(rng)
        return Told(subject, where, "inquiry", voice, asked.question, asked.answer)

    def open(self, history: History, told: Told, rng: Random, at: datetime.datetime) -> Play:
        """Report the problem: by a resident, by telephone, or by staff."""
        drawn = told.subject.is_drawn and history.kind != "inquiry"
        before = [self.district.picture(told.subject.family, False, rng)] if drawn else []
        if history.source in ("web", "phone"):
            case = self._complaint(history, told, rng, at, before)
        else:
            case = self._find(history, told, rng, at, before)
        return Play(case, told, rng, at)

    def _complaint(self, history: History, told: Told, rng: Random, at: datetime.datetime, photos: list[StoredFile]) -> Case:
        contact = contact_of(rng)
        draft = ComplaintDraft(
            kind=history.kind,
            place=told.place.text,
            description=told.text,
            name=contact[0] if contact else "",
            phone=contact[1] if contact else "",
            is_anonymous=contact is None,
            consent_public=rng.random() < 0.5,
            **self.district.facts(told),
        )
        by = REQUESTER if history.source == "web" else actor_of(rng.choice(self.district.posts[Role.ACCEPTOR]))
        receipt = complaint_submit(draft=draft, key=key_new(rng), photos=photos, by=by, channel=history.source, at=at)
        return case_open_from_complaint(complaint=receipt.complaint, by=by)

    def _find(self, history: History, told: Told, rng: Random, at: datetime.datetime, photos: list[StoredFile]) -> Case:
        role = Role.SUPERVISOR if history.source == "patrol" else Role.COMMUNITY_WORKER
        community = self.district.units[told.place.community_key]
        reporter = rng.choice(self.holders.get((role, community.pk)) or self.district.posts[role])
        return case_open(
            source=history.source, request_kind=history.kind, description=told.text, place=told.place.text, by=actor_of(reporter),
            at=at, reporter=reporter, files=photos, **self.district.facts(told),
        )  # fmt: skip

    def play(self, play: Play, turns: tuple[Turn, ...], until: datetime.datetime) -> Case:
        """Do the turns one after another, as long as their time has come."""
        for turn in turns:
            moment = self.moment(play, turn)
            if moment >= until:
                break
            play.at = moment
            data = act_data(self.district, play, turn)
            data["opinion"] = act_words(self.district, play.rng, turn, self._scene(play, data))
            if turn.who == "requester":
                self._wish(play, data)
            else:
                advance(play.case, turn.action, by=self._who(play, turn), data=data, at=play.at)
        return play.case

    def _wish(self, play: Play, data: dict[str, Any]) -> None:
        """A resident's rating, on the resident's own way: written down by the portal, done by the worker."""
        assert play.case.complaint is not None
        with at_moment(play.at):
            act = act_submit(
                complaint=play.case.complaint, kind=ActKind.RATING, key=key_new(play.rng), text=data["opinion"], rating=data["satisfaction"]
            )
            act_perform(act=act)
        play.case.refresh_from_db()

    def _scene(self, play: Play, data: dict[str, Any]) -> Scene:
        unit: Unit | None = data.get("lead_unit") or play.case.lead_unit
        due = self.due_words(play.case.condition, play.at) if "lead_unit" in data else ""
        return Scene(play.told, unit, play.case.condition, due, data.get("satisfaction") or 0)

    def due_words(self, condition: FilingCondition | None, at: datetime.datetime) -> str:
        """By when a case that is dispatched now must be handled, as a dispatcher writes it."""
        if condition is None:
            return ""
        return limit_end(condition.limit, at, self.calendar).at.astimezone(self.calendar.zone).strftime("%-m月%-d日%H时")

    def moment(self, play: Play, turn: Turn) -> datetime.datetime:
        """When somebody comes to it, in working time."""
        when = self.calendar.add_work_hours(play.at, self._hours(play, turn))
        return when + datetime.timedelta(seconds=play.rng.randint(1, 50))

    def _hours(self, play: Play, turn: Turn) -> Decimal:
        if not turn.of_limit:
            return Decimal(max(1, round(turn.wait * (70 + 60 * play.rng.random())))) / 100
        condition = play.case.condition
        hours = {"work_hour": 1.0, "urgent_hour": 1.0, "work_day": 8.0, "calendar_day": 8.0}
        limit = float(condition.limit_value) * hours.get(condition.limit_unit, 1.0) if condition else 40.0
        return Decimal(max(10, round(limit * turn.wait * (90 + 15 * play.rng.random())))) / 100

    def _who(self, play: Play, turn: Turn) -> Actor:
        case, who = play.case, turn.who
        if who in ("handler", "unit_head"):
            return actor_of(self._at_unit(case.lead_unit, Role.UNIT_HEAD if who == "unit_head" else Role.HANDLER))
        if who == "supervisor" and turn.action in ONE_SUPERVISOR and case.supervisor:
            return actor_of(case.supervisor)
        if turn.action == "self_handle" and case.reporter:
            return actor_of(case.reporter)
        # One person holds a post through the whole of a case, unless somebody else has to.
        if who not in play.people:
            play.people[who] = actor_of(play.rng.choice(self.district.posts[POSTS[who]]))
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


def contact_of(rng: Random) -> tuple[str, str] | None:
    """Name and telephone number of a resident who leaves them; three in ten do not."""
    return (opinions.requester_name(rng), opinions.requester_phone(rng)) if rng.random() < 0.7 else None


def handled_here() -> list[Subject]:
    """Subjects that the district handles itself, and that can be photographed."""
    return [subject for subject in subjects().values() if subject.minor and subject.is_drawn]
