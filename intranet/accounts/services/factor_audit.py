"""Audit of second factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from core.audit.services import record
from core.units.actors import Actor, actor_of
from core.units.models import User


@transaction.atomic
def factor_record(*, authenticator: Authenticator, added: bool, by: Actor) -> None:
    """A factor came or went."""
    action = "account.factor_add" if added else "account.factor_remove"
    record(action=action, by=by, subject=authenticator.user, data={"type": authenticator.type})


@transaction.atomic
def factor_failed_record(*, user: User, address: str) -> None:
    """A wrong code for the second factor."""
    record(action="account.factor", by=actor_of(user, address), subject=user, result="refused")
