"""The two workflows, assembled; registered when the app starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Context, Machine
from intranet.assessment import effects
from intranet.assessment.enums import AppealState, MonthState
from intranet.assessment.models import Appeal, MonthlyAssessment
from intranet.assessment.permissions import appeal_places
from intranet.assessment.transitions import APPEAL, MONTH
from search.services import request_index

MONTH_KIND = "score_month"


def _index_again(context: Context) -> None:
    request_index(MONTH_KIND, context.obj.pk)


MONTH_MACHINE = Machine(
    kind="intranet_assessment.monthlyassessment",
    label=_("月度考评"),
    model=MonthlyAssessment,
    states={state.value: state.label for state in MonthState},
    final=frozenset({MonthState.SUPERSEDED.value}),
    transitions=MONTH,
    after=_index_again,
)

APPEAL_MACHINE = Machine(
    kind="intranet_assessment.appeal",
    label=_("考评申诉"),
    model=Appeal,
    states={state.value: state.label for state in AppealState},
    final=frozenset({AppealState.ACCEPTED.value, AppealState.REJECTED.value, AppealState.WITHDRAWN.value}),
    transitions=APPEAL,
    places={"unit": appeal_places},
    unit_of=lambda appeal: appeal.unit_id,
    after=effects.appeal_follow,
)
