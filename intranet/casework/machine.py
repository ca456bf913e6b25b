"""The case workflow, assembled from its table and hooks; registered when the app starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Context, Machine
from intranet.casework import effects
from intranet.casework.case_clocks import clocks_follow
from intranet.casework.enums import FINAL_STATES, CaseState
from intranet.casework.followers import tell_everybody
from intranet.casework.models import Case
from intranet.casework.permissions import assisting_places, involved_places, lead_unit_places
from intranet.casework.transitions import TRANSITIONS


def _before_save(context: Context) -> None:
    effects.lapse_requests(context)
    clocks_follow(context)


MACHINE = Machine(
    kind="intranet_casework.case",
    label=_("案件"),
    model=Case,
    states={state.value: state.label for state in CaseState},
    final=frozenset(state.value for state in FINAL_STATES),
    transitions=TRANSITIONS,
    places={"lead": lead_unit_places, "assisting": assisting_places, "involved": involved_places},
    unit_of=lambda case: case.lead_unit_id,
    before_save=_before_save,
    after=tell_everybody,
)
