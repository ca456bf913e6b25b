"""The measures (domain.md §3.5): which cases each of them counts in a month, and which of those in the numerator.

A case is due in a month (应办) when its due time lies in it, or what had to be done was done in it. It counts
once for each: what was done before the month is not due in it again, and what is not due yet at the month's end
is not counted before it is. Parked cases (挂账) are not counted while they are parked, voided ones never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clocks.enums import EntryKind
from intranet.assessment.pure.facts import CaseFacts, ClockFact, Hit, World
from intranet.assessment.pure.stories import Engagement, Moment, Story, due_of, handling_due, pauses_of, tell

Text = str | Promise
Family = Literal["rate", "mean", "count"]
SELF_FOUND = frozenset({"patrol", "community"})
LOW_LEVELS = frozenset({"community", "street"})
SATISFIED, VERY_SATISFIED, DISSATISFIED = 3, 4, 1
HOUR = Decimal(3600)
Counted = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be measured. Rates are ``counted`` / ``base``; ``higher`` says which way is better."""

    key: str
    label: Text
    family: Family
    counted: Text
    base: Text
    higher: bool
    hits: Callable[[Story, World], Counted]


def _hit(story: Story, key: str, counted: bool, turn: Engagement | None = None, **more: object) -> Hit:
    unit = turn.unit if turn else None
    return Hit(key, story.case_id, unit, story.street, counted, story.source, **more)  # type: ignore[arg-type]


def _turns(story: Story) -> list[Engagement]:
    """Turns that count for a unit: of cases that are not void, and that were not taken from it as wrongly sent."""
    return [] if story.voided else [turn for turn in story.engagements if turn.returned_at is None]


def _handling(story: Story, world: World) -> Iterator[tuple[Engagement, Moment | None, Moment | None, bool]]:
    """(turn, handled, due, whether in time) of every turn whose handling is due in the month."""
    for turn in _turns(story):
        handled, due = turn.handled_at, handling_due(turn, world.calendar)
        if handled is not None:
            if handled in world.period:
                yield turn, handled, due, due is None or handled <= due
        elif not turn.suspended and not turn.ended and due in world.period:
            yield turn, None, due, False


def _handled(key: str, counts: Callable[[Moment | None, bool], bool]) -> Callable[[Story, World], Counted]:
    def hits(story: Story, world: World) -> Counted:
        for turn, handled, due, in_time in _handling(story, world):
            yield _hit(story, key, counts(handled, in_time), turn, at=handled, due=due)

    return hits


def _running_due(story: Story, world: World) -> Moment | None:
    """When the stage falls due that still stands between the case and its closing: handling, check or follow-up."""
    running = [
        clock for clock in story.clocks if clock.name in ("handling", "check", "follow_up") and clock.events[-1].kind != EntryKind.STOP
    ]
    moving = [clock for clock in running if clock.events[-1].kind != EntryKind.PAUSE]
    return due_of(moving[-1], world.calendar) if moving else None


def _closing(story: Story, world: World) -> Iterator[tuple[Engagement, bool, bool, Moment | None]]:
    """(turn, closed, handled in time, due) of every turn whose closing is due in the month."""
    for turn in _turns(story):
        if turn.closed_at is not None:
            if turn.closed_at in world.period:
                due = handling_due(turn, world.calendar)
                handled = turn.handled_at
                yield turn, True, due is None or handled is None or handled <= due, due
        elif not turn.suspended and not turn.ended:
            due = _running_due(story, world)
            if due in world.period:
                yield turn, False, False, due


def _closed(key: str, *, in_time: bool = False, kind: str = "") -> Callable[[Story, World], Counted]:
    def hits(story: Story, world: World) -> Counted:
        fact = world.minors.get(story.minor or 0)
        if kind and (fact is None or fact.kind != kind):
            return
        for turn, closed, punctual, due in _closing(story, world):
            yield _hit(story, key, closed and (punctual or not in_time), turn, at=turn.closed_at, due=due)

    return hits


def _rework(story: Story, world: World) -> Counted:
    for turn in _turns(story):
        done = [at for at in (*turn.completed, *turn.failed) if at in world.period]
        if done:
            yield _hit(story, "rework", any(at in world.period for at in turn.failed), turn, at=max(done))


def _each_failure(story: Story, world: World) -> Counted:
    for turn in _turns(story):
        for at in turn.failed:
            if at in world.period:
                yield _hit(story, "rework_items", True, turn, at=at)


def _each_redo(story: Story, world: World) -> Counted:
    for turn in _turns(story):
        if turn.redone_at is not None and turn.redone_at in world.period:
            yield _hit(story, "redo_items", True, turn, at=turn.redone_at)


def _hours(story: Story, world: World) -> Counted:
    for turn, handled, due, _in_time in _handling(story, world):
        if handled is None:
            continue
        pauses = [pause for clock in turn.clocks if clock.started_at <= handled for pause in pauses_of(clock, handled)]
        spent = world.calendar.work_time_between(turn.begun_at, handled, tuple(pauses))
        value = (Decimal(int(spent.total_seconds())) / HOUR).quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield _hit(story, "handling_hours", True, turn, at=handled, due=due, value=value)


def _stage(key: str, name: str) -> Callable[[Story, World], Counted]:
    """A stage of the centres' posts: done in the month, or due in it and not done."""

    def hits(story: Story, world: World) -> Counted:
        for clock in () if story.voided else story.clocks:
            if clock.name == name:
                yield from _stage_hit(story, world, key, clock)

    return hits


def _stage_hit(story: Story, world: World, key: str, clock: ClockFact) -> Counted:
    last, due = clock.events[-1], due_of(clock, world.calendar)
    done = last.at if last.kind == EntryKind.STOP else None
    if done in world.period or (done is None and due in world.period):
        yield _hit(story, key, done is not None and done <= due, at=done, due=due)


def _received(story: Story, world: World) -> Counted:
    turns = {turn.begun_at: turn for turn in _turns(story)}
    for clock in story.clocks:
        turn = turns.get(clock.started_at)
        if clock.name != "receive" or turn is None or turn.ended:
            continue
        due, at = due_of(clock, world.calendar), turn.received_at
        if at in world.period or (at is None and due in world.period):
            yield _hit(story, "response", at is not None and at <= due, turn, at=at, due=due)


def _filed(story: Story, world: World) -> Counted:
    if story.voided:
        return
    for at, filed in story.filings:
        if at in world.period:
            yield _hit(story, "filing", filed, at=at)
    for clock in story.clocks:
        if clock.name == "filing" and clock.events[-1].kind != EntryKind.STOP:
            due = due_of(clock, world.calendar)
            if due in world.period:
                yield _hit(story, "filing", False, due=due)


def _sent_right(story: Story, world: World) -> Counted:
    """错误派遣 counts cases sent to two or more different units."""
    sent = [] if story.voided else [turn.begun_at for turn in story.engagements if turn.begun_at in world.period]
    if sent:
        right = len({turn.unit for turn in story.engagements}) == 1 and all(turn.returned_at is None for turn in story.engagements)
        yield _hit(story, "accurate_dispatch", right, at=sent[-1])


def _valid(story: Story, world: World) -> Counted:
    if story.decided and story.source in SELF_FOUND and story.decided[0] in world.period:
        yield _hit(story, "valid_report", story.decided[1] and not story.voided, at=story.decided[0])


def _self_found(story: Story, world: World) -> Counted:
    if story.accepted_at in world.period and not story.voided:
        yield _hit(story, "self_found", story.source in SELF_FOUND, at=story.accepted_at)


def _satisfied(story: Story, world: World) -> Counted:
    for turn in _turns(story):
        given = [(at, stars) for at, stars in turn.ratings if at in world.period]
        if given:
            yield _hit(story, "satisfaction", given[-1][1] >= SATISFIED, turn, at=given[-1][0])


def _very_satisfied(story: Story, world: World) -> Counted:
    for hit in _satisfied(story, world):
        turn = next(turn for turn in _turns(story) if any(at == hit.at for at, _stars in turn.ratings))
        if turn.rating == VERY_SATISFIED:
            yield _hit(story, "praise_items", True, turn, at=hit.at)


def _solved(story: Story, world: World) -> Counted:
    for turn in _turns(story):
        if turn.redone_at in world.period:
            yield _hit(story, "resolution", False, turn, at=turn.redone_at)
        elif turn.closed_at in world.period:
            yield _hit(story, "resolution", turn.rating != DISSATISFIED, turn, at=turn.closed_at)


def _low_level(story: Story, world: World) -> Counted:
    for turn in _turns(story):
        if turn.level and turn.closed_at in world.period:
            yield _hit(story, "low_level", turn.level in LOW_LEVELS, turn, at=turn.closed_at)


def _unseen(key: str, flag: str) -> Callable[[Story, World], Counted]:
    def hits(story: Story, world: World) -> Counted:
        fact = world.minors.get(story.minor or 0)
        if fact and fact.unseen == flag and story.accepted_at in world.period and not story.voided:
            yield _hit(story, key, True, at=story.accepted_at)

    return hits


_DUE = _("应处置数")
MEASURES: tuple[Measure, ...] = (
    Measure("filing", _("立案率"), "rate", _("立案数"), _("本月作出或应作出立案决定数"), True, _filed),
    Measure("on_time_filing", _("按时立案率"), "rate", _("按时立案数"), _("应立案数"), True, _stage("on_time_filing", "filing")),
    Measure("accurate_dispatch", _("准确派遣率"), "rate", _("准确派遣数"), _("派遣案件数"), True, _sent_right),
    Measure("on_time_dispatch", _("按期派遣率"), "rate", _("按时派遣数"), _("应派遣数"), True, _stage("on_time_dispatch", "dispatch")),
    Measure("handling", _("处置率"), "rate", _("处置数"), _DUE, True, _handled("handling", lambda done, _ok: done is not None)),
    Measure("on_time_handling", _("按期处置率"), "rate", _("按期处置数"), _DUE, True, _handled("on_time_handling", lambda _done, ok: ok)),
    Measure(
        "overdue_open", _("超期未处置率"), "rate", _("超期未处置数"), _DUE, False, _handled("overdue_open", lambda done, _ok: done is None)
    ),
    Measure("closing", _("结案率"), "rate", _("结案数"), _("应结案数"), True, _closed("closing")),
    Measure("on_time_closing", _("按期结案率"), "rate", _("按期结案数"), _("应结案数"), True, _closed("on_time_closing", in_time=True)),
    Measure("closing_events", _("事件结案率"), "rate", _("事件结案数"), _("事件应结案数"), True, _closed("closing_events", kind="event")),
    Measure(
        "closing_components",
        _("部件结案率"),
        "rate",
        _("部件结案数"),
        _("部件应结案数"),
        True,
        _closed("closing_components", kind="component"),
    ),
    Measure("rework", _("返工率"), "rate", _("返工案件数"), _("处置案件数"), False, _rework),
    Measure("valid_report", _("有效上报率"), "rate", _("有效上报数"), _("上报数"), True, _valid),
    Measure("on_time_verify", _("按期核实率"), "rate", _("按时核实数"), _("应核实数"), True, _stage("on_time_verify", "verify")),
    Measure("on_time_check", _("按期核查率"), "rate", _("按时核查数"), _("应核查数"), True, _stage("on_time_check", "check")),
    Measure("response", _("响应率"), "rate", _("按时签收数"), _("应签收数"), True, _received),
    Measure("resolution", _("解决率"), "rate", _("解决数"), _("办结回访数"), True, _solved),
    Measure("satisfaction", _("满意率"), "rate", _("非常满意和满意数"), _("评价数"), True, _satisfied),
    Measure("handling_hours", _("平均处置时长"), "mean", _("工作时合计"), _("处置数"), False, _hours),
    Measure("self_found", _("主动发现占比"), "rate", _("巡查和社区发现数"), _("受理数"), True, _self_found),
    Measure("low_level", _("街道社区解决占比"), "rate", _("街道社区解决数"), _("填明解决层级的办结数"), True, _low_level),
    Measure("rework_items", _("返工次数"), "count", _("返工次数"), "", False, _each_failure),
    Measure("redo_items", _("重办次数"), "count", _("重办次数"), "", False, _each_redo),
    Measure("praise_items", _("非常满意件数"), "count", _("非常满意件数"), "", True, _very_satisfied),
    Measure("unseen_building", _("乱搭乱建"), "count", _("受理件数"), "", False, _unseen("unseen_building", "illegal_building")),
    Measure("unseen_poultry", _("家禽散养"), "count", _("受理件数"), "", False, _unseen("unseen_poultry", "poultry")),
    Measure("unseen_stalls", _("乱设摊点"), "count", _("受理件数"), "", False, _unseen("unseen_stalls", "street_stalls")),
    Measure("unseen_minors", _("未成年人进网吧"), "count", _("受理件数"), "", False, _unseen("unseen_minors", "minors_in_netbars")),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


def hits_of(facts: CaseFacts, world: World) -> list[Hit]:
    """Everything that every measure counts about one case in the month, less what appeals took out."""
    story = tell(facts, world.period.end)
    found = [hit for measure in MEASURES for hit in measure.hits(story, world)]
    return [hit for hit in found if hit.unit is None or (hit.case_id, hit.unit) not in world.excluded]
