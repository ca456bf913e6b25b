"""督办 in the demo: of tasks that passed their day and of cases that are overdue now."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Model

from core.units.actors import Actor
from core.units.enums import Role
from core.workflow.services import advance
from intranet.casework.models import Case
from intranet.demo.content import table
from intranet.demo.plays import Clock, Part, Play
from intranet.tasks.models import Supervision
from intranet.tasks.services import supervision_open

REPLYING = (Role.LIAISON, Role.HANDLER, Role.STREET_CENTRE, Role.UNIT_HEAD)
# How far the supervision of each overdue case goes, in turn.
STANDS = ("received", "replied", "proposed", "returned", "registered", "dispatched", "verified", "archived")
LEVELS = ("ordinary", "key", "ordinary", "listed")
DAYS_BACK = 9
REPLY_DAYS = 7


class Pressing:
    """The office's third act."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.words = table("tasks")["words"]
        self.clerks = clock.holders(clock.units["office"], Role.OFFICE_CLERK)
        self._begun = 0

    def say(self, key: str) -> str:
        found = self.words[key]
        return found if isinstance(found, str) else str(self.clock.rng.choice(found))

    def cases(self) -> Iterator[Play]:
        """One play for each of some overdue cases that a unit has in hand."""
        late = Case.objects.open().filter(due_at__lt=self.clock.now, lead_unit__isnull=False).order_by("due_at", "id")
        for stands, case in zip(STANDS, late, strict=False):
            assert case.due_at is not None
            at = max(case.due_at, self.clock.now - datetime.timedelta(days=DAYS_BACK))
            yield self.about(case, self.clock.later(at, 2), stands, text="supervise_case")

    def about(self, parent: Model, at: datetime.datetime, stands: str, text: str = "supervise") -> Part:
        """立项 → 登记 → 发出 → 签收 → 回复 → 核查 → 销号, as far as it stands."""
        yield at
        due_on = at.astimezone(self.clock.calendar.zone).date() + datetime.timedelta(days=REPLY_DAYS)
        self._begun += 1
        level = LEVELS[self._begun % len(LEVELS)]
        row = supervision_open(parent=parent, level=level, opinion=self.say(text), due_on=due_on, by=self.clerks[1], at=at)
        way: list[tuple[str, Actor, str, float]] = [
            ("register", self.clerks[0], self.words["register"], 1),
            ("dispatch", self.clerks[1], "", 0.6),
            ("receive", self.clock.who(row.unit, *REPLYING), "", 2),
            ("reply", self.clock.who(row.unit, Role.UNIT_HEAD, *REPLYING), self.say("reply"), 9),
            ("verify", self.clerks[2], self.say("verify"), 6),
            ("archive", self.clerks[0], self.words["archive"], 4),
        ]
        last = {"proposed": 0, "registered": 1, "dispatched": 2, "received": 3, "replied": 4, "returned": 4, "verified": 5, "archived": 6}
        for action, by, said, hours in way[: last[stands]]:
            at = self.clock.later(at, hours)
            yield at
            self._act(row, action, by, said, at)
        if stands == "returned":
            at = self.clock.later(at, 4)
            yield at
            self._act(row, "return_reply", self.clerks[2], self.words["return_reply"], at)
        return at

    def _act(self, row: Supervision, action: str, by: Actor, opinion: str, at: datetime.datetime) -> None:
        row.refresh_from_db()
        advance(row, action, by=by, data={"opinion": opinion}, at=at)
