"""Played cases with all that their acts left behind, read once however often they are copied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.audit.models import AuditEntry
from core.clocks.models import Clock, ClockEntry
from core.files.models import FileLink
from core.workflow.models import ApprovalRequest, Step
from intranet.casework.models import Case, CaseAssist
from portal.complaints.models import Complaint, PublicProgress, PublicStep, RequesterAct

CASE = "intranet_casework.case"
COMPLAINT = "portal_complaints.complaint"


@dataclass(frozen=True, slots=True)
class Original:
    """A case and its rows, each list in the order of writing."""

    case: Case
    steps: list[Step]
    requests: list[ApprovalRequest]
    assists: list[CaseAssist]
    clocks: list[tuple[Clock, list[ClockEntry]]]
    links: list[FileLink]
    complaint: Complaint | None
    complaint_links: list[FileLink]
    acts: list[RequesterAct]
    progress: PublicProgress | None
    public_steps: list[PublicStep]
    # Of the case and of its complaint together.
    audit: list[AuditEntry]

    def step_at(self, at: object, *actions: str) -> int | None:
        """The number of the step that one of the acts left at a moment."""
        return next((step.pk for step in self.steps if step.at == at and step.action in actions), None)


def read_originals(ids: Iterable[int]) -> dict[int, Original]:
    """The rows of played cases."""
    return {pk: _read(Case.objects.select_related("complaint", "lead_unit", "condition").get(pk=pk)) for pk in ids}


def _read(case: Case) -> Original:
    of_case: dict[str, Any] = {"subject_kind": CASE, "subject_id": case.pk}
    of_complaint: dict[str, Any] = {"subject_kind": COMPLAINT, "subject_id": case.complaint_id or 0}
    told = AuditEntry.objects.filter(**of_case) | AuditEntry.objects.filter(**of_complaint)
    return Original(
        case=case,
        steps=list(Step.objects.filter(**of_case).select_related("actor").order_by("id")),
        requests=list(ApprovalRequest.objects.filter(**of_case).order_by("id")),
        assists=list(case.assists.order_by("id")),
        clocks=[
            (clock, list(clock.entries.select_related("actor").order_by("id"))) for clock in Clock.objects.filter(**of_case).order_by("id")
        ],
        links=list(FileLink.objects.filter(**of_case).order_by("id")),
        complaint=case.complaint,
        complaint_links=list(FileLink.objects.filter(**of_complaint).order_by("id")),
        acts=list(RequesterAct.objects.filter(complaint=case.complaint_id).order_by("id")),
        progress=PublicProgress.objects.filter(complaint=case.complaint_id).first(),
        public_steps=list(PublicStep.objects.filter(complaint=case.complaint_id).order_by("id")),
        audit=list(told.select_related("user").order_by("number")),
    )
