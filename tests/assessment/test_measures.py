"""What each measure counts, and the arithmetic of scores. No database."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars.calendar import Hours, WorkingCalendar
from core.calendars.selectors import DEFAULT_PERIODS
from core.clocks.enums import EntryKind
from intranet.assessment.pure.facts import CaseFacts, ClockFact, Figure, MinorFact, Period, StepFact, World
from intranet.assessment.pure.measures import MEASURES, hits_of
from intranet.assessment.pure.scoring import Spec, card_of, figure_of, grouped, points_of, ranks
from tests.factories.assessment import COMPONENT_MINOR, STREET, UNIT, ZONE, case_facts, clock, moment

CALENDAR = WorkingCalendar(
    version=1, zone=ZONE, official_years=frozenset(), days=MappingProxyType({}), hours=(Hours(datetime.date.min, DEFAULT_PERIODS),)
)
MINORS = {1: MinorFact("event"), COMPONENT_MINOR: MinorFact("component"), 3: MinorFact("event", "poultry")}
DECEMBER = World(Period(moment(1, 0), datetime.datetime(2017, 1, 1, tzinfo=ZONE)), CALENDAR, MINORS)


def figures(cases: list[CaseFacts], world: World = DECEMBER) -> dict[str, Figure]:
    hits = [hit for facts in cases for hit in hits_of(facts, world)]
    return {measure.key: figure_of(measure.key, [hit for hit in hits if hit.measure == measure.key]) for measure in MEASURES}


def percent(figure: Figure) -> str:
    assert figure.value is not None
    return f"{figure.value * 100:.2f}"


def tianmen() -> list[CaseFacts]:
    """天门 2016-12: 972 to be closed, 911 closed, 737 of them in time; events 902 of 956, components 9 of 16."""
    cases = []
    for number in range(972):
        component = number < 16
        closed = number < 9 if component else number - 16 < 902
        late = closed and not component and number - 16 >= 728  # 728 events and 9 components in time make 737
        start = moment(3 + number % 20)
        handled = start + datetime.timedelta(hours=60 if late else 20)
        cases.append(
            case_facts(
                dispatched=start,
                handled=handled if closed else None,
                closed=handled + datetime.timedelta(hours=5) if closed else None,
                minor=COMPONENT_MINOR if component else 1,
            )
        )
    return cases


def test_the_published_figures_of_a_real_bulletin_come_out():
    found = figures(tianmen())
    assert (found["closing"].numerator, found["closing"].denominator, percent(found["closing"])) == (911, 972, "93.72")
    assert (found["on_time_closing"].numerator, percent(found["on_time_closing"])) == (737, "75.82")
    events, components = found["closing_events"], found["closing_components"]
    assert (events.numerator, events.denominator, percent(events)) == (902, 956, "94.35")
    assert (components.numerator, components.denominator, percent(components)) == (9, 16, "56.25")


def test_nothing_over_nothing_is_no_figure_and_no_points():
    found = figures([])
    assert found["on_time_handling"].value is None
    card = card_of([Spec("on_time_handling", "scored", "on_time_handling", Decimal(100))], {}, scored=True)
    assert card.total is None


def test_a_case_near_the_end_of_the_month_does_not_count_before_it_is_due():
    waiting = case_facts(dispatched=moment(30, 20), hours=48)  # due on the first of January
    assert figures([waiting])["handling"].denominator == 0
    due = case_facts(dispatched=moment(29, 20), hours=48)
    assert (figures([due])["handling"].numerator, figures([due])["handling"].denominator) == (0, 1)
    done = case_facts(dispatched=moment(30, 20), hours=48, handled=moment(31, 9))
    assert figures([done])["on_time_handling"].numerator == 1


def test_what_was_handled_before_the_month_is_not_due_in_it_again():
    early = case_facts(dispatched=moment(29, month=11), hours=96, handled=moment(30, month=11))
    assert figures([early])["handling"].denominator == 0


def test_parked_cases_do_not_count_while_they_are_parked():
    facts = case_facts(dispatched=moment(5), more=(StepFact("approve_suspend", moment(6, 9)),))
    paused = ClockFact("handling", (*facts.clocks[0].events, *clock("x", moment(5), 1, (EntryKind.PAUSE, moment(6, 9))).events[1:]))
    parked = CaseFacts(facts.case_id, facts.source, facts.street, facts.minor, facts.steps, (paused,))
    assert figures([parked])["handling"].denominator == 0
    resumed = CaseFacts(
        facts.case_id,
        facts.source,
        facts.street,
        facts.minor,
        (*facts.steps, StepFact("resume", moment(20))),
        (ClockFact("handling", (*paused.events, *clock("x", moment(5), 1, (EntryKind.RESUME, moment(20))).events[1:])),),
    )
    assert figures([resumed])["overdue_open"].numerator == 1  # 25 hours were left on the 20th


def test_voided_and_returned_cases_are_nobodys():
    void = case_facts(dispatched=moment(5), more=(StepFact("approve_void", moment(8)),))
    returned = case_facts(
        dispatched=moment(5), more=(StepFact("approve_return", moment(6)), StepFact("dispatch", moment(6, 12), lead_unit=72))
    )
    found = figures([void, returned])
    assert found["handling"].denominator == 0
    assert (found["accurate_dispatch"].numerator, found["accurate_dispatch"].denominator) == (0, 1)


def test_rework_counts_cases_that_failed_a_check_and_the_deduction_counts_each_failure():
    again = case_facts(
        dispatched=moment(5),
        handled=moment(6),
        more=(
            StepFact("check_fail", moment(6, 15)),
            StepFact("complete", moment(7)),
            StepFact("check_fail", moment(8)),
            StepFact("complete", moment(9)),
        ),
    )
    found = figures([again, case_facts(dispatched=moment(5), handled=moment(6))])
    assert (found["rework"].numerator, found["rework"].denominator) == (1, 2)
    assert found["rework_items"].value == 2
    open_again = case_facts(dispatched=moment(5), handled=moment(6), more=(StepFact("check_fail", moment(6, 15)),))
    assert figures([open_again])["handling"].numerator == 0


def test_an_accepted_appeal_takes_the_case_out_of_every_figure_of_the_unit():
    late = case_facts(dispatched=moment(5), handled=moment(20), closed=moment(21), stars=1)
    world = World(DECEMBER.period, CALENDAR, MINORS, frozenset({(late.case_id, UNIT)}))
    without = figures([late], world)
    assert figures([late])["on_time_handling"].denominator == 1
    assert all(without[key].denominator == 0 for key in ("on_time_handling", "closing", "satisfaction", "handling_hours"))
    assert without["self_found"].denominator == 1  # how it was found is not the unit's figure


def test_ratings_solutions_and_counters():
    pleased = case_facts(dispatched=moment(5), handled=moment(6), closed=moment(7), stars=4)
    cross = case_facts(dispatched=moment(5), handled=moment(6), closed=moment(7), stars=1, minor=3, source="patrol")
    found = figures([pleased, cross])
    assert percent(found["satisfaction"]) == "50.00"
    assert percent(found["resolution"]) == "50.00"
    assert found["praise_items"].value == 1
    assert found["unseen_poultry"].value == 1
    assert percent(found["self_found"]) == "50.00"
    assert found["handling_hours"].value is not None


@settings(max_examples=60, deadline=None)
@given(
    month=st.sampled_from([9, 10]),
    day=st.integers(1, 20),
    hours=st.integers(1, 96),
    handled_after=st.none() | st.integers(1, 200),
    stars=st.none() | st.integers(1, 4),
    unit=st.integers(200, 204),
)
def test_a_case_of_another_month_and_unit_changes_nothing(month, day, hours, handled_after, stars, unit):
    """Property: the card of a unit and of a month is moved by no case of another one."""
    base = tianmen()[:60]
    start = moment(day, month=month)
    handled = start + datetime.timedelta(hours=handled_after) if handled_after else start + datetime.timedelta(hours=1)
    stranger = case_facts(
        dispatched=start, hours=hours, handled=handled, closed=handled + datetime.timedelta(hours=2), stars=stars, unit=unit
    )
    assert figures([*base, stranger]) == figures(base)
    shifted = moment(day)
    other = case_facts(dispatched=shifted, hours=hours, handled=shifted + datetime.timedelta(hours=1), unit=unit, street=999)
    hits = [hit for facts in (*base, other) for hit in hits_of(facts, DECEMBER)]
    own = [hit for facts in base for hit in hits_of(facts, DECEMBER)]
    assert grouped(hits, "unit")[UNIT] == grouped(own, "unit")[UNIT]
    assert grouped(hits, "street")[STREET] == grouped(own, "street")[STREET]


@settings(max_examples=40, deadline=None)
@given(days=st.integers(0, 40), action=st.sampled_from(["complete", "check_fail", "close", "redo", "reopen", "approve_void", "rate"]))
def test_what_happens_after_the_month_changes_nothing_in_it(days, action):
    facts = case_facts(dispatched=moment(10), handled=moment(11))
    later = StepFact(action, DECEMBER.period.end + datetime.timedelta(days=days), satisfaction=4)
    more = CaseFacts(facts.case_id, facts.source, facts.street, facts.minor, (*facts.steps, later), facts.clocks)
    assert figures([more]) == figures([facts])


def test_points_threshold_linear_deduction_and_bonus():
    limit = Spec("a", "scored", "on_time_closing", Decimal(50), "threshold", {"full": "0.70", "per_point": "1"})
    assert points_of(limit, Figure(7, 10, Decimal("0.7"))) == Decimal("50.00")
    assert points_of(limit, Figure(13, 20, Decimal("0.65"))) == Decimal("45.00")
    assert points_of(limit, Figure(0, 10, Decimal(0))) == Decimal("0.00")
    low = Spec("b", "scored", "rework", Decimal(10), "linear", {"full": "0", "zero": "0.2"})
    assert points_of(low, Figure(1, 20, Decimal("0.05"))) == Decimal("7.50")
    again = Spec(
        "c",
        "deduction",
        "rework_items",
        Decimal(0),
        params={"each": "0.2", "then_from": 3, "then_each": "0.5", "double_sources": ["leader"]},
    )
    assert points_of(again, Figure(4, 4, Decimal(4), {"web": 4})) == Decimal("1.40")
    assert points_of(again, Figure(2, 2, Decimal(2), {"leader": 1, "web": 1})) == Decimal("0.90")
    praise = Spec("d", "bonus", "praise_items", Decimal(0), params={"each": "0.2", "cap": "2"})
    assert points_of(praise, Figure(50, 50, Decimal(50), {"web": 50})) == Decimal("2.00")


def test_a_missing_figure_hands_its_weight_to_the_others():
    specs = [
        Spec("a", "scored", "handling", Decimal(60), params={"full": "1", "zero": "0"}),
        Spec("b", "scored", "satisfaction", Decimal(40)),
    ]
    hits = {
        "handling": [
            hit
            for facts in (case_facts(dispatched=moment(5), handled=moment(6)),)
            for hit in hits_of(facts, DECEMBER)
            if hit.measure == "handling"
        ]
    }
    assert card_of(specs, hits, scored=True).total == Decimal("100.00")


@pytest.mark.parametrize(
    ("totals", "places"),
    [({1: Decimal(9), 2: Decimal(9), 3: Decimal(8), 4: None}, {1: 1, 2: 1, 3: 3, 4: None}), ({}, {})],
)
def test_equal_scores_share_a_place(totals, places):
    assert ranks(totals) == places
