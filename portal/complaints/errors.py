"""Why a resident's request is not carried out."""

from __future__ import annotations

import datetime

from portal.complaints.models import Complaint


class KeyReused(Exception):
    """The form was submitted before, with another content. ``complaint`` is what was submitted then."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.number)
        self.complaint = complaint


class KeyExpired(Exception):
    """The same form and content, but the day in which its receipt may be shown again is over."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.number)
        self.complaint = complaint


class ActRefused(Exception):
    """The act is not possible now. ``message`` says why (translated)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)


class TooManyRequests(Exception):
    """The address used up its tries. ``limit`` per ``period_seconds``, again from ``retry_at``."""

    def __init__(self, *, scope: str, limit: int, period_seconds: int, retry_at: datetime.datetime, retry_after: int) -> None:
        super().__init__(f"{scope}: {limit} in {period_seconds} s")
        self.scope = scope
        self.limit = limit
        self.period_seconds = period_seconds
        self.retry_at = retry_at
        self.retry_after = retry_after
