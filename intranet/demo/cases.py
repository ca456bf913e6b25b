"""The demo district's cases: some dozens are played act by act, the year behind them is written in bulk."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from core.units.models import Unit
from core.workflow.models import Step
from intranet.casework.models import Case
from intranet.demo import opinions
from intranet.demo.casebook import Casebook, Picture, Play, handled_here
from intranet.demo.cloning import Copy, Original, cases_copy, read_originals
from intranet.demo.complaints import STREET, Subject, complaint, subjects
from intranet.demo.dice import dice, weighted
from intranet.demo.histories import ENDED, OPEN, History
from intranet.demo.places import Place, place

ENDED_PLAYED = 44
COPIES = 13
PIECE = 100
WEEKS = 50
Tick = Callable[[int], None]


def cases_load(*, units: dict[str, Unit], picture: Picture, seed: int, scale: int = 1, tick: Tick = lambda _count: None) -> int:
    """Play and copy. About 640 cases for scale 1; the copies grow with the scale. Returns how many there are."""
    book = Casebook(units, picture)
    now = timezone.now()
    ended = [_ended(book, dice(seed, "ended", number), number, now, tick) for number in range(ENDED_PLAYED)]
    for number, history in enumerate(_repeated(OPEN)):
        _open(book, dice(seed, "open", number), history, now)
        tick(1)
    _copies(book, ended, seed, COPIES * scale, now, tick)
    return Case.objects.count()


def _repeated(histories: Sequence[History]) -> Iterator[History]:
    for history in histories:
        for _time in range(history.weight):
            yield history


def _ended(book: Casebook, rng: Random, number: int, now: datetime.datetime, tick: Tick) -> Play:
    """A case that ended within the last weeks. The first ones take each history in turn."""
    history = ENDED[number] if number < len(ENDED) else weighted(rng, ENDED, [row.weight for row in ENDED])
    weeks = 5 if "late" in history.name or "twice" in history.name or "again" in history.name else 3
    start = _working_moment(book, rng, now - datetime.timedelta(days=weeks * 7 + rng.randint(0, 6)))
    subject = _subject(rng, history)
    with transaction.atomic():
        play = book.open(history, subject, rng, start)
        book.play(play, history.turns, now)
    tick(1)
    return play


def _open(book: Casebook, rng: Random, history: History, now: datetime.datetime) -> Case:
    """A case that stands somewhere on its way today: started so that its last act lies shortly before now."""
    subject = _subject(rng, history)
    days = 0
    for days in range(1, 25):
        start = _working_moment(book, rng, now - datetime.timedelta(days=days))
        if book.calendar.work_time_between(start, now, ()) > datetime.timedelta(hours=2 + 3 * len(history.turns)):
            break
    if not history.turns:
        start = now - datetime.timedelta(minutes=rng.randint(5, 600))
    with transaction.atomic():
        play = book.open(history, subject, rng, start)
        return book.play(play, history.turns, now)


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


def _copies(book: Casebook, plays: Sequence[Play], seed: int, each: int, now: datetime.datetime, tick: Tick) -> None:
    """Copies of the ended cases over the year before, in pieces."""
    finished = [play for play in plays if not play.case.is_open]
    originals = read_originals(play.case.pk for play in finished)
    plans = [(play, number) for number in range(each) for play in finished]
    for first in range(0, len(plans), PIECE):
        piece = plans[first : first + PIECE]
        cases_copy(
            [_copy(book, play, originals[play.case.pk], dice(seed, "copy", play.case.number, number)) for play, number in piece], originals
        )
        tick(len(piece))


def _copy(book: Casebook, play: Play, original: Original, rng: Random) -> Copy:
    """Another case of the same shape and subject, some weeks earlier, with its own place and words."""
    subject = play.told.subject
    where = _same_kind_of_place(rng, play, subject)
    told = complaint(
        rng, subject=subject, voice=play.told.voice, kind=play.told.kind if play.told.kind != "inquiry" else "complaint", at=where
    )
    text = told.text if play.told.kind != "inquiry" else play.told.text
    unit = original.case.lead_unit.short_name if original.case.lead_unit else ""
    has_contact = original.complaint is not None and rng.random() < 0.7
    return Copy(
        original=original.case.pk,
        shift=datetime.timedelta(days=-7 * rng.randint(1, WEEKS)),
        description=text,
        place=where.text,
        street_id=book.units[where.street_key].pk,
        community_id=book.units[where.community_key].pk,
        key=f"demo-{rng.getrandbits(96):024x}",
        opinions={step.pk: _words(rng, subject, step) for step in original.steps if step.action == "complete"},
        public_reply=opinions.reply_words(rng, subject, unit=unit) if original.case.public_reply and original.case.lead_unit_id else "",
        contact=(opinions.requester_name(rng), opinions.requester_phone(rng)) if has_contact else None,
    )


def _words(rng: Random, subject: Subject, step: Step) -> str:
    return opinions.result_words(rng, subject)


def _same_kind_of_place(rng: Random, play: Play, subject: Subject) -> Place:
    """For what a street's own centre handled, a place in the same street; else anywhere."""
    for _try in range(60):
        where = place(rng, rng.choice(subject.places))
        if subject.unit != STREET and not play.case.lead_unit_id:
            return where
        if play.case.lead_unit is None or play.case.lead_unit.kind == "member_unit" or where.street_key == play.told.place.street_key:
            return where
    return play.told.place
