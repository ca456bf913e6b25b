"""What follows from an act, in its transaction: the resident's progress, the index, the notices."""

from __future__ import annotations

import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from core.clocks.selectors import open_clock
from core.outbox.services import emit
from core.workflow.machine import Context
from intranet.casework.case_clocks import RUNS, public_due
from intranet.casework.enums import AT_UNIT_STATES, CaseState, ClockName
from intranet.casework.models import Case
from portal.complaints.services import progress_set
from search.services import request_index

KIND = "case"
NOTICE_TOPIC = "casework.notice"


def tell_everybody(context: Context) -> None:
    """Runs after every act on a case."""
    case: Case = context.obj
    publish_progress(case, label=str(context.transition.public_label), at=context.at)
    request_index(KIND, case.pk)
    if context.step is not None:
        emit(NOTICE_TOPIC, {"case": case.pk, "step": context.step.pk, "action": context.transition.action})


def publish_progress(case: Case, *, label: str, at: datetime.datetime) -> None:
    """Write what the requester may read, for this case and for those merged into it."""
    if case.complaint_id:
        _progress_of(case, case, label, at)
    for child in case.merged_cases.select_related("complaint"):
        if child.complaint_id:
            _progress_of(child, case, label, at)


def _progress_of(case: Case, shown: Case, label: str, at: datetime.datetime) -> None:
    """``shown`` is the case whose way is told: the parent's for a merged case (domain.md §3.3)."""
    due_at, provisional = public_due(shown, open_clock(shown, ClockName.HANDLING) if shown.state in RUNS else None)
    assert case.complaint is not None
    with translation.override("zh-hans"):
        progress_set(
            complaint=case.complaint,
            public_state=shown.state,
            merged_into=shown.number if shown.pk != case.pk else _merged_number(case),
            unit_name=shown.lead_unit.name
            if shown.lead_unit and shown.state in AT_UNIT_STATES | {CaseState.FOLLOW_UP, CaseState.CLOSED}
            else "",
            due_at=due_at,
            provisional=provisional,
            review_on=shown.review_on if shown.state == CaseState.SUSPENDED else None,
            reply=shown.public_reply,
            result=_result(shown),
            step_label=label,
            at=at,
        )


def _merged_number(case: Case) -> str:
    return case.parent.number if case.parent else ""


def _result(case: Case) -> str:
    """The coded reason or route in words, for ends that are not a repair."""
    if case.state == CaseState.TRANSFERRED_OUT:
        return _("已转交：%(unit)s") % {"unit": case.transferred_to}
    if case.state in (CaseState.REJECTED, CaseState.NOT_FILED, CaseState.VOIDED) and case.reason_code:
        return str(case.get_reason_code_display())
    return ""
