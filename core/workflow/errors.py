"""Why an act was refused. Each carries a sentence for the person who tried it."""

from __future__ import annotations

from collections.abc import Mapping


class WorkflowError(Exception):
    """Base of the refusals below."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class IllegalTransition(WorkflowError):
    """The action does not exist in the record's present state."""


class NotAllowed(WorkflowError):
    """The person may not do this: wrong role, wrong unit, or the same person as in an earlier step."""


class Refused(WorkflowError):
    """A guard says no, for a reason that concerns the record itself (window over, already used, …)."""


class InvalidData(WorkflowError):
    """What was entered is missing or wrong. ``fields`` maps a field's name to its message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)
