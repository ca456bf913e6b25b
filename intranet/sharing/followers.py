"""What follows from an act, in its transaction: the index and the notices."""

from __future__ import annotations

from core.outbox.services import emit
from core.workflow.machine import Context
from intranet.sharing.models import Letter
from search.services import request_index

KIND = "letter"
NOTICE_TOPIC = "sharing.notice"


def tell_everybody(context: Context) -> None:
    """Runs after every act on a letter."""
    letter: Letter = context.obj
    if letter.sent_at:
        request_index(KIND, letter.pk)
    if context.step is not None:
        emit(NOTICE_TOPIC, {"letter": letter.pk, "step": context.step.pk})
