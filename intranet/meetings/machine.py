"""The meeting workflow, assembled from its table and hooks; registered when the app starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Machine
from intranet.meetings.enums import FINAL_STATES, MeetingState
from intranet.meetings.followers import after_act
from intranet.meetings.models import Meeting
from intranet.meetings.transitions import TRANSITIONS

MACHINE = Machine(
    kind="intranet_meetings.meeting",
    label=_("联席会议"),
    model=Meeting,
    states={state.value: state.label for state in MeetingState},
    final=frozenset(state.value for state in FINAL_STATES),
    transitions=TRANSITIONS,
    after=after_act,
)
