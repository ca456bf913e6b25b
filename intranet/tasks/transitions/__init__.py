"""The transition tables of tasks and supervisions."""

from intranet.tasks.transitions.supervising import SUPERVISING
from intranet.tasks.transitions.tasks import TASKS

__all__ = ["SUPERVISING", "TASKS"]
