"""The story of a case: its acts and clocks put together, as they stood at the cutoff.

An engagement (承办) is a unit's turn with the case, from a dispatch until the case is taken from it, closed or
begun anew. A case that was returned and sent elsewhere has two; a case that was redone or reopened has one more.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from core.calendars.calendar import Interval, WorkingCalendar
from core.clocks.ledger import Event, replay, segments
from intranet.assessment.pure.facts import CaseFacts, ClockFact, StepFact

Moment = datetime.datetime
FIRST_DECISIONS = {"accept": "valid", "verify_true": "valid", "self_handle": "valid", "reject": "invalid", "transfer_out": "invalid"}
SUSPENDS, RESUMES = "approve_suspend", "resume"


@dataclass(slots=True)
class Engagement:
    """One unit's turn. ``clocks`` are the handling clocks that ran in it (a restarted limit is a second one)."""

    unit: int
    begun_at: Moment
    completed: list[Moment] = field(default_factory=list)
    failed: list[Moment] = field(default_factory=list)
    received_at: Moment | None = None
    closed_at: Moment | None = None
    returned_at: Moment | None = None
    redone_at: Moment | None = None
    ended: bool = False
    suspended: bool = False
    level: str = ""
    ratings: list[tuple[Moment, int]] = field(default_factory=list)
    clocks: list[ClockFact] = field(default_factory=list)

    @property
    def handled_at(self) -> Moment | None:
        """The last completion, unless a check has failed since."""
        if not self.completed or (self.failed and self.failed[-1] >= self.completed[-1]):
            return None
        return self.completed[-1]

    @property
    def rating(self) -> int | None:
        return self.ratings[-1][1] if self.ratings else None


@dataclass(slots=True)
class Story:
    """What happened to a case up to the cutoff."""

    case_id: int
    source: str
    street: int | None
    minor: int | None
    clocks: tuple[ClockFact, ...]
    engagements: list[Engagement] = field(default_factory=list)
    decided: tuple[Moment, bool] | None = None  # first acceptance (True) or refusal (False)
    accepted_at: Moment | None = None
    filings: list[tuple[Moment, bool]] = field(default_factory=list)
    voided: bool = False


def tell(facts: CaseFacts, cutoff: Moment) -> Story:
    """Replay a case's acts before the cutoff; later ones are as if they had never been."""
    clocks = tuple(known for clock in facts.clocks if (known := _known(clock, cutoff)))
    story = Story(facts.case_id, facts.source, facts.street, facts.minor, clocks)
    for step in facts.steps:
        if step.at < cutoff:
            _happen(story, step)
    for clock in clocks:
        if clock.name == "handling":
            owner = _owner(story, clock.started_at)
            if owner:
                owner.clocks.append(clock)
    return story


def _known(clock: ClockFact, cutoff: Moment) -> ClockFact | None:
    events = tuple(event for event in clock.events if event.at < cutoff)
    return ClockFact(clock.name, events) if events else None


def _owner(story: Story, at: Moment) -> Engagement | None:
    """The engagement that had begun last at a moment."""
    begun = [turn for turn in story.engagements if turn.begun_at <= at]
    return begun[-1] if begun else None


def _happen(story: Story, step: StepFact) -> None:
    story.street = step.street or story.street
    story.minor = step.minor or story.minor
    if step.action in FIRST_DECISIONS:
        valid = FIRST_DECISIONS[step.action] == "valid"
        story.decided = story.decided or (step.at, valid)
        if valid and story.accepted_at is None:
            story.accepted_at = step.at
    elif step.action in ("file", "not_file"):
        story.filings.append((step.at, step.action == "file"))
    elif step.action in ("approve_void", "withdraw"):
        story.voided = True
    elif step.action == "dispatch" and step.lead_unit:
        story.engagements.append(Engagement(step.lead_unit, step.at))
    elif story.engagements:
        _at_unit(story, story.engagements[-1], step)


def _at_unit(story: Story, turn: Engagement, step: StepFact) -> None:
    match step.action:
        case "receive":
            turn.received_at = turn.received_at or step.at
        case "complete":
            turn.completed.append(step.at)
            turn.level = step.level or turn.level
        case "check_fail":
            turn.failed.append(step.at)
        case "approve_suspend" | "resume":
            turn.suspended = step.action == SUSPENDS
        case "approve_return":
            turn.returned_at, turn.ended = step.at, True
        case "close":
            turn.closed_at = step.at
        case "rate" | "follow_up" if step.satisfaction:
            turn.ratings.append((step.at, step.satisfaction))
        case "redo" | "reopen":
            turn.ended = True
            turn.redone_at = step.at if step.action == "redo" else None
            story.engagements.append(Engagement(turn.unit, step.at))


def due_of(clock: ClockFact, calendar: WorkingCalendar, until: Moment | None = None) -> Moment:
    """When the clock's time was or would be used up, by what had happened at ``until`` (its entry included)."""
    return segments(replay(_until(clock, until)), calendar)[-1].end


def pauses_of(clock: ClockFact, until: Moment) -> tuple[Interval, ...]:
    """Finished pauses up to a moment."""
    return replay(_until(clock, until)).pauses


def _until(clock: ClockFact, until: Moment | None) -> list[Event]:
    return [event for event in clock.events if until is None or event.at <= until]


def handling_due(turn: Engagement, calendar: WorkingCalendar) -> Moment | None:
    """By when the unit had to have handled it: for a handled case as things stood when it was handled."""
    handled = turn.handled_at
    running = [clock for clock in turn.clocks if handled is None or clock.started_at <= handled]
    return due_of(running[-1], calendar, handled) if running else None
