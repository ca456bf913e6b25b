"""Ending people's sessions."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from core.audit.services import record
from core.units.actors import Actor
from core.units.models import User


def _delete(rows: Iterable[UserSession]) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    count = 0
    for row in rows:
        store.delete(row.session_key)
        row.delete()
        count += 1
    return count


@transaction.atomic
def sessions_end(*, user: User, by: Actor, keep: str = "", reason: str = "") -> int:
    """End all sessions of a person but the one with the key ``keep``. Returns how many there were."""
    ended = _delete(UserSession.objects.filter(user=user).exclude(session_key=keep))
    record(action="account.sessions_end", by=by, subject=user, data={"count": ended, "reason": reason})
    return ended


@transaction.atomic
def sessions_end_some(*, rows: Iterable[UserSession], by: Actor) -> int:
    """End some sessions of one person, as picked from a list."""
    chosen = list(rows)
    if not chosen:
        return 0
    ended = _delete(chosen)
    record(action="account.sessions_end", by=by, subject=chosen[0].user, data={"count": ended, "reason": ""})
    return ended
