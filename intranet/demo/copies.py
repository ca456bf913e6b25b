"""The year behind the played cases: which copies there are, and what is said in each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from core.units.models import Unit
from intranet.demo import opinions
from intranet.demo.acts import ROAD, Scene, act_words
from intranet.demo.casebook import Casebook, contact_of, key_new
from intranet.demo.cloning import Copy, Press
from intranet.demo.complaints import STREET, Told
from intranet.demo.dice import dice
from intranet.demo.histories import History
from intranet.demo.originals import Original, read_originals
from intranet.demo.pieces import is_done, once
from intranet.demo.places import Place, place

PIECE = 200
WEEKS = 50
DAYS = 7
# Acts that answer the resident in words of their own; the checker releases what the handler drafted.
DRAFTS, RELEASE = "complete", "check_pass"


@dataclass(frozen=True, slots=True)
class Played:
    """A case that was played, with what it was about. ``number`` names its dice."""

    number: int
    history: History
    told: Told
    case: int


def copies_load(book: Casebook, played: Sequence[Played], *, seed: int, each: int, tick: Callable[[int], None]) -> None:
    """``each`` copies of every played case that ended, spread over the year before."""
    originals = read_originals(one.case for one in played)
    press = Press(originals)
    for one in played:
        original = originals[one.case]
        if original.case.is_open:
            continue
        writer = Writer(book, one, original)
        for first in range(0, each, PIECE):
            numbers = range(first, min(each, first + PIECE))
            name = f"copies-{one.number}-{first}"
            if not is_done(name):
                copies = [writer.copy(dice(seed, "copy", one.number, number)) for number in numbers]
                once(name, lambda copies=copies: {"cases": len(press.write(copies))})  # type: ignore[misc]
                tick(len(numbers))


class Writer:
    """Writes the words of one original's copies."""

    def __init__(self, book: Casebook, played: Played, original: Original) -> None:
        self.book, self.played, self.original = book, played, original
        units = {unit.pk: unit for unit in book.district.units.values()}
        # Who has it in hand, by step: from a dispatch until the next one.
        self.lead: dict[int, Unit | None] = {}
        unit: Unit | None = None
        for step in original.steps:
            unit = units.get(step.data.get("lead_unit") or 0, unit)
            self.lead[step.pk] = unit
        self.weeks = self._working_weeks()
        self._due: dict[tuple[int, datetime.timedelta], str] = {}

    def _working_weeks(self) -> list[int]:
        """How many weeks back its acts fall on days on which people work; if there are none, any."""
        calendar = self.book.calendar

        def fits(weeks: int) -> bool:
            shift = datetime.timedelta(days=-DAYS * weeks)
            return all(calendar.is_workday(calendar.day_of(step.at + shift)) for step in self.original.steps if step.actor_kind == "user")

        return [weeks for weeks in range(1, WEEKS + 1) if fits(weeks)] or list(range(1, WEEKS + 1))

    def copy(self, rng: Random) -> Copy:
        """Another case of the same shape and subject, some weeks earlier, with its own place and words."""
        told = self._tell(rng)
        shift = datetime.timedelta(days=-DAYS * rng.choice(self.weeks))
        street, community = (self.book.district.units[key] for key in (told.place.street_key, told.place.community_key))
        return Copy(
            original=self.original.case.pk,
            shift=shift,
            description=told.text,
            place=told.place.text,
            street_id=street.pk,
            community_id=community.pk,
            road_class=ROAD[told.place.road_class],
            key=key_new(rng),
            opinions=self._opinions(rng, told, shift),
            replies=self._replies(rng, told),
            contact=contact_of(rng) if self.original.complaint is not None else None,
        )

    def _tell(self, rng: Random) -> Told:
        return self.book.tell(self.played.history, self.played.told.subject, rng, self._same_kind_of_place(rng))

    def _same_kind_of_place(self, rng: Random) -> Place:
        """Where a street's own centre handled it, in the same street; what a community found, in the community."""
        told, subject = self.played.told, self.played.told.subject
        for _try in range(60):
            where = place(rng, rng.choice(subject.places))
            if self.played.history.source == "community":
                fits = where.community_key == told.place.community_key
            else:
                fits = subject.unit != STREET or where.street_key == told.place.street_key
            if fits:
                return where
        return told.place

    def _opinions(self, rng: Random, told: Told, shift: datetime.timedelta) -> dict[int, str]:
        """Own words for every act. The first step is the report itself; one step for each turn follows."""
        found: dict[int, str] = {}
        for step, turn in zip(self.original.steps[1:], self.played.history.turns, strict=False):
            due = self._due_words(step.pk, step.at, shift) if "lead_unit" in step.data else ""
            scene = Scene(told, self.lead[step.pk], self.original.case.condition, due, step.data.get("satisfaction") or 0)
            found[step.pk] = act_words(self.book.district, rng, turn, scene)
        return found

    def _due_words(self, step: int, at: datetime.datetime, shift: datetime.timedelta) -> str:
        """Kept: working out a deadline takes longer than all other words of a case."""
        if (step, shift) not in self._due:
            self._due[step, shift] = self.book.due_words(self.original.case.condition, at + shift)
        return self._due[step, shift]

    def _replies(self, rng: Random, told: Told) -> dict[int, str]:
        found: dict[int, str] = {}
        draft = ""
        for step in self.original.steps:
            if step.action == DRAFTS:
                unit = self.lead[step.pk]
                draft = found[step.pk] = opinions.reply_words(rng, told.subject, unit=unit.short_name if unit else "")
            elif step.action == RELEASE:
                found[step.pk] = draft
            elif step.action == "answer":
                found[step.pk] = told.fact
        return found
