"""The demo district's committee tasks: a year of 交办、会办 and 督办, each act through the services at its own time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.utils import timezone

from core.files.services import document_store
from core.units.actors import Actor
from core.units.enums import Role, UnitKind
from core.units.models import Unit
from core.workflow.services import advance
from intranet.casework.models import Case
from intranet.demo import district
from intranet.demo.content import table
from intranet.demo.dice import dice
from intranet.demo.plays import Clock, Part, Play
from intranet.demo.supervisions import Pressing
from intranet.demo.when import season_day
from intranet.tasks.models import Task
from intranet.tasks.services import AssistPlan, task_create, task_edit

STREETS = ("wanghe", "huaiyin", "shiqiao", "beiyuan", "lingang", "qinglu")
DOERS = (Role.HANDLER, Role.LIAISON, Role.STREET_CENTRE, Role.UNIT_HEAD)
NEWEST, RECENT = 15, 55  # days
CAUSES = 3
WEEKS_BEFORE = 8
# From here on nobody acts any more: the task stands as it is today.
STOPS = {
    "issued": "issue", "received": "receive", "asked return": "receive", "in progress": "start", "overdue": "start",
    "supervised open": "start", "lacking": "start", "waived open": "start", "asked extension": "start", "reported": "report",
    "asked second": "report", "returned": "report", "approved": "approve",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One task: its topic on one day, for one lead unit."""

    topic: dict[str, Any]
    day: datetime.date
    lead: Unit
    street: str
    fate: str

    @property
    def joint(self) -> bool:
        return bool(self.topic.get("assists"))

    def text(self, name: str) -> str:
        return str(self.topic[name]).replace("{street}", self.street)


def tasks_load(*, units: dict[str, Unit], seed: int, now: datetime.datetime, tick: Callable[[int], None] = lambda _count: None) -> int:
    """Play the year that ends now. Returns how many tasks there are."""
    clock = Clock(units=units, now=now, rng=dice(seed, "tasks"))
    pressing, today = Pressing(clock), timezone.localdate(now)
    for plan in plans(units, today):
        clock.begin(Story(clock, pressing, plan, today).play())
    for play in pressing.cases():
        clock.begin(play)
    clock.run(tick)
    return Task.objects.count()


def plans(units: dict[str, Unit], today: datetime.date) -> Iterator[Plan]:
    """All tasks of the year, the oldest first; a topic with a street goes to the streets in turn."""
    rows: list[tuple[datetime.date, int, dict[str, Any], str]] = []
    for order, topic in enumerate(table("tasks")["topic"]):
        for number, on in enumerate(topic["on"]):
            rows.append((season_day(today, on), order, topic, STREETS[(number + order) % len(STREETS)]))
    turns: dict[str, int] = {}
    for day, _order, topic, street in sorted(rows, key=lambda row: row[:2]):
        age = (today - day).days
        name = "newest" if age <= NEWEST else "recent" if age <= RECENT else "past"
        name += "_joint" if topic.get("assists") else ""
        fates = table("tasks")["fates"][name]
        turns[name] = turns.get(name, -1) + 1
        key = {"street": street, "centre": f"{street}-centre"}.get(topic["lead"], topic["lead"])
        yield Plan(topic, day, units[key], district.unit_by_key()[street].short_name, fates[turns[name] % len(fates)])


class Story:
    """A task from draft to where it stands."""

    def __init__(self, clock: Clock, pressing: Pressing, plan: Plan, today: datetime.date) -> None:
        self.clock, self.pressing, self.plan, self.today = clock, pressing, plan, today
        self.words = table("tasks")["words"]
        office = clock.units["office"]
        self.clerks = clock.holders(office, Role.OFFICE_CLERK)
        self.leaders = clock.holders(clock.units["committee"], Role.LEADER)
        self.task: Task
        self.last: datetime.datetime

    def say(self, key: str) -> str:
        found = self.words[key]
        return found if isinstance(found, str) else str(self.clock.rng.choice(found))

    def act(self, action: str, by: Actor, at: datetime.datetime, opinion: str = "", **data: Any) -> None:
        self.task.refresh_from_db()
        advance(self.task, action, by=by, data={"opinion": opinion} | data, at=at)
        self.last = at

    def after(self, at: datetime.datetime) -> datetime.datetime:
        """The moment, or soon after the last act if that was later."""
        return at if at > self.last else self.clock.later(self.last, 1)

    @property
    def days(self) -> int:
        """The days given. What is overdue today had few enough to be so."""
        age = (self.today - self.plan.day).days
        over = self.plan.fate in ("overdue", "supervised open")
        return min(int(self.plan.topic["days"]), max(3, age - 4)) if over else int(self.plan.topic["days"])

    def play(self) -> Play:
        plan, clock = self.plan, self.clock
        at = clock.on(plan.day)
        yield at
        self._draft(at)
        if plan.fate == "draft":
            return
        at = clock.later(at, 1.5)
        yield at
        signer = self.leaders[0] if plan.topic["source"] == "leader" else self.clerks[0]
        self.act("issue", signer, at, self.say("issue"))
        if self._over("issue"):
            return
        if plan.fate == "other unit":
            at = yield from self._given_to_another(at)
        at = clock.later(at, 3)
        yield at
        self.act("receive", self._doer(), at)
        if plan.fate == "asked return":
            at = clock.later(at, 2)
            yield at
            self.act("ask_return", self._doer(), at, self.say("ask_return"), proposed_unit=None)
        if self._over("receive"):
            return
        at = clock.later(at, 5)
        yield at
        self.act("start", self._doer(), at, self.say("start"))
        yield from self._worked(at)

    def _over(self, action: str) -> bool:
        return STOPS.get(self.plan.fate) == action

    def _doer(self) -> Actor:
        return self.clock.who(self.task.lead_unit, *DOERS)

    def _draft(self, at: datetime.datetime) -> None:
        plan = self.plan
        topic, due_on = plan.topic, plan.day + datetime.timedelta(days=self.days)
        assists = [
            AssistPlan(self.clock.units[key], plan.day + datetime.timedelta(days=max(2, self.days * 2 // 3)))
            for key, _said in topic.get("assists", ())
        ]
        self.task = task_create(
            kind="joint" if plan.joint else "assign", title=plan.text("title"), content=plan.text("content"), source=topic["source"],
            basis=topic["basis"], lead_unit=plan.lead, due_on=due_on, assisting_units=assists, causes=self._causes(), by=self.clerks[-1], at=at,
        )  # fmt: skip

    def _causes(self) -> list[Case]:
        """Cases of the weeks before that speak of the same thing, in the street or anywhere, where they were the reason."""
        words = self.plan.topic.get("words", ())
        if not words:
            return []
        until = self.clock.on(self.plan.day)
        since = until - datetime.timedelta(days=WEEKS_BEFORE * 7)
        spoken = reduce(or_, (Q(description__contains=word) for word in words))
        cases = Case.objects.filter(spoken, reported_at__lt=until, reported_at__gte=since, confidential=False)
        lead = self.plan.lead
        if lead.kind in (UnitKind.STREET_OFFICE, UnitKind.STREET_CENTRE):
            cases = cases.filter(street=lead.pk if lead.kind == UnitKind.STREET_OFFICE else lead.parent_id)
        return list(cases.order_by("-reported_at", "-id")[:CAUSES])

    def _given_to_another(self, at: datetime.datetime) -> Part:
        """Not theirs: the unit asks, the office agrees, names another unit and issues it again under its number."""
        at = self.clock.later(at, 3)
        yield at
        self.act("ask_return", self._doer(), at, self.say("ask_return"), proposed_unit=None)
        at = self.clock.later(at, 4)
        yield at
        self.act("approve_return", self.clerks[1], at, self.say("approve_return"))
        other = self.clock.units["chengguan" if self.task.lead_unit.code != self.clock.units["chengguan"].code else "huanwei"]
        task_edit(task=self.task, by=self.clerks[-1], assisting_units=[], facts={"lead_unit": other, "kind": "assign"}, at=at)
        at = self.clock.later(at, 1)
        yield at
        self.act("issue", self.clerks[0], at, self.say("issue"))
        return at

    def _worked(self, at: datetime.datetime) -> Play:
        """Progress, opinions, extensions, until the report or where it stands today."""
        plan, clock = self.plan, self.clock
        if plan.fate == "cancelled":
            at = self.after(clock.on(self._day(0.3)))
            yield at
            self.act("cancel", self.leaders[-1], at, self.say("cancel"))
            return
        at = self.after(clock.on(self._day(0.35)))
        yield at
        self.act("note", self._doer(), at, plan.text("note"))
        yield from self._opinions(at)
        at = self.after(clock.on(self._day(0.7)))
        if plan.fate in ("extended", "asked extension", "asked second"):
            at = yield from self._extended(at)
        if plan.fate == "asked extension":
            return
        if plan.fate in ("overdue", "supervised open", "late", "supervised"):
            yield from self._late()
        if self._over("start"):
            return
        yield from self._reported(self.after(clock.on(self._day(1.15 if plan.fate in ("late", "supervised") else 0.85))))

    def _day(self, share: float) -> datetime.date:
        """The day on which a share of the time given is over."""
        return self.task.due_on - datetime.timedelta(days=round(self.days * (1 - share)))

    def _opinions(self, start: datetime.datetime) -> Play:
        """The assisting units answer one after the other; in some stories the last one does not."""
        said = dict(self.plan.topic.get("assists", ()))
        codes = {self.clock.units[key].pk: text for key, text in said.items()}
        assists = list(self.task.assists.select_related("unit"))
        silent = self.plan.fate in ("lacking", "waived", "waived open")
        at = start
        for assist in assists[: len(assists) - silent]:
            at = self.clock.later(at, 9)
            yield at
            self.act("assist", self.clock.who(assist.unit, *DOERS), at, codes.get(assist.unit_id) or self.say("assist"))
        if silent and assists:
            at = self.after(self.clock.on(assists[-1].due_on + datetime.timedelta(days=1)))
            yield at
            self.act("remind", self.clerks[2], at, self.say("remind"))
            if self.plan.fate != "lacking":
                at = self.clock.later(at, 10)
                yield at
                self.act("waive_assist", self.clerks[0], at, self.say("waive"), waived_unit=assists[-1].unit)

    def _extended(self, at: datetime.datetime) -> Part:
        """The unit asks, its head agrees; the second time the head asks and the leader decides."""
        clock, more = self.clock, datetime.timedelta(days=self.clock.rng.choice((5, 7, 10)))
        at = self.after(min(at, clock.on(self.task.due_on - datetime.timedelta(days=3))))
        if at.astimezone(clock.calendar.zone).date() >= self.task.due_on:
            return at
        yield at
        self.act("ask_extension", self._doer(), at, self.say("ask_extension"), new_due_on=self.task.due_on + more)
        if self.plan.fate == "asked extension":
            return at
        at = clock.later(at, 3)
        yield at
        head = clock.who(self.task.lead_unit, Role.UNIT_HEAD)
        self.act("approve_extension", head, at, self.say("approve_extension"))
        if self.plan.fate == "asked second":
            at = clock.later(at, 6)
            yield at
            self.act("ask_extension", head, at, self.say("ask_extension"), new_due_on=self.task.due_on + more)
            at = clock.later(at, 6)
            yield at
            self.act("refuse_extension", self.leaders[0], at, self.say("refuse_extension"))
        return at

    def _late(self) -> Play:
        """The day passes: pressed by the office, in some stories supervised."""
        at = self.after(self.clock.on(self.task.due_on + datetime.timedelta(days=1)))
        yield at
        self.act("remind", self.clerks[2], at, self.say("urge"))
        if self.plan.fate.startswith("supervised"):
            at = self.clock.later(at, 8)
            self.last = yield from self.pressing.about(self.task, at, "replied" if self.plan.fate == "supervised open" else "archived")

    def _reported(self, at: datetime.datetime) -> Play:
        plan, clock = self.plan, self.clock
        yield at
        self._report(at)
        if plan.fate in ("returned once", "returned"):
            at = clock.later(at, 10)
            yield at
            self.act("return_report", self.clerks[1], at, self.say("return_report"))
            if plan.fate == "returned":
                return
            at = clock.later(at, 16)
            yield at
            self._report(at)
        if self._over("report"):
            return
        at = clock.later(at, 8)
        yield at
        self.act("approve", self.clerks[1], at, self.say("approve"))
        if self._over("approve"):
            return
        at = clock.later(at, 14)
        yield at
        self.act("close", self.clerks[0], at, self.say("close"))

    def _report(self, at: datetime.datetime) -> None:
        by, result = self._doer(), self.plan.text("result")
        files = (
            [_paper(self.words["progress_paper"].format(title=self.task.title, result=result), by)] if self.clock.rng.random() < 0.3 else []
        )
        self.act("report", by, at, result, files=files)


def _paper(text: str, by: Actor) -> Any:
    upload = SimpleUploadedFile("办理情况报告.txt", text.encode(), content_type="text/plain")
    return document_store(upload=upload, by=by)
