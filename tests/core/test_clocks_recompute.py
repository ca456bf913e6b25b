"""Open clocks follow the calendar: what moves, in how long pieces, and who hears of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from core.audit.models import AuditEntry
from core.calendars.selectors import working_calendar
from core.calendars.services import calendar_import
from core.clocks import handlers, recomputation
from core.clocks.enums import EntryKind, LimitUnit
from core.clocks.ledger import Event, evaluate
from core.clocks.models import Clock, ClockEntry
from core.clocks.recomputation import clocks_recompute
from core.clocks.registry import _listeners, on_recomputed
from core.clocks.selectors import events_of
from core.clocks.services import Happening, clock_build, clock_pause, clock_start, clock_stop
from core.limits import Limit
from core.outbox.models import OutboxMessage
from core.outbox.registry import ROUTES
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.units.enums import UnitKind
from core.units.models import Unit
from core.units.refs import SubjectRef
from core.units.services import unit_create

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
DAYS5 = Limit(Decimal(5), LimitUnit.WORK_DAY)
SOURCE = "测发〔2026〕1号,测试用的2027年安排,2026-11-20"
NOTICE = f"""年份,日期,类型,名称,文号,文件名称,成文日期
2027,2027-01-01,放假,元旦,{SOURCE}
2027,2027-01-04,放假,元旦,{SOURCE}
2027,2027-01-09,上班,元旦调休,{SOURCE}
"""


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def subject() -> Unit:
    return unit_create(kind=UnitKind.MEMBER_UNIT, name="市容局", code="M1")


def many(count: int) -> None:
    """Clocks with a ledger of four entries each, in various states."""
    calendar, made = working_calendar(), []
    begin = at("2026-12-28T10:00")
    for number in range(count):
        moment = begin + datetime.timedelta(minutes=number % 3000)
        events = [
            Event(EntryKind.START, moment, DAYS5),
            Event(EntryKind.PAUSE, moment + datetime.timedelta(hours=1)),
            Event(EntryKind.RESUME, moment + datetime.timedelta(hours=2)),
            Event(EntryKind.EXTEND, moment + datetime.timedelta(hours=3), DAYS5),
        ]
        subject = SubjectRef("core_units.unit", number + 1)
        made.append(clock_build(subject=subject, name="handling", happenings=[Happening(event) for event in events], calendar=calendar))
    Clock.objects.bulk_create([clock for clock, _entries in made])
    ClockEntry.objects.bulk_create([entry for _clock, entries in made for entry in entries])


def test_an_arrangement_moves_what_it_touches_and_ends_what_was_provisional(subject: Unit):
    moved = clock_start(subject=subject, name="handling", limit=DAYS5, at=at("2026-12-30T10:00"))
    paused = clock_start(subject=subject, name="parked", limit=DAYS5, at=at("2026-12-30T10:00"))
    clock_pause(clock=paused, at=at("2026-12-30T11:00"), by=SYSTEM, reason="挂账")
    stopped = clock_start(subject=subject, name="accept", limit=DAYS5, at=at("2026-12-30T10:00"))
    clock_stop(clock=stopped, at=at("2026-12-31T10:00"))
    earlier = clock_start(subject=subject, name="verify", limit=DAYS5, at=at("2026-11-02T10:00"))
    assert (moved.due_at, moved.provisional) == (at("2027-01-06T18:00"), True)

    calendar_import(content=NOTICE.encode(), by=SYSTEM)
    run = clocks_recompute(reason="calendar", pause=lambda seconds: None)

    assert (run.checked, run.moved, run.finished) == (3, 1, True)
    for clock in (moved, paused, stopped, earlier):
        clock.refresh_from_db()
    assert (moved.due_at, moved.provisional) == (at("2027-01-08T18:00"), False)
    assert stopped.due_at == at("2027-01-06T18:00")
    assert earlier.entries.count() == 1
    note = moved.entries.order_by("id").last()
    assert note is not None
    assert (note.kind, note.due_before, note.due_after) == (EntryKind.RECOMPUTE, at("2027-01-06T18:00"), moved.due_at)
    assert evaluate(events_of(moved), working_calendar()).due_at == moved.due_at
    assert AuditEntry.objects.get(action="clocks.recompute").data["moved"] == 1
    assert clocks_recompute(reason="again", pause=lambda seconds: None).moved == 0


def test_the_yellow_threshold_moves_warnings_only(subject: Unit):
    clock = clock_start(subject=subject, name="handling", limit=DAYS5, at=at("2026-11-02T10:00"))
    due, warn = clock.due_at, clock.warn_at
    parameter_set(key="lamp.yellow_percent", value=50, by=SYSTEM, reason="提早预警")
    clocks_recompute(reason="lamp", pause=lambda seconds: None)
    clock.refresh_from_db()
    assert clock.due_at == due
    assert clock.warn_at is not None
    assert warn is not None
    assert clock.warn_at < warn


def test_who_keeps_a_copy_of_the_due_time_hears_of_it(subject: Unit):
    heard: list[Sequence[Clock]] = []
    on_recomputed("core_units.unit")(heard.append)
    on_recomputed("core_units.user")(heard.append)
    try:
        clock = clock_start(subject=subject, name="handling", limit=DAYS5, at=at("2026-12-30T10:00"))
        calendar_import(content=NOTICE.encode(), by=SYSTEM)
        clocks_recompute(reason="calendar", pause=lambda seconds: None)
    finally:
        _listeners["core_units.unit"].remove(heard.append)
        _listeners["core_units.user"].remove(heard.append)
    assert heard == [[clock]]
    assert heard[0][0].due_at == at("2027-01-08T18:00")


def test_a_long_recomputation_goes_on_in_another_message(monkeypatch):
    many(60)
    calendar_import(content=NOTICE.encode(), by=SYSTEM)
    message = OutboxMessage.objects.get()
    monkeypatch.setattr(recomputation, "FIRST", 7)
    monkeypatch.setattr(recomputation, "LARGEST", 7)
    monkeypatch.setattr(handlers, "SECONDS", 0.0)
    deliver = ROUTES["clocks.recompute"].single
    assert deliver is not None
    rounds = 0
    while message.payload.get("again") is not True:
        deliver(message.payload, message)
        message = OutboxMessage.objects.latest("id")
        rounds += 1
        assert rounds < 50
    assert rounds == 10, "nine pieces of seven, and the end"
    assert AuditEntry.objects.get(action="clocks.recompute").data["checked"] == 60
    # The second run, for clocks that another process started with what it still held in memory; nothing after it.
    assert message.available_at > message.created_at
    monkeypatch.setattr(handlers, "SECONDS", 30.0)
    messages = OutboxMessage.objects.count()
    deliver(message.payload, message)
    assert OutboxMessage.objects.count() == messages
    assert [entry.data["moved"] for entry in AuditEntry.objects.filter(action="clocks.recompute").order_by("number")] == [60, 0]


class SlowMachine:
    """A watch on which each clock that is computed takes ``each`` seconds: work is counted, not time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, each: float) -> None:
        self.seconds = 0.0
        self.computed: list[int] = [0]

        def computing(*arguments: Any) -> Any:
            self.seconds += each
            self.computed[-1] += 1
            return evaluate(*arguments)

        monkeypatch.setattr(recomputation, "evaluate", computing)

    def watch(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        assert not connection.in_atomic_block
        assert seconds == 0.02
        self.computed.append(0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("each", "first"), [(0.0001, 20), (0.001, 20), (0.004, 20), (0.01, 20)])
def test_pieces_fit_the_machine_and_the_lock_is_given_up_between_them(monkeypatch: pytest.MonkeyPatch, each: float, first: int):
    many(400)
    with transaction.atomic():
        calendar_import(content=NOTICE.encode(), by=SYSTEM)
    machine = SlowMachine(monkeypatch, each)
    run = clocks_recompute(reason="calendar", pause=machine.pause, watch=machine.watch)
    assert (run.checked, run.moved, run.pieces) == (400, 400, len(machine.computed) - 1)
    assert machine.computed[0] == first
    assert all(count * each <= 0.1 for count in machine.computed[1:]), "after the first piece none holds the lock for longer"
    assert min(machine.computed[1:-2]) * each >= 0.02 or max(machine.computed) == 200, "and none is needlessly small"


@pytest.mark.django_db(transaction=True)
def test_a_recomputation_that_is_cut_off_is_completed_by_the_next(monkeypatch):
    many(100)
    with transaction.atomic():
        calendar_import(content=NOTICE.encode(), by=SYSTEM)

    def cut_off(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clocks_recompute(reason="calendar", pause=cut_off)
    run = clocks_recompute(reason="calendar", pause=lambda seconds: None)
    assert 0 < run.moved < 100
    notes = ClockEntry.objects.filter(kind=EntryKind.RECOMPUTE)
    assert notes.count() == 100, "each clock is noted once"


def test_queries_grow_with_pieces_not_with_clocks(django_assert_max_num_queries, monkeypatch):
    many(10)
    calendar_import(content=NOTICE.encode(), by=SYSTEM)
    working_calendar()
    monkeypatch.setattr(recomputation, "FIRST", 200)
    with django_assert_max_num_queries(30):
        clocks_recompute(reason="calendar", pause=lambda seconds: None)
    for clock in Clock.objects.all():
        clock_stop(clock=clock, at=at("2027-03-01T10:00"))
    many(150)
    Clock.objects.open().update(provisional=True)
    with django_assert_max_num_queries(40):
        clocks_recompute(reason="calendar", pause=lambda seconds: None, watch=lambda: 0.0)
