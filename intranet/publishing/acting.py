"""Who is performing the Wagtail action that is running now.

Wagtail's signals do not say who acted; the actions know. They note it here for their receivers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.units.actors import SYSTEM, Actor, actor_of
from core.units.models import User

_actor: ContextVar[Actor] = ContextVar("publishing_actor", default=SYSTEM)


@contextmanager
def acting(user: User | None) -> Iterator[None]:
    """Everything inside is this person's act; without a person the enclosing actor stays."""
    token = _actor.set(actor_of(user)) if user is not None else None
    try:
        yield
    finally:
        if token is not None:
            _actor.reset(token)


def current_actor() -> Actor:
    """The person acting, or the system."""
    return _actor.get()
