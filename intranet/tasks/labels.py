"""What an act is called, for the timeline and the notices."""

from __future__ import annotations

from core.workflow.machine import Text
from intranet.tasks.machine import SUPERVISION_MACHINE, TASK_MACHINE
from intranet.tasks.services import CREATE, EDIT, PROPOSE

LABELS: dict[str, dict[str, Text]] = {
    machine.kind: {row.action: row.label for row in (*machine.transitions, *extra)}
    for machine, extra in ((TASK_MACHINE, (CREATE, EDIT)), (SUPERVISION_MACHINE, (PROPOSE,)))
}


def label_of(kind: str, action: str) -> str:
    """The act's own name; an act of an older version keeps its identifier."""
    return str(LABELS.get(kind, {}).get(action, action))
