"""The two workflows, assembled from their tables and hooks; registered when the app starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Context, Machine
from intranet.tasks import effects, followers
from intranet.tasks.enums import FINAL_SUPERVISIONS, FINAL_TASKS, SupervisionState, TaskState
from intranet.tasks.models import Supervision, Task
from intranet.tasks.permissions import assisting_places, involved_places, lead_places, supervised_places
from intranet.tasks.task_clocks import supervision_clocks_follow, task_clocks_follow
from intranet.tasks.transitions import SUPERVISING, TASKS


def _before_task(context: Context) -> None:
    effects.lapse_requests(context)
    task_clocks_follow(context)


def _before_supervision(context: Context) -> None:
    effects.lapse_requests(context)
    supervision_clocks_follow(context)


TASK_MACHINE = Machine(
    kind="intranet_tasks.task",
    label=_("任务"),
    model=Task,
    states={state.value: state.label for state in TaskState},
    final=frozenset(state.value for state in FINAL_TASKS),
    transitions=TASKS,
    places={"lead": lead_places, "assisting": assisting_places, "involved": involved_places},
    unit_of=lambda task: task.lead_unit_id,
    before_save=_before_task,
    after=followers.task_followed,
)
SUPERVISION_MACHINE = Machine(
    kind="intranet_tasks.supervision",
    label=_("督办"),
    model=Supervision,
    states={state.value: state.label for state in SupervisionState},
    final=frozenset(state.value for state in FINAL_SUPERVISIONS),
    transitions=SUPERVISING,
    places={"unit": supervised_places},
    unit_of=lambda supervision: supervision.unit_id,
    before_save=_before_supervision,
    after=followers.supervision_followed,
)
