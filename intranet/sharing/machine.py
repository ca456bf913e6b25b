"""The letter workflow, assembled from its table and hooks; registered when the app starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Context, Machine
from intranet.sharing import effects
from intranet.sharing.enums import FINAL_STATES, LetterState
from intranet.sharing.followers import tell_everybody
from intranet.sharing.letter_clocks import clocks_follow
from intranet.sharing.models import Letter
from intranet.sharing.permissions import recipient_head_places, recipient_places, sender_head_places, sender_places
from intranet.sharing.transitions import TRANSITIONS


def _before_save(context: Context) -> None:
    effects.lapse_requests(context)
    clocks_follow(context)


MACHINE = Machine(
    kind="intranet_sharing.letter",
    label=_("函件"),
    model=Letter,
    states={state.value: state.label for state in LetterState},
    final=frozenset(state.value for state in FINAL_STATES),
    transitions=TRANSITIONS,
    places={
        "sender": sender_places,
        "sender_head": sender_head_places,
        "recipient": recipient_places,
        "recipient_head": recipient_head_places,
    },
    unit_of=lambda letter: letter.sender_unit_id,
    before_save=_before_save,
    after=tell_everybody,
)
