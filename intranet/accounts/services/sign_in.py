"""The marks in a session and the audit of coming and going."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from core.audit.services import record
from core.units.actors import actor_of
from core.units.models import User

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
PASSWORD_EXPIRED = "password_expired"  # noqa: S105  (the name of a mark)
# The idle time is exact to this many seconds: one write a minute, not one with every request.
SEEN_STEP_SECONDS = 60


def mark_session(session: SessionBase) -> None:
    """Note when the session began. A signed-in session without these marks counts as over."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(time.time())


def session_over(session: SessionBase, *, idle_seconds: int, absolute_seconds: int) -> bool:
    """Whether a signed-in session has outlived its idle or its absolute time; otherwise notes that it was seen."""
    now = int(time.time())
    began, seen = session.get(SIGNED_IN_AT), session.get(SEEN_AT)
    if not isinstance(began, int) or not isinstance(seen, int):
        return True
    if now - seen > idle_seconds or now - began > absolute_seconds:
        return True
    if now - seen >= SEEN_STEP_SECONDS:
        session[SEEN_AT] = now
    return False


@transaction.atomic
def sign_in_record(*, user: User, address: str) -> None:
    """Audit a sign-in."""
    record(action="account.sign_in", by=actor_of(user, address), subject=user)


@transaction.atomic
def sign_out_record(*, user: User, address: str, reason: str = "") -> None:
    """Audit a sign-out; ``reason`` "idle" when the session had run out."""
    data: dict[str, Any] = {"reason": reason} if reason else {}
    record(action="account.sign_out", by=actor_of(user, address), subject=user, data=data)
