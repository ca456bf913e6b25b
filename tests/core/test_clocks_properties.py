"""What must hold for every calendar, limit and history."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars.calendar import DayRule, Hours, WorkingCalendar
from core.calendars.enums import DayKind
from core.clocks.enums import ClockState, EntryKind, LimitUnit
from core.clocks.explanation import explain_events
from core.clocks.ledger import Event, evaluate, replay, segments, used_share
from core.limits import Limit

FIRST = datetime.date(2025, 9, 15)
SPAN = 60
ZONES = (ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Urumqi"))
MORNING, AFTERNOON = (datetime.time(8), datetime.time(12)), (datetime.time(14), datetime.time(18))
TIMETABLES = (
    (Hours(datetime.date.min, (MORNING, AFTERNOON)),),
    (Hours(datetime.date.min, (MORNING, AFTERNOON)), Hours(FIRST + datetime.timedelta(20), ((datetime.time(10), datetime.time(16)),))),
    (Hours(datetime.date.min, ((datetime.time(9), datetime.time(17, 30)),)), Hours(FIRST + datetime.timedelta(9), (MORNING,))),
)

dates = st.integers(0, SPAN).map(lambda count: FIRST + datetime.timedelta(days=count))
minutes = st.integers(0, 20 * 24 * 60)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    days = draw(st.dictionaries(dates, st.sampled_from([DayKind.HOLIDAY, DayKind.WORKDAY]), max_size=15))
    rules = {day: DayRule(kind, "", "") for day, kind in days.items()}
    hours = draw(st.sampled_from(TIMETABLES))
    return WorkingCalendar(1, draw(st.sampled_from(ZONES)), frozenset({2025}), MappingProxyType(rules), hours)


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    unit = draw(st.sampled_from(LimitUnit))
    if unit in (LimitUnit.CALENDAR_DAY, LimitUnit.URGENT_MINUTE):
        return Limit(Decimal(draw(st.integers(1, 12))), unit)
    return Limit(Decimal(draw(st.integers(1, 1200))) / 100, unit)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A ledger that the services could have written: pauses, extensions, a stop, a reopening."""
    moment = datetime.datetime.combine(FIRST, datetime.time(), ZONES[0]) + datetime.timedelta(minutes=draw(minutes))
    events = [Event(EntryKind.START, moment, draw(limits()))]
    state = ClockState.RUNNING
    possible = {
        ClockState.RUNNING: [EntryKind.PAUSE, EntryKind.EXTEND, EntryKind.STOP],
        ClockState.PAUSED: [EntryKind.RESUME, EntryKind.EXTEND, EntryKind.STOP],
        ClockState.STOPPED: [EntryKind.REOPEN],
    }
    after = {EntryKind.PAUSE: ClockState.PAUSED, EntryKind.STOP: ClockState.STOPPED}
    for _count in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(possible[state]))
        moment += datetime.timedelta(minutes=draw(st.integers(0, 5 * 24 * 60)))
        events.append(Event(kind, moment, draw(limits()) if kind == EntryKind.EXTEND else None))
        state = state if kind == EntryKind.EXTEND else after.get(kind, ClockState.RUNNING)
    return events


def with_holiday(calendar: WorkingCalendar, day: datetime.date) -> WorkingCalendar:
    days = MappingProxyType({**calendar.days, day: DayRule(DayKind.HOLIDAY, "新增", "")})
    return WorkingCalendar(2, calendar.zone, calendar.official_years, days, calendar.hours)


@settings(max_examples=250, deadline=None)
@given(calendars(), histories())
def test_adding_a_holiday_never_makes_a_deadline_earlier(calendar: WorkingCalendar, events: list[Event]):
    """Every single day from the start to the due time (at most forty of them) is made a day off in turn."""
    clock = replay(events)
    before, first = segments(clock, calendar), evaluate(events, calendar)
    day = calendar.day_of(clock.started_at)
    last = min(calendar.day_of(before[-1].end), day + datetime.timedelta(days=40))
    while day <= last:
        more = with_holiday(calendar, day)
        for one, other in zip(before, segments(clock, more), strict=True):
            assert other.end >= one.end, day
        second = evaluate(events, more)
        if first.due_at is None:
            assert second.due_at is None, "a paused clock must not become due by a holiday"
        if first.on_time:
            assert second.on_time, "what was kept stays kept"
        day += datetime.timedelta(days=1)


@settings(max_examples=300, deadline=None)
@given(calendars(), histories())
def test_stored_columns_are_in_order_and_lamps_follow_the_share_used(calendar: WorkingCalendar, events: list[Event]):
    outcome = evaluate(events, calendar)
    if outcome.due_at is None:
        assert (outcome.state, outcome.warn_at) == (ClockState.PAUSED, None)
        return
    assert outcome.warn_at is not None
    assert outcome.started_at <= outcome.warn_at <= outcome.due_at
    if outcome.state == ClockState.RUNNING:
        second = datetime.timedelta(seconds=1)
        assert used_share(events, calendar, outcome.due_at) == 1
        assert used_share(events, calendar, outcome.warn_at + second) >= Decimal("0.79")
        # A pause that ends later than the yellow moment cannot have used anything.
        assert used_share(events, calendar, outcome.warn_at - second) <= Decimal("0.8")


@settings(max_examples=300, deadline=None)
@given(calendars(), histories())
def test_the_explanation_ends_at_the_due_time(calendar: WorkingCalendar, events: list[Event]):
    outcome, explanation = evaluate(events, calendar), explain_events(events, calendar)
    assert (explanation.due_at, explanation.provisional) == (outcome.due_at, outcome.provisional)
    last = segments(replay(events), calendar)[-1]
    counted = [line.day for line in explanation.lines if line.counts]
    if last.limit.unit in (LimitUnit.WORK_DAY, LimitUnit.WORK_HOUR, LimitUnit.CALENDAR_DAY):
        assert counted[-1] == calendar.day_of(last.end)


@settings(max_examples=300, deadline=None)
@given(calendars(), histories(), st.integers(1, 5 * 24 * 60))
def test_a_longer_pause_never_makes_a_deadline_earlier(calendar: WorkingCalendar, events: list[Event], longer: int):
    """A pause lengthened by moving everything after its end."""
    ends = [number for number, event in enumerate(events) if event.kind in (EntryKind.RESUME, EntryKind.REOPEN)]
    if not ends:
        return
    delay = datetime.timedelta(minutes=longer)
    moved = [Event(event.kind, event.at + delay, event.limit) if number >= ends[-1] else event for number, event in enumerate(events)]
    assert segments(replay(moved), calendar)[-1].end >= segments(replay(events), calendar)[-1].end


@settings(max_examples=200, deadline=None)
@given(calendars(), st.integers(0, 20 * 24 * 60), st.integers(0, 48 * 60))
def test_working_time_there_and_back(calendar: WorkingCalendar, start: int, amount: int):
    begin = datetime.datetime.combine(FIRST, datetime.time(), calendar.zone) + datetime.timedelta(minutes=start)
    span = datetime.timedelta(minutes=amount)
    assert calendar.work_time_between(begin, calendar.after_work_time(begin, span)) == span
