"""Clocks: the ledger's services, lamps and explanations."""

from __future__ import annotations

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from core.append_only import LedgerError
from core.calendars.selectors import working_calendar
from core.clocks.enums import ClockState, EntryKind, LimitUnit
from core.clocks.errors import ClockError
from core.clocks.ledger import Event, evaluate, used_share
from core.clocks.models import Clock, ClockEntry
from core.clocks.selectors import clocks_of, events_of, lamp_of, limit_end, open_clock, open_clocks_by_subject
from core.clocks.services import (
    Happening,
    clock_build,
    clock_extend,
    clock_pause,
    clock_reopen,
    clock_resume,
    clock_start,
    clock_stop,
)
from core.limits import Limit
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.units.enums import UnitKind
from core.units.models import Unit
from core.units.refs import subject_kind, subject_ref
from core.units.services import unit_create

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
DAYS5 = Limit(Decimal(5), LimitUnit.WORK_DAY)
HOURS4 = Limit(Decimal(4), LimitUnit.WORK_HOUR)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def subject() -> Unit:
    """Any record can carry clocks; a unit is at hand."""
    return unit_create(kind=UnitKind.MEMBER_UNIT, name="市容局", code="M1")


def start(subject: Unit, limit: Limit = DAYS5, moment: str = "2025-09-30T10:00") -> Clock:
    return clock_start(subject=subject, name="handling", limit=limit, at=at(moment))


def test_a_start_stores_due_and_yellow_moment(subject: Unit):
    clock = start(subject)
    clock.refresh_from_db()
    assert clock.due_at == at("2025-10-14T18:00")
    # 46 working hours: 6 left on the 30th, then 5 days of 8; 80 % of them are 36.8.
    assert clock.warn_at == at("2025-10-13T16:48")
    assert clock.state == ClockState.RUNNING
    assert not clock.provisional
    assert clock.on_time is None
    (entry,) = clock.entries.all()
    assert (entry.kind, entry.limit, entry.due_after, entry.actor_label) == (EntryKind.START, DAYS5, clock.due_at, "系统")


def test_one_open_clock_of_a_name(subject: Unit):
    clock = start(subject)
    with pytest.raises(ClockError):
        start(subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(
            subject_kind=clock.subject_kind,
            subject_id=clock.subject_id,
            name="handling",
            limit_value=1,
            limit_unit=LimitUnit.WORK_DAY,
            started_at=clock.started_at,
        )
    clock_stop(clock=clock, at=at("2025-10-09T10:00"))
    second = start(subject, moment="2025-10-09T11:00")
    assert open_clock(subject, "handling") == second
    assert list(clocks_of(subject)) == [clock, second]
    assert open_clock(subject, "accept") is None


def test_the_remaining_time_resumes_after_a_pause(subject: Unit):
    clock = start(subject, HOURS4, "2025-10-13T09:00")
    assert clock.due_at == at("2025-10-13T15:00")
    clock_pause(clock=clock, at=at("2025-10-13T10:00"), by=SYSTEM, reason="等待天气转好")
    assert (clock.state, clock.due_at, clock.warn_at) == (ClockState.PAUSED, None, None)
    assert clock.paused_at == at("2025-10-13T10:00")
    clock_resume(clock=clock, at=at("2025-10-20T16:00"), by=SYSTEM)
    clock.refresh_from_db()
    assert clock.due_at == at("2025-10-21T09:00")
    assert clock.paused_seconds == 7 * 86400 + 6 * 3600
    assert clock.paused_at is None


def test_days_on_which_the_clock_stood_still_do_not_count(subject: Unit):
    clock = start(subject, DAYS5, "2025-10-13T10:00")
    assert clock.due_at == at("2025-10-20T18:00")
    clock_pause(clock=clock, at=at("2025-10-15T10:00"), by=SYSTEM, reason="挂账")
    clock_resume(clock=clock, at=at("2025-10-27T15:00"), by=SYSTEM)
    # The 14th counted; four days remain after the 27th.
    assert clock.due_at == at("2025-10-31T18:00")


def test_an_extension_starts_where_the_limit_ends(subject: Unit):
    clock = start(subject)
    clock_extend(clock=clock, limit=DAYS5, at=at("2025-10-10T09:00"), by=SYSTEM, reason="需调运材料")
    assert clock.due_at == at("2025-10-21T18:00")
    assert clock.extensions == 1
    entry = clock.entries.last()
    assert entry is not None
    assert (entry.due_before, entry.due_after) == (at("2025-10-14T18:00"), at("2025-10-21T18:00"))


def test_a_span_without_a_clock_ends_when_a_clock_would(subject: Unit):
    end = limit_end(DAYS5, at("2025-09-30T10:00"))
    assert (end.at, end.provisional) == (start(subject).due_at, False)
    assert end.at == at("2025-10-14T18:00")
    assert limit_end(DAYS5, at("2031-03-03T10:00")).provisional


@pytest.mark.parametrize(("stopped", "on_time"), [("2025-10-14T18:00", True), ("2025-10-14T18:01", False)])
def test_a_stop_says_whether_it_was_kept(subject: Unit, stopped: str, on_time: bool):
    clock = start(subject)
    clock_stop(clock=clock, at=at(stopped))
    clock.refresh_from_db()
    assert (clock.state, clock.on_time, clock.stopped_at) == (ClockState.STOPPED, on_time, at(stopped))
    assert clock.due_at == at("2025-10-14T18:00")


def test_a_clock_stopped_while_paused_ended_with_the_pause(subject: Unit):
    clock = start(subject)
    clock_pause(clock=clock, at=at("2025-10-14T17:00"), by=SYSTEM, reason="已处置待核查")
    clock_stop(clock=clock, at=at("2025-11-20T10:00"))
    assert clock.on_time is True


def test_what_was_overdue_before_the_pause_stays_overdue(subject: Unit):
    clock = start(subject)
    clock_pause(clock=clock, at=at("2025-10-15T10:00"), by=SYSTEM, reason="挂账")
    assert clock.due_at == at("2025-10-14T18:00")
    clock_stop(clock=clock, at=at("2025-10-16T10:00"))
    assert clock.on_time is False


def test_a_stopped_clock_can_run_on(subject: Unit):
    clock = start(subject, HOURS4, "2025-10-13T09:00")
    clock_stop(clock=clock, at=at("2025-10-13T11:00"))
    clock_reopen(clock=clock, at=at("2025-10-15T14:00"), by=SYSTEM, reason="核查不通过")
    clock.refresh_from_db()
    assert clock.due_at == at("2025-10-15T16:00")
    assert (clock.state, clock.stopped_at, clock.on_time) == (ClockState.RUNNING, None, None)
    clock_stop(clock=clock, at=at("2025-10-15T15:00"))
    start(subject, moment="2025-10-15T15:30")
    with pytest.raises(ClockError):
        clock_reopen(clock=clock, at=at("2025-10-16T10:00"), by=SYSTEM, reason="再次")


def test_acts_that_do_not_fit_are_refused_and_leave_nothing(subject: Unit):
    clock = start(subject)
    entries = ClockEntry.objects.count()
    with pytest.raises(ClockError):
        clock_resume(clock=clock, at=at("2025-10-01T10:00"), by=SYSTEM)
    with pytest.raises(ClockError):
        clock_pause(clock=clock, at=at("2025-09-01T10:00"), by=SYSTEM, reason="早于开始")
    clock_pause(clock=clock, at=at("2025-10-09T10:00"), by=SYSTEM, reason="挂账")
    with pytest.raises(ClockError):
        clock_pause(clock=clock, at=at("2025-10-10T10:00"), by=SYSTEM, reason="再次")
    clock_stop(clock=clock, at=at("2025-10-10T10:00"))
    for act in (clock_pause, clock_resume, clock_stop):
        with pytest.raises(ClockError):
            act(clock=clock, at=at("2025-10-11T10:00"), by=SYSTEM, reason="已停止")
    assert ClockEntry.objects.count() == entries + 2
    assert evaluate(events_of(clock), working_calendar()).state == ClockState.STOPPED


def test_the_ledger_is_append_only(subject: Unit):
    entry = start(subject).entries.get()
    entry.reason = "改写"
    for attempt in (entry.save, entry.delete, ClockEntry.objects.all().delete, lambda: ClockEntry.objects.update(reason="改写")):
        with pytest.raises(LedgerError):
            attempt()


def test_stored_times_are_what_the_ledger_says(subject: Unit):
    clock = start(subject)
    clock_pause(clock=clock, at=at("2025-10-09T10:00"), by=SYSTEM, reason="挂账")
    clock_resume(clock=clock, at=at("2025-10-13T10:00"), by=SYSTEM)
    clock_extend(clock=clock, limit=HOURS4, at=at("2025-10-14T10:00"), by=SYSTEM, reason="延期")
    clock.refresh_from_db()
    outcome = evaluate(events_of(clock), working_calendar())
    for column in ("state", "due_at", "warn_at", "paused_seconds", "extensions", "provisional", "on_time"):
        assert getattr(clock, column) == getattr(outcome, column), column


def test_a_history_built_at_once_equals_the_acts(subject: Unit):
    clock = start(subject)
    clock_pause(clock=clock, at=at("2025-10-09T10:00"), by=SYSTEM, reason="挂账")
    clock_resume(clock=clock, at=at("2025-10-13T10:00"), by=SYSTEM, reason="恢复")
    clock_extend(clock=clock, limit=HOURS4, at=at("2025-10-14T10:00"), by=SYSTEM, reason="延期")
    clock_stop(clock=clock, at=at("2025-10-15T10:00"))
    happenings = [
        Happening(event, SYSTEM, entry.reason) for event, entry in zip(events_of(clock), clock.entries.order_by("id"), strict=True)
    ]
    built, entries = clock_build(subject=subject_ref(subject), name="handling", happenings=happenings, calendar=working_calendar())
    skip = {"id", "clock", "recorded_at"}
    clock.refresh_from_db()
    for field in Clock._meta.fields:
        assert field.name in skip or getattr(built, field.attname) == getattr(clock, field.attname), field.name
    for one, other in zip(entries, clock.entries.order_by("id"), strict=True):
        for field in ClockEntry._meta.fields:
            assert field.name in skip or getattr(one, field.attname) == getattr(other, field.attname), field.name


LAMP_MOMENTS = [
    ("2025-09-30T10:00", "green"),
    ("2025-10-13T16:47", "green"),
    ("2025-10-13T16:48", "yellow"),
    ("2025-10-14T18:00", "yellow"),
    ("2025-10-14T18:01", "red"),
]


@pytest.mark.parametrize(("moment", "lamp"), LAMP_MOMENTS)
def test_lamps_in_python_and_in_sql_agree(subject: Unit, moment: str, lamp: str):
    clock = start(subject)
    now = at(moment)
    assert lamp_of(clock, now) == lamp
    for other in ("green", "yellow", "red", "stopped", "none"):
        assert Clock.objects.with_lamp(other, now).exists() == (other == lamp)
    assert Clock.objects.overdue(now).exists() == (lamp == "red")
    share = used_share(events_of(clock), working_calendar(), now)
    assert (share >= Decimal("0.8")) == (lamp in ("yellow", "red"))


def test_lamps_of_what_stands_still(subject: Unit):
    clock = start(subject)
    now = at("2026-01-01T10:00")
    assert lamp_of(None, now) == "none"
    clock_pause(clock=clock, at=at("2025-10-09T10:00"), by=SYSTEM, reason="挂账")
    assert lamp_of(clock, now) == "stopped"
    assert Clock.objects.with_lamp("stopped", now).get() == clock
    clock_stop(clock=clock, at=at("2025-10-10T10:00"))
    assert lamp_of(clock, now) == "stopped"


def test_the_yellow_threshold_is_a_setting(subject: Unit):
    parameter_set(key="lamp.yellow_percent", value=50, by=SYSTEM, reason="提早预警")
    # Half of the 46 working hours.
    assert start(subject).warn_at == at("2025-10-11T09:00")


def test_the_clocks_of_a_page_take_one_query(subject: Unit, django_assert_num_queries):
    units = [unit_create(kind=UnitKind.MEMBER_UNIT, name=f"局{count}", code=f"N{count}") for count in range(20)]
    for unit in units:
        start(unit)
    with django_assert_num_queries(1):
        found = open_clocks_by_subject(subject_kind(Unit), [unit.pk for unit in units], "handling")
    assert set(found) == {unit.pk for unit in units}


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Event(EntryKind.PAUSE, at("2025-10-09T10:00"))],
        [Event(EntryKind.START, at("2025-10-09T10:00"))],
        [Event(EntryKind.START, at("2025-10-09T10:00"), DAYS5), Event(EntryKind.START, at("2025-10-10T10:00"), DAYS5)],
        [Event(EntryKind.START, at("2025-10-09T10:00"), DAYS5), Event(EntryKind.EXTEND, at("2025-10-10T10:00"))],
        [Event(EntryKind.START, at("2025-10-09T10:00"), DAYS5), Event(EntryKind.REOPEN, at("2025-10-10T10:00"))],
    ],
)
def test_a_ledger_that_makes_no_sense_is_an_error(events: list[Event]):
    with pytest.raises(ClockError):
        evaluate(events, working_calendar())
