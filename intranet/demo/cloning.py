"""Bulk writing of cases: a case that was played through advance() is written again for another time, place and
wording, with all that its acts left behind, in a few inserts for hundreds of cases.

Nothing is invented here: steps, requests and links are the original's rows with other words; clocks are rebuilt
by core.clocks.services.clock_build from their shifted ledgers; the case's stored due time is read off them. A
test plays the same history through advance() at the other time and finds the rows equal.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from core.audit.models import AuditEntry
from core.audit.services import AuditDraft, record_many
from core.calendars.selectors import working_calendar
from core.clocks.models import Clock, ClockEntry
from core.clocks.selectors import events_from
from core.clocks.services import Happening, clock_build
from core.files.models import FileLink
from core.numbering.services import case_number
from core.units.actors import REQUESTER, SYSTEM, Actor
from core.units.refs import SubjectRef
from core.workflow.models import ApprovalRequest, Step
from intranet.casework.case_clocks import STAGE_CLOCK
from intranet.casework.enums import CaseState
from intranet.casework.models import Case, CaseAssist
from intranet.casework.services import title_of
from portal.complaints.codes import code_hash, query_code
from portal.complaints.models import Complaint, Contact, PublicProgress, PublicStep
from search.services import request_index_many

CASE = "intranet_casework.case"
COMPLAINT = "portal_complaints.complaint"


@dataclass(frozen=True, slots=True)
class Copy:
    """One case to write: the original, how far it is shifted, and its own words. ``key`` is its submission key."""

    original: int
    shift: datetime.timedelta
    description: str
    place: str
    street_id: int
    community_id: int
    key: str
    opinions: dict[int, str] = field(default_factory=dict)
    public_reply: str = ""
    contact: tuple[str, str] | None = None


@dataclass
class Original:
    """A played case with its rows, read once however often it is copied."""

    case: Case
    steps: list[Step]
    requests: list[ApprovalRequest]
    assists: list[CaseAssist]
    clocks: list[tuple[Clock, list[ClockEntry]]]
    links: list[FileLink]
    complaint_links: list[FileLink]
    complaint: Complaint | None
    progress: PublicProgress | None
    public_steps: list[PublicStep]
    audit: list[AuditEntry]
    complaint_audit: list[AuditEntry]


def read_originals(ids: Iterable[int]) -> dict[int, Original]:
    """The rows of played cases."""
    return {pk: _read(Case.objects.select_related("complaint").get(pk=pk)) for pk in ids}


def _read(case: Case) -> Original:
    of_case: dict[str, Any] = {"subject_kind": CASE, "subject_id": case.pk}
    of_complaint: dict[str, Any] = {"subject_kind": COMPLAINT, "subject_id": case.complaint_id or 0}
    clocks = [(clock, list(clock.entries.order_by("id"))) for clock in Clock.objects.filter(**of_case).order_by("id")]
    return Original(
        case=case,
        steps=list(Step.objects.filter(**of_case).select_related("actor").order_by("id")),
        requests=list(ApprovalRequest.objects.filter(**of_case).order_by("id")),
        assists=list(case.assists.all()),
        clocks=clocks,
        links=list(FileLink.objects.filter(**of_case).order_by("id")),
        complaint_links=list(FileLink.objects.filter(**of_complaint).order_by("id")),
        complaint=case.complaint,
        progress=PublicProgress.objects.filter(complaint=case.complaint_id).first(),
        public_steps=list(PublicStep.objects.filter(complaint=case.complaint_id).order_by("id")),
        audit=list(AuditEntry.objects.filter(**of_case).order_by("number")),
        complaint_audit=list(AuditEntry.objects.filter(**of_complaint).order_by("number")),
    )


def shifted(row: models.Model, shift: datetime.timedelta, **changes: Any) -> Any:
    """A new unsaved row: every moment and day moved, the named columns changed, the rest the same."""
    values: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.primary_key:
            continue
        value = getattr(row, column.attname)
        if isinstance(column, models.DateTimeField | models.DateField) and value is not None:
            value = value + shift
        values[column.attname] = value
    return type(row)(**(values | changes))


@transaction.atomic
def cases_copy(copies: Sequence[Copy], originals: dict[int, Original]) -> list[Case]:
    """Write the copies. One transaction: keep a call to some hundreds."""
    pairs = [(copy, originals[copy.original]) for copy in copies]
    numbers = [
        case_number(on=(original.case.reported_at + copy.shift).astimezone(working_calendar().zone).date()) for copy, original in pairs
    ]
    complaints = _complaints(pairs, numbers)
    cases = [
        _case(copy, original, number, complaint) for (copy, original), number, complaint in zip(pairs, numbers, complaints, strict=True)
    ]
    Case.objects.bulk_create(cases, batch_size=200)
    steps = _steps(pairs, cases)
    _clocks(pairs, cases)
    _rest(pairs, cases, complaints, steps)
    _audit(pairs, cases, complaints, steps)
    request_index_many("case", [case.pk for case in cases])
    return cases


def _complaints(pairs: Sequence[tuple[Copy, Original]], numbers: Sequence[str]) -> list[Complaint | None]:
    rows: list[Complaint | None] = []
    for (copy, original), number in zip(pairs, numbers, strict=True):
        if original.complaint is None:
            rows.append(None)
            continue
        rows.append(
            shifted(
                original.complaint,
                copy.shift,
                number=number,
                description=copy.description,
                place=copy.place,
                street_id=copy.street_id,
                community_id=copy.community_id,
                query_code_hash=code_hash(number, query_code(copy.key)),
                is_anonymous=copy.contact is None,
            )
        )
    Complaint.objects.bulk_create([row for row in rows if row is not None], batch_size=200)
    contacts = [(row, copy.contact) for row, (copy, _original) in zip(rows, pairs, strict=True) if row is not None and copy.contact]
    Contact.objects.bulk_create(
        [Contact(complaint=row, name=contact[0], phone=contact[1]) for row, contact in contacts if contact], batch_size=200
    )
    return rows


def _case(copy: Copy, original: Original, number: str, complaint: Complaint | None) -> Case:
    case: Case = shifted(
        original.case,
        copy.shift,
        number=number,
        complaint_id=complaint.pk if complaint else None,
        description=copy.description,
        title=title_of(copy.description),
        place=copy.place,
        street_id=copy.street_id,
        community_id=copy.community_id,
    )
    if copy.public_reply:
        case.reply_draft = copy.public_reply if case.reply_draft else ""
        case.public_reply = copy.public_reply if case.public_reply else ""
    return case


def _steps(pairs: Sequence[tuple[Copy, Original]], cases: Sequence[Case]) -> dict[tuple[int, int], Step]:
    """New steps by (case, original step)."""
    made: dict[tuple[int, int], Step] = {}
    for (copy, original), case in zip(pairs, cases, strict=True):
        for step in original.steps:
            made[case.pk, step.pk] = shifted(
                step, copy.shift, subject_id=case.pk, opinion=copy.opinions.get(step.pk, step.opinion), data=_step_data(step, copy)
            )
    Step.objects.bulk_create(made.values(), batch_size=500)
    return made


def _step_data(step: Step, copy: Copy) -> dict[str, Any]:
    """The act's data with the copy's own facts; days inside are moved like all others."""
    data = dict(step.data)
    own = {
        "place": copy.place,
        "street": copy.street_id,
        "community": copy.community_id,
        "public_reply": copy.public_reply or data.get("public_reply"),
    }
    data |= {name: value for name, value in own.items() if data.get(name)}
    for name in ("review_on", "correct_by"):
        if data.get(name):
            data[name] = (datetime.date.fromisoformat(data[name]) + copy.shift).isoformat()
    return data


def _clocks(pairs: Sequence[tuple[Copy, Original]], cases: Sequence[Case]) -> None:
    """Ledgers moved and evaluated again; the present clock's times go onto the case."""
    calendar = working_calendar()
    clocks: list[Clock] = []
    entries: list[ClockEntry] = []
    for (copy, original), case in zip(pairs, cases, strict=True):
        shown = STAGE_CLOCK.get(CaseState(case.state))
        case.due_at = case.warn_at = None
        for clock, ledger in original.clocks:
            happenings = _happenings(ledger, copy.shift)
            built, lines = clock_build(subject=SubjectRef(CASE, case.pk), name=clock.name, happenings=happenings, calendar=calendar)
            clocks.append(built)
            entries += lines
            if clock.name == shown and built.state != "stopped":
                case.due_at, case.warn_at, case.due_provisional = built.due_at, built.warn_at, built.provisional
    Clock.objects.bulk_create(clocks, batch_size=300)
    ClockEntry.objects.bulk_create(entries, batch_size=500)
    Case.objects.bulk_update(cases, ["due_at", "warn_at", "due_provisional"], batch_size=200)


def _happenings(ledger: Sequence[ClockEntry], shift: datetime.timedelta) -> list[Happening]:
    rows = [entry for entry in ledger if entry.kind != "recompute"]
    actors = [_actor(entry.actor_kind, entry) for entry in rows]
    events = events_from(rows)
    return [
        Happening(type(event)(event.kind, event.at + shift, event.limit), by, entry.reason)
        for event, by, entry in zip(events, actors, rows, strict=True)
    ]


def _actor(kind: str, row: Any) -> Actor:
    if kind == "user":
        return Actor(kind="user", user=row.actor, label=row.actor_label)
    return REQUESTER if kind == "requester" else SYSTEM


def _rest(
    pairs: Sequence[tuple[Copy, Original]],
    cases: Sequence[Case],
    complaints: Sequence[Complaint | None],
    steps: dict[tuple[int, int], Step],
) -> None:
    """Requests, assisting units, files, and what the resident reads."""
    bulk: dict[type[models.Model], list[Any]] = defaultdict(list)
    for (copy, original), case, complaint in zip(pairs, cases, complaints, strict=True):
        shift = copy.shift
        for request in original.requests:
            data = dict(request.data)
            if data.get("review_on"):
                data["review_on"] = (datetime.date.fromisoformat(data["review_on"]) + shift).isoformat()
            bulk[ApprovalRequest].append(shifted(request, shift, subject_id=case.pk, data=data))
        bulk[CaseAssist] += [shifted(row, shift, case_id=case.pk) for row in original.assists]
        for link in original.links:
            step = steps.get((case.pk, link.step_id or 0))
            bulk[FileLink].append(shifted(link, shift, subject_id=case.pk, step_id=step.pk if step else None))
        if complaint is None:
            continue
        bulk[FileLink] += [shifted(link, shift, subject_id=complaint.pk) for link in original.complaint_links]
        if original.progress:
            bulk[PublicProgress].append(_progress(copy, original.progress, complaint, case))
        bulk[PublicStep] += [shifted(row, shift, complaint_id=complaint.pk) for row in original.public_steps]
    for model, rows in bulk.items():
        model._default_manager.bulk_create(rows, batch_size=500)


def _progress(copy: Copy, original: PublicProgress, complaint: Complaint, case: Case) -> PublicProgress:
    row: PublicProgress = shifted(original, copy.shift, complaint_id=complaint.pk)
    if row.public_reply:
        row.public_reply = case.public_reply
    return row


def _audit(
    pairs: Sequence[tuple[Copy, Original]],
    cases: Sequence[Case],
    complaints: Sequence[Complaint | None],
    steps: dict[tuple[int, int], Step],
) -> None:
    """The same entries in the same chain, for the new records."""
    drafts: list[AuditDraft] = []
    for (_copy, original), case, complaint in zip(pairs, cases, complaints, strict=True):
        if complaint is not None:
            for entry in original.complaint_audit:
                data = entry.data | ({"number": complaint.number} if "number" in entry.data else {})
                drafts.append(
                    AuditDraft(entry.action, _auditor(entry, original.steps), SubjectRef(COMPLAINT, complaint.pk), entry.result, data)
                )
        for entry in original.audit:
            data = dict(entry.data)
            if "step" in data:
                data["step"] = steps[case.pk, data["step"]].pk
            drafts.append(AuditDraft(entry.action, _auditor(entry, original.steps), SubjectRef(CASE, case.pk), entry.result, data))
    record_many(drafts)


def _auditor(entry: AuditEntry, steps: Sequence[Step]) -> Actor:
    if entry.actor_kind != "user":
        return REQUESTER if entry.actor_kind == "requester" else SYSTEM
    user = next((step.actor for step in steps if step.actor_id == entry.user_id), None)
    return Actor(kind="user", user=user, label=entry.label)
