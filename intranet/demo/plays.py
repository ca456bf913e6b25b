"""Histories played on one clock: many small plays that wait between their acts, the earliest act first.

So numbers, steps and receipts stand in the order in which a real year would have left them. What lies after
now is not played.
"""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Callable, Generator
from decimal import Decimal
from random import Random
from typing import Any

from core.calendars.selectors import working_calendar
from core.units.actors import Actor, actor_of
from core.units.models import RoleAssignment, Unit

# A play yields the moment of its next act.
Play = Generator[datetime.datetime, None, Any]
# A part of a play that hands back the moment of its last act.
Part = Generator[datetime.datetime, None, datetime.datetime]
OPENING = datetime.time(9)


class Clock:
    """The plays that wait, the working calendar and the people by post."""

    def __init__(self, *, units: dict[str, Unit], now: datetime.datetime, rng: Random) -> None:
        self.units, self.now, self.rng = units, now, rng
        self.calendar = working_calendar()
        self._waiting: list[tuple[datetime.datetime, int, Play]] = []
        self._begun = 0
        self._holders: dict[tuple[str, int], list[Actor]] = {}
        actors: dict[int, Actor] = {}
        by_id = {unit.pk: unit for unit in units.values()}
        self._above = {unit.pk: by_id.get(unit.parent_id) if unit.parent_id else None for unit in by_id.values()}
        for row in RoleAssignment.objects.select_related("user").order_by("id"):
            # One object for each person: what his roles reach is worked out once.
            actor = actors.setdefault(row.user_id, actor_of(row.user))
            self._holders.setdefault((row.role, row.unit_id), []).append(actor)

    def begin(self, play: Play) -> None:
        """Let a play wait for its first act."""
        at = next(play, None)
        if at is not None and at < self.now:
            self._begun += 1
            heapq.heappush(self._waiting, (at, self._begun, play))

    def run(self, tick: Callable[[int], None]) -> None:
        """Act by act, the earliest first, until now."""
        while self._waiting:
            _at, _order, play = heapq.heappop(self._waiting)
            self.begin(play)
            tick(0)

    def later(self, at: datetime.datetime, hours: float) -> datetime.datetime:
        """Some working hours on, more or less."""
        span = Decimal(max(5, round(hours * self.rng.randint(60, 130)))) / 100
        return self.calendar.add_work_hours(at, span) + datetime.timedelta(seconds=self.rng.randint(1, 50))

    def on(self, day: datetime.date) -> datetime.datetime:
        """Some moment of the working day, or of the next one."""
        start = datetime.datetime.combine(day, OPENING, self.calendar.zone)
        return self.calendar.add_work_hours(start, Decimal(self.rng.randint(5, 600)) / 100)

    def holders(self, unit: Unit, *roles: str) -> list[Actor]:
        """Everybody who holds one of the roles at the unit; where nobody does, at the unit above it."""
        here: Unit | None = unit
        while here is not None:
            found = [actor for role in roles for actor in self._holders.get((role, here.pk), ())]
            if found:
                return found
            here = self._above[here.pk]
        raise LookupError(f"nobody at {unit} holds {roles}")

    def who(self, unit: Unit, *roles: str) -> Actor:
        """The first of them."""
        return self.holders(unit, *roles)[0]
