"""Why a change of a meeting was refused; each with a sentence for the person."""

from core.workflow.errors import Refused


class ChangedMeanwhile(Refused):
    """Somebody else saved in between. ``current`` is what stands there now, ``revision`` its number."""

    def __init__(self, message: str, *, current: str, revision: int, by: str = "") -> None:
        super().__init__(message)
        self.current = current
        self.revision = revision
        self.by = by
