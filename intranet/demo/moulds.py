"""An original moved in time: its rows as the database takes them, in which only a copy's own facts are missing.

Clocks are rebuilt by core.clocks.services.clock_build from their moved ledgers, because holidays lie elsewhere
there; so it is worth making a mould once for all copies that lie the same number of weeks back.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from core.audit.models import AuditEntry
from core.calendars.calendar import WorkingCalendar
from core.clocks.enums import ClockState, EntryKind
from core.clocks.models import Clock, ClockEntry
from core.clocks.selectors import SILENT, events_from
from core.clocks.services import Happening, clock_build
from core.files.models import FileLink
from core.units.actors import REQUESTER, SYSTEM, Actor
from core.units.refs import SubjectRef
from core.workflow.models import ApprovalRequest, Step
from intranet.casework.case_clocks import STAGE_CLOCK, public_due, put_clock
from intranet.casework.enums import CaseState, ClockName
from intranet.casework.models import Case, CaseAssist
from intranet.demo.originals import CASE, Original
from intranet.demo.sheets import Sheet
from portal.complaints.models import Complaint, Contact, PublicProgress, PublicStep, RequesterAct

# In an order in which nothing points at what is not there yet.
MODELS: tuple[type[models.Model], ...] = (
    Complaint, Contact, Case, CaseAssist, Step, ApprovalRequest, Clock, ClockEntry, FileLink, RequesterAct, PublicProgress, PublicStep,
)  # fmt: skip
# Facts of a copy that stand in the data of its acts; days in them move along.
OWN_FACTS = ("place", "street", "community", "public_reply")
DAYS = ("review_on", "correct_by")
# Written when a row is written, whatever time its act counts for.
RECORDED = frozenset({(FileLink, "created")})
Template = list[Any]


class Sheets:
    """One sheet for each table that a case touches."""

    def __init__(self) -> None:
        self._by_model = {model: Sheet(model) for model in MODELS}

    def __getitem__(self, model: type[models.Model]) -> Sheet:
        return self._by_model[model]

    def begin(self) -> None:
        for sheet in self._by_model.values():
            sheet.begin()

    def write(self) -> None:
        for sheet in self._by_model.values():
            sheet.write()


@dataclass(frozen=True, slots=True)
class StepMould:
    """``data`` only where a copy's own facts stand in it."""

    number: int
    template: Template
    data: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class RequestMould:
    """With the steps whose words are its reason and its decision."""

    template: Template
    asked: int | None
    decided: int | None


@dataclass(frozen=True, slots=True)
class ClockMould:
    """Each entry with the step whose words are its reason, if they are not the act's name."""

    template: Template
    entries: list[tuple[Template, int | None]]


@dataclass(frozen=True, slots=True)
class AuditMould:
    """An entry about the case (``of_case``) or about its complaint."""

    action: str
    by: Actor
    of_case: bool
    result: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mould:
    """All rows of one original, moved."""

    original: Original
    reported: datetime.datetime
    case: Template
    commented: int | None
    complaint: Template | None
    steps: list[StepMould]
    requests: list[RequestMould]
    assists: list[tuple[Template, int | None]]
    clocks: list[ClockMould]
    links: list[tuple[Template, int | None]]
    complaint_links: list[Template]
    acts: list[tuple[int, Template, int | None]]
    progress: Template | None
    public_steps: list[Template]
    audit: list[AuditMould]


def mould_of(original: Original, shift: datetime.timedelta, sheets: Sheets, calendar: WorkingCalendar) -> Mould:
    """Move an original. Needs no query."""

    def template(row: models.Model) -> Template:
        return sheets[type(row)].template(moved(row, shift))

    case = moved(original.case, shift)
    built = [_clock(clock, ledger, shift, calendar) for clock, ledger in original.clocks]
    running = {clock.name: clock for clock, _entries in built if clock.state != ClockState.STOPPED}
    stage = STAGE_CLOCK.get(CaseState(case.state))
    put_clock(case, stage or "", running.get(stage or ""))
    rated = [step.pk for step in original.steps if step.data.get("satisfaction")]
    return Mould(
        original=original,
        reported=case.reported_at,
        case=sheets[Case].template(case),
        commented=rated[-1] if rated and case.satisfaction else None,
        complaint=template(original.complaint) if original.complaint else None,
        steps=[_step(step, shift, sheets[Step]) for step in original.steps],
        requests=[_request(row, original, shift, sheets[ApprovalRequest]) for row in original.requests],
        assists=[(template(row), original.step_at(row.reported_at, "assist")) for row in original.assists],
        clocks=[
            ClockMould(sheets[Clock].template(clock), [(sheets[ClockEntry].template(row), _said(row, original, shift)) for row in entries])
            for clock, entries in built
        ],
        links=[(template(row), row.step_id) for row in original.links],
        complaint_links=[template(row) for row in original.complaint_links],
        acts=[(row.pk, template(row), original.step_at(row.created, "rate")) for row in original.acts],
        progress=_progress(original.progress, case, running.get(ClockName.HANDLING), shift, sheets) if original.progress else None,
        public_steps=[template(row) for row in original.public_steps],
        audit=[_audit(entry) for entry in original.audit],
    )


def moved(row: models.Model, shift: datetime.timedelta, **changes: Any) -> Any:
    """A new unsaved row: every moment and day moved, the named columns changed, the rest the same."""
    values: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.primary_key:
            continue
        value = getattr(row, column.attname)
        if (type(row), column.attname) in RECORDED:
            value = timezone.now()
        elif isinstance(column, models.DateTimeField | models.DateField) and value is not None:
            value = value + shift
        values[column.attname] = value
    return type(row)(**(values | changes))


def _moved_days(data: dict[str, Any], shift: datetime.timedelta) -> dict[str, Any]:
    return data | {name: (datetime.date.fromisoformat(data[name]) + shift).isoformat() for name in DAYS if data.get(name)}


def _step(step: Step, shift: datetime.timedelta, sheet: Sheet) -> StepMould:
    data = _moved_days(step.data, shift)
    own = any(data.get(name) for name in OWN_FACTS)
    return StepMould(step.pk, sheet.template(moved(step, shift, data=data)), data if own else None)


def _request(row: ApprovalRequest, original: Original, shift: datetime.timedelta, sheet: Sheet) -> RequestMould:
    template = sheet.template(moved(row, shift, data=_moved_days(row.data, shift)))
    decided = original.step_at(row.decided_at, f"approve_{row.kind}", f"refuse_{row.kind}")
    return RequestMould(template, original.step_at(row.requested_at, f"ask_{row.kind}"), decided)


def _clock(
    clock: Clock, ledger: Sequence[ClockEntry], shift: datetime.timedelta, calendar: WorkingCalendar
) -> tuple[Clock, list[ClockEntry]]:
    """A ledger moved and evaluated again."""
    rows = [entry for entry in ledger if entry.kind not in SILENT]
    return clock_build(subject=SubjectRef(CASE, 0), name=clock.name, happenings=_happenings(rows, shift), calendar=calendar)


def _said(entry: ClockEntry, original: Original, shift: datetime.timedelta) -> int | None:
    """The step whose opinion is the entry's reason; other entries give the name of the act."""
    return original.step_at(entry.at - shift, "approve_extension") if entry.kind == EntryKind.EXTEND else None


def _progress(row: PublicProgress, case: Case, handling: Clock | None, shift: datetime.timedelta, sheets: Sheets) -> Template:
    due_at, provisional = public_due(case, handling)
    return sheets[PublicProgress].template(moved(row, shift, due_at=due_at, due_provisional=provisional))


def _happenings(rows: Sequence[ClockEntry], shift: datetime.timedelta) -> list[Happening]:
    return [
        Happening(type(event)(event.kind, event.at + shift, event.limit), _actor(row.actor_kind, row.actor, row.actor_label), row.reason)
        for event, row in zip(events_from(rows), rows, strict=True)
    ]


def _audit(entry: AuditEntry) -> AuditMould:
    by = _actor(entry.actor_kind, entry.user, entry.label)
    return AuditMould(entry.action, by, entry.subject_kind == CASE, entry.result, entry.data)


def _actor(kind: str, user: Any, label: str) -> Actor:
    if kind == "user":
        return Actor(kind="user", user=user, label=label)
    return REQUESTER if kind == "requester" else SYSTEM
