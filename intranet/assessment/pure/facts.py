"""What scores are computed from, as plain frozen values: steps and clock entries of a case up to a moment.

Nothing in this package knows a database or the present time: the same facts give the same figures for ever.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.calendars.calendar import WorkingCalendar
from core.clocks.ledger import Event


@dataclass(frozen=True, slots=True)
class StepFact:
    """One act on a case. ``lead_unit`` is set by a dispatch, ``street`` and ``minor`` by an acceptance."""

    action: str
    at: datetime.datetime
    lead_unit: int | None = None
    street: int | None = None
    minor: int | None = None
    satisfaction: int | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class ClockFact:
    """The ledger of one clock."""

    name: str
    events: tuple[Event, ...]

    @property
    def started_at(self) -> datetime.datetime:
        return self.events[0].at


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as its ledgers tell it, oldest first. ``street`` and ``minor`` hold until an act says otherwise."""

    case_id: int
    source: str
    street: int | None
    minor: int | None
    steps: tuple[StepFact, ...]
    clocks: tuple[ClockFact, ...]


@dataclass(frozen=True, slots=True)
class MinorFact:
    """What a subcategory counts as: event or component (事件、部件), and which of the 四个不见, if any."""

    kind: str
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` up to but not including ``end``: the end of the month is also the cutoff."""

    start: datetime.datetime
    end: datetime.datetime

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, datetime.datetime) and self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class World:
    """What is needed beside the cases. ``excluded`` are (case, unit) pairs taken out by accepted appeals."""

    period: Period
    calendar: WorkingCalendar
    minors: Mapping[int, MinorFact]
    excluded: Collection[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that a measure counts. ``counted`` says whether it is in the numerator too.

    ``at`` is when what is counted happened, ``due`` by when it should have; ``value`` is a measured amount
    (working hours), None where cases are only counted.
    """

    measure: str
    case_id: int
    unit: int | None
    street: int | None
    counted: bool
    source: str
    at: datetime.datetime | None = None
    due: datetime.datetime | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what it was made of. ``value`` is None for 0/0: nothing to take a share of is no share."""

    numerator: int
    denominator: int
    value: Decimal | None
    by_source: Mapping[str, int] = field(default_factory=dict)
