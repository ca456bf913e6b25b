"""The table of the case workflow (domain.md §3.4), in three pieces by stage."""

from intranet.casework.transitions.closing import CLOSING
from intranet.casework.transitions.handling import HANDLING
from intranet.casework.transitions.intake import INTAKE

TRANSITIONS = (*INTAKE, *HANDLING, *CLOSING)

__all__ = ["TRANSITIONS"]
