"""The demo district's cases: some dozens are played act by act, the year behind them is written in bulk.

Everything is done in parts that are done once (pieces.py). What a part is about is drawn from its own dice, so
that a loading which goes on after a kill knows it without having been there.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from core.units.models import Unit
from intranet.casework.models import Case
from intranet.demo.acts import Picture
from intranet.demo.casebook import Casebook, handled_here
from intranet.demo.complaints import Subject, Told, subjects
from intranet.demo.copies import Played, copies_load
from intranet.demo.dice import dice, weighted
from intranet.demo.histories import ENDED, OPEN, History
from intranet.demo.pieces import once

ENDED_PLAYED = 44
COPIES = 13
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOrder:
    """``now`` is the moment to which all times are relative: that of the loading's first start."""

    seed: int
    scale: int
    now: datetime.datetime
    tick: Tick = lambda _count: None


def cases_load(*, units: dict[str, Unit], picture: Picture, order: CaseOrder) -> int:
    """Play and copy. About 680 cases for scale 1; the copies grow with the scale. Returns how many there are."""
    book = Casebook(units, picture)
    played = [_ended(book, order, number) for number in range(ENDED_PLAYED)]
    for number, history in enumerate(_repeated(OPEN)):
        _open(book, order, number, history)
    copies_load(book, played, seed=order.seed, each=COPIES * order.scale, tick=order.tick)
    return Case.objects.count()


def _repeated(histories: Sequence[History]) -> Iterator[History]:
    for history in histories:
        for _time in range(history.weight):
            yield history


def _ended(book: Casebook, order: CaseOrder, number: int) -> Played:
    """A case that ended within the last weeks. The first ones take each history in turn."""
    rng = dice(order.seed, "ended", number)
    history = ENDED[number] if number < len(ENDED) else weighted(rng, ENDED, [row.weight for row in ENDED])
    weeks = 5 if "late" in history.name or "twice" in history.name or "again" in history.name else 3
    start = _working_moment(book, rng, order.now - datetime.timedelta(days=weeks * 7 + rng.randint(0, 6)))
    told = book.tell(history, _subject(rng, history), rng)
    done = once(f"ended-{number}", lambda: {"case": _played(book, history, told, rng, start, order)})
    return Played(number, history, told, done["case"])


def _played(book: Casebook, history: History, told: Told, rng: Random, start: datetime.datetime, order: CaseOrder) -> int:
    play = book.open(history, told, rng, start)
    case = book.play(play, history.turns, order.now)
    order.tick(1)
    return case.pk


def _open(book: Casebook, order: CaseOrder, number: int, history: History) -> None:
    """A case that stands somewhere on its way today: started so that its last act lies shortly before now."""
    rng = dice(order.seed, "open", number)
    subject = _subject(rng, history)
    for days in range(1, 25):
        start = _working_moment(book, rng, order.now - datetime.timedelta(days=days))
        if book.calendar.work_time_between(start, order.now, ()) > datetime.timedelta(hours=2 + 3 * len(history.turns)):
            break
    if not history.turns:
        start = order.now - datetime.timedelta(minutes=rng.randint(5, 600))
    told = book.tell(history, subject, rng)
    once(f"open-{number}", lambda: {"case": _played(book, history, told, rng, start, order)})


def _subject(rng: Random, history: History) -> Subject:
    """A subject in proportion to its weight."""
    choices = handled_here()
    if history.kind == "inquiry" or "not ours" in history.name:
        choices = list(subjects().values())
    # Some manners of speaking want a detail, and staff report what can be seen.
    choices = [subject for subject in choices if subject.details and (history.source == "web" or subject.on_the_street)]
    return weighted(rng, choices, [subject.weight for subject in choices])


def _working_moment(book: Casebook, rng: Random, day: datetime.datetime) -> datetime.datetime:
    """Some moment of the day's working hours, or of the next working day's."""
    morning = day.astimezone(book.calendar.zone).replace(hour=9, minute=0, second=0, microsecond=0)
    return book.calendar.add_work_hours(morning, Decimal(rng.randint(10, 600)) / 100)
