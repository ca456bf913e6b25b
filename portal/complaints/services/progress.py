"""What the resident may read, written by casework in the transaction of its act."""

from __future__ import annotations

import datetime

from core.transactions import require_atomic
from portal.complaints.enums import FINISHED, PUBLIC_STATE_OF_CASE, PublicState
from portal.complaints.models import Complaint, PublicProgress, PublicStep


def progress_set(
    *,
    complaint: Complaint,
    public_state: str,
    at: datetime.datetime,
    unit_name: str = "",
    due_at: datetime.datetime | None = None,
    provisional: bool = False,
    review_on: datetime.date | None = None,
    merged_into: str = "",
    text: str = "",
    reply: str = "",
    result: str = "",
    step_label: str = "",
) -> PublicProgress:
    """Set the present state, and add a line to the history when ``step_label`` is given.

    ``public_state`` may be a state of a case or already one of PublicState; anything else is a ValueError.
    Raises TransactionRequired outside a transaction: it must come and go with the act it tells about.
    """
    require_atomic("progress_set")
    state = PublicState(PUBLIC_STATE_OF_CASE.get(public_state, public_state))
    progress = PublicProgress.objects.filter(complaint=complaint).first() or PublicProgress(complaint=complaint)
    progress.finished_at = _since(progress.finished_at, state in FINISHED, at)
    progress.closed_at = _since(progress.closed_at, state == PublicState.CLOSED, at)
    progress.public_state = state
    progress.unit_name = unit_name[:80]
    progress.due_at = due_at
    progress.due_provisional = provisional
    progress.review_on = review_on
    progress.merged_into = merged_into
    progress.text = text
    progress.public_reply = reply
    progress.result = result[:300]
    progress.updated_at = at
    progress.save()
    if step_label:
        PublicStep.objects.create(complaint=complaint, at=at, label=step_label[:60], unit_name=unit_name[:80], text=text)
    return progress


def _since(before: datetime.datetime | None, holds: bool, at: datetime.datetime) -> datetime.datetime | None:
    """The moment from which something holds without a break."""
    return (before or at) if holds else None
