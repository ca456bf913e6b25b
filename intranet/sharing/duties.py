"""Who owes a circulation or a report for which period, who sent it, and who has not (S71, S76)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from core.units.enums import JoinStatus, UnitKind
from core.units.models import Unit
from intranet.sharing.enums import LetterKind
from intranet.sharing.models import Letter
from intranet.sharing.periods import Period, recent

KINDS = (LetterKind.PERIODIC_REPORT, LetterKind.CIRCULATION)
OWING = (UnitKind.MEMBER_UNIT, UnitKind.STREET_OFFICE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit's duty for a period. ``state``: in_time, late, open (not due yet), missing, or none (before the platform
    collected such letters). ``letter`` is the one sent first, as far as it was sent."""

    period: Period
    state: str
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A unit's duties, newest period first."""

    unit: Unit
    cells: Sequence[Cell]

    @property
    def missing(self) -> int:
        return sum(cell.state == "missing" for cell in self.cells)


def owing_units() -> list[Unit]:
    """Units that have joined the platform and owe both."""
    return list(Unit.objects.active().filter(kind__in=OWING).exclude(joined_status=JoinStatus.NOT_JOINED))


def duty_rows(kind: LetterKind, periods: Sequence[Period], units: Sequence[Unit], now: datetime.datetime) -> list[DutyRow]:
    """The whole calendar in two queries. Only the fact of sending is told, never what was written."""
    now_owed = last_due(kind, now).start
    first = Letter.objects.sent().filter(kind=kind).order_by("period").values_list("period", flat=True).first()
    # A platform set up this month must not charge every unit with the months before.
    since = min(first or now_owed, now_owed)
    sent: dict[tuple[int, datetime.date | None], Letter] = {}
    letters = Letter.objects.sent().filter(kind=kind, period__in=[period.start for period in periods])
    for letter in letters.order_by("-sent_at", "-id"):
        sent[letter.sender_unit_id, letter.period] = letter
    return [DutyRow(unit, [_cell(period, sent.get((unit.pk, period.start)), now, since) for period in periods]) for unit in units]


def _cell(period: Period, letter: Letter | None, now: datetime.datetime, since: datetime.date) -> Cell:
    if letter is not None and letter.sent_at is not None:
        return Cell(period, "in_time" if letter.sent_at < period.due else "late", letter)
    if period.start < since:
        return Cell(period, "none", None)
    return Cell(period, "missing" if now >= period.due else "open", None)


def not_sent(kind: LetterKind, period: Period) -> list[Unit]:
    """The units that owe it still."""
    sent = set(Letter.objects.sent().filter(kind=kind, period=period.start).values_list("sender_unit_id", flat=True))
    return [unit for unit in owing_units() if unit.pk not in sent]


def last_due(kind: LetterKind, now: datetime.datetime) -> Period:
    """The newest period that is over: the one that is owed now."""
    return recent(kind, 2, timezone.localdate(now))[1]
