"""What an act is called, for the timeline and the notices."""

from __future__ import annotations

from core.workflow.machine import Text
from intranet.tasks.machine import SUPERVISION_MACHINE, TASK_MACHINE
from intranet.tasks.services import CREATE, EDIT, PROPOSE

LABELS: dict[str, dict[str, Text]] = {
    machine.kind: {row.action: row.label for row in (*machine.transitions, *extra)}
    for machine, extra in ((TASK_MACHINE, (CREATE, EDIT)), (SUPERVISION_MACHINE, (PROPOSE,)))
}


def act_called(kind: str, action: str) -> Text:
    """The act's own name, not yet said in a language: for what is kept and read later."""
    return LABELS.get(kind, {}).get(action, action)


def label_of(kind: str, action: str) -> str:
    """The act's name as it is shown; an act of an older version keeps its identifier."""
    return str(act_called(kind, action))
