"""Opening cases, and performing what a resident asked for. Everything else goes through advance()."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.clocks.services import clock_start
from core.files.selectors import files_of
from core.files.services import file_attach
from core.numbering.services import case_number
from core.units.actors import REQUESTER, Actor
from core.units.models import User
from core.workflow.machine import Context, Transition
from core.workflow.services import acting_unit, step_write
from intranet.casework.case_clocks import show_clock, stage_limit
from intranet.casework.enums import CaseSource, CaseState, ClockName
from intranet.casework.followers import tell_everybody
from intranet.casework.machine import MACHINE
from intranet.casework.models import Case
from portal.complaints.models import Complaint

TITLE_LENGTH = 30
SUBMIT = Transition(
    "submit", _("提交"), frozenset(), CaseState.SUBMITTED, actors=frozenset({"user", "requester", "system"}), public_label=_("已提交")
)


@transaction.atomic
def case_open(
    *,
    source: str,
    request_kind: str,
    description: str,
    place: str,
    by: Actor,
    at: datetime.datetime | None = None,
    number: str = "",
    complaint: Complaint | None = None,
    reporter: User | None = None,
    files: Any = (),
    **facts: Any,
) -> Case:
    """Open a case in 待受理 with its first step, its accept clock, audit, progress and index rows."""
    moment = at or timezone.now()
    case = Case(
        number=number or case_number(on=timezone.localdate(moment)),
        complaint=complaint,
        source=source,
        request_kind=request_kind,
        title=title_of(description),
        description=description,
        place=place,
        reporter=reporter,
        state=CaseState.SUBMITTED,
        state_since=moment,
        reported_at=moment,
        **facts,
    )
    case.save()
    step = step_write(
        obj=case, action="submit", from_state="", actor=by, at=moment, data={}, unit_id=acting_unit(MACHINE, SUBMIT, case, by)
    )
    for stored in files:
        file_attach(file=stored, subject=case, role="photo", step=step)
    clock_start(subject=case, name=ClockName.ACCEPT, limit=stage_limit(case, ClockName.ACCEPT), at=moment)
    show_clock(case)
    case.save(update_fields=["clock_name", "due_at", "warn_at", "due_provisional"])
    tell_everybody(Context(obj=case, transition=SUBMIT, actor=by, data={}, at=moment, from_state="", step=step))
    record(action="intranet_casework.case.submit", by=by, subject=case, data={"to": case.state, "source": source})
    return case


def title_of(description: str) -> str:
    """The first sentence or line of the description, at most thirty characters."""
    first = description.strip().splitlines()[0] if description.strip() else ""
    for stop in "。！？!?；;":
        first = first.split(stop)[0]
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def case_open_from_complaint(*, complaint: Complaint, by: Actor = REQUESTER) -> Case:
    """Open the case of a complaint, its clock running from the submission. Called again, it returns the same case."""
    existing = Case.objects.filter(complaint=complaint).first()
    if existing:
        return existing
    return case_open(
        source=complaint.channel if complaint.channel in CaseSource.values else CaseSource.OTHER,
        request_kind=complaint.kind,
        description=complaint.description,
        place=complaint.place,
        by=by,
        at=complaint.submitted_at,
        number=complaint.number,
        complaint=complaint,
        files=list(files_of(complaint)),
        street=complaint.street,
        community=complaint.community,
        minor=complaint.minor,
        road_class=complaint.road_class,
        confidential=complaint.confidential,
    )
