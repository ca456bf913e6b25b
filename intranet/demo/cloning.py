"""Bulk writing of cases: a case that was played through advance() is written again for another time, place and
wording, with all that its acts left behind, in a dozen statements for hundreds of cases.

Nothing is invented here: rows are the original's, moved in time (moulds.py) and given the copy's own facts. A
test plays the same history through advance() at the other time and finds every row equal. Three things a play
leaves are not copied, because time has taken them away: notices about acts (the worker drops those older than
two days), the message that a complaint waits for its case (it has one), and the form's key (forgotten after
nine days). Of the search index only the last state matters: one request for a hundred cases.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from core.audit.services import AuditDraft, record_many
from core.calendars.selectors import working_calendar
from core.clocks.models import Clock, ClockEntry
from core.files.models import FileLink
from core.numbering.services import case_numbers
from core.units.refs import SubjectRef
from core.workflow.models import ApprovalRequest, Step
from intranet.casework.models import Case, CaseAssist
from intranet.casework.services import title_of
from intranet.demo.moulds import AuditMould, Mould, Sheets, StepMould, mould_of
from intranet.demo.originals import CASE, COMPLAINT, Original
from portal.complaints.codes import code_hash, key_hash, query_code
from portal.complaints.models import Complaint, Contact, PublicProgress, PublicStep, RequesterAct
from search.services import request_index_many

# Moulds held at a time: the weeks of a year for one original.
HELD = 64


@dataclass(frozen=True, slots=True)
class Copy:
    """One case to write: the original, how far it is moved, and its own words. ``key`` is its submission key.

    ``opinions`` and ``replies`` are by the original's step: every act has words of its own, since those of the
    original name its day, place and unit.
    """

    original: int
    shift: datetime.timedelta
    description: str
    place: str
    street_id: int
    community_id: int
    road_class: str
    key: str
    opinions: Mapping[int, str] = field(default_factory=dict)
    replies: Mapping[int, str] = field(default_factory=dict)
    contact: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Written:
    """Numbers of what was written for one copy: the records, and steps and acts by the original's number."""

    case: int
    complaint: int | None
    number: str
    steps: dict[int, int]
    acts: dict[int, int]


class Press:
    """Writes copies of originals."""

    def __init__(self, originals: Mapping[int, Original]) -> None:
        self.originals = originals
        self.calendar = working_calendar()
        self.sheets = Sheets()
        self._moulds: dict[tuple[int, datetime.timedelta], Mould] = {}

    def mould(self, original: int, shift: datetime.timedelta) -> Mould:
        """The original moved so far; the oldest is forgotten when there are many."""
        key = (original, shift)
        if key not in self._moulds:
            if len(self._moulds) >= HELD:
                del self._moulds[next(iter(self._moulds))]
            self._moulds[key] = mould_of(self.originals[original], shift, self.sheets, self.calendar)
        return self._moulds[key]

    @transaction.atomic
    def write(self, copies: Sequence[Copy]) -> list[int]:
        """Write the copies and return the cases' numbers. One transaction: keep a call to some hundreds."""
        self.sheets.begin()
        moulds = [self.mould(copy.original, copy.shift) for copy in copies]
        numbers = self._case_numbers([mould.reported for mould in moulds])
        drafts: list[AuditDraft] = []
        cases: list[int] = []
        for copy, mould, number in zip(copies, moulds, numbers, strict=True):
            written = self._copy(copy, mould, number)
            cases.append(written.case)
            drafts += [_draft(entry, written) for entry in mould.audit]
        self.sheets.write()
        record_many(drafts)
        request_index_many("case", cases)
        return cases

    def _case_numbers(self, moments: Sequence[datetime.datetime]) -> list[str]:
        """A number for each, of its own day."""
        days = [self.calendar.day_of(moment) for moment in moments]
        wanted: dict[datetime.date, int] = defaultdict(int)
        for day in days:
            wanted[day] += 1
        given = {day: iter(case_numbers(on=day, count=count)) for day, count in sorted(wanted.items())}
        return [next(given[day]) for day in days]

    def _copy(self, copy: Copy, mould: Mould, number: str) -> _Written:
        complaint = self._complaint(copy, mould, number) if mould.complaint else None
        replies = _replies(copy, mould.original)
        case = self.sheets[Case].add(mould.case, **self._case_facts(copy, mould, replies), number=number, complaint_id=complaint)
        steps = {step.number: self._step(step, copy, case) for step in mould.steps}
        self._ledgers(copy, mould, case, steps)
        acts = self._public(copy, mould, complaint, replies) if complaint else {}
        return _Written(case, complaint, number, steps, acts)

    def _complaint(self, copy: Copy, mould: Mould, number: str) -> int:
        code = code_hash(number, query_code(copy.key))
        assert mould.complaint is not None
        anonymous = copy.contact is None
        complaint = self.sheets[Complaint].add(mould.complaint, **_where(copy), number=number, query_code_hash=code, is_anonymous=anonymous)
        if copy.contact:
            name, phone = copy.contact
            sheet = self.sheets[Contact]
            sheet.add(sheet.template(Contact(complaint_id=complaint, name=name, phone=phone)))
        return complaint

    def _case_facts(self, copy: Copy, mould: Mould, replies: Mapping[str, str]) -> dict[str, Any]:
        case = mould.original.case
        facts = _where(copy) | {
            "title": title_of(copy.description),
            "reply_draft": replies.get(case.reply_draft, case.reply_draft),
            "public_reply": replies.get(case.public_reply, case.public_reply),
        }
        return facts | _words(copy, rating_comment=mould.commented)

    def _step(self, step: StepMould, copy: Copy, case: int) -> int:
        own: dict[str, Any] = {"subject_id": case}
        if step.number in copy.opinions:
            own["opinion"] = copy.opinions[step.number]
        sheet = self.sheets[Step]
        if step.data is not None:
            facts = {
                "place": copy.place,
                "street": copy.street_id,
                "community": copy.community_id,
                "public_reply": copy.replies.get(step.number, step.data.get("public_reply")),
            }
            own["data"] = sheet.ready("data", step.data | {name: value for name, value in facts.items() if step.data.get(name)})
        return sheet.add(step.template, **own)

    def _ledgers(self, copy: Copy, mould: Mould, case: int, steps: Mapping[int, int]) -> None:
        """Requests, assisting units, clocks and files of the case."""
        for request in mould.requests:
            words = _words(copy, reason=request.asked, decision_opinion=request.decided)
            self.sheets[ApprovalRequest].add(request.template, subject_id=case, **words)
        for template, reported in mould.assists:
            self.sheets[CaseAssist].add(template, case_id=case, **_words(copy, opinion=reported))
        for clock in mould.clocks:
            clock_id = self.sheets[Clock].add(clock.template, subject_id=case)
            for template, said in clock.entries:
                self.sheets[ClockEntry].add(template, clock_id=clock_id, **_words(copy, reason=said))
        for template, step in mould.links:
            self.sheets[FileLink].add(template, subject_id=case, step_id=steps.get(step or 0))

    def _public(self, copy: Copy, mould: Mould, complaint: int, replies: Mapping[str, str]) -> dict[int, int]:
        """What the resident sent, reads and did."""
        for template in mould.complaint_links:
            self.sheets[FileLink].add(template, subject_id=complaint)
        acts: dict[int, int] = {}
        for number, template, rated in mould.acts:
            key = key_hash(f"{copy.key}-{len(acts)}")
            acts[number] = self.sheets[RequesterAct].add(template, complaint_id=complaint, key_hash=key, **_words(copy, text=rated))
        if mould.progress:
            reply = mould.original.progress.public_reply if mould.original.progress else ""
            self.sheets[PublicProgress].add(mould.progress, complaint_id=complaint, public_reply=replies.get(reply, reply))
        for template in mould.public_steps:
            self.sheets[PublicStep].add(template, complaint_id=complaint)
        return acts


def _where(copy: Copy) -> dict[str, Any]:
    """What was reported and where: columns that case and complaint have alike."""
    return {
        "description": copy.description,
        "place": copy.place,
        "street_id": copy.street_id,
        "community_id": copy.community_id,
        "road_class": copy.road_class,
    }


def _replies(copy: Copy, original: Original) -> dict[str, str]:
    """The copy's reply for each of the original's."""
    said = {step.pk: step.data.get("public_reply") for step in original.steps}
    return {str(said[number]): reply for number, reply in copy.replies.items() if said.get(number)}


def _words(copy: Copy, **columns: int | None) -> dict[str, str]:
    """Columns that repeat the words of a step, with the copy's."""
    return {name: copy.opinions[step] for name, step in columns.items() if step is not None and step in copy.opinions}


def _draft(entry: AuditMould, written: _Written) -> AuditDraft:
    """The same entry in the same chain, about the new records."""
    data = dict(entry.data)
    if "step" in data:
        data["step"] = written.steps[data["step"]]
    if "act" in data:
        data["act"] = written.acts[data["act"]]
    if "number" in data:
        data["number"] = written.number
    subject = SubjectRef(CASE, written.case) if entry.of_case else SubjectRef(COMPLAINT, written.complaint or 0)
    return AuditDraft(entry.action, entry.by, subject, entry.result, data)
