"""Passwords: writing one, its age, and the reset that a person asks for by mail."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.audit.services import record
from core.outbox.services import emit
from core.parameters.selectors import number
from core.units.actors import SIGN_IN, Actor, actor_of
from core.units.models import User
from intranet.accounts.models import PasswordAge, SignInGuard

RESET_TOPIC = "accounts.reset_mail"


@transaction.atomic
def password_write(*, user: User, password: str) -> None:
    """Store a password that has passed the rules, and its date."""
    user.set_password(password)
    user.save(update_fields=["password"])
    PasswordAge.objects.update_or_create(user=user, defaults={"changed_at": timezone.now()})


@transaction.atomic
def password_change(*, user: User, password: str, by: Actor) -> None:
    """A person chose a new password (by the change page or a mailed reset). Lifts a lock: they have proved who they are."""
    password_write(user=user, password=password)
    SignInGuard.objects.filter(key=f"user:{user.pk}").delete()
    record(action="account.password", by=by, subject=user)


def password_expired(user: User) -> bool:
    """Whether the password is older than the parameter allows. Demo accounts never are: nobody would log in after a quarter."""
    days = number("security.password_max_age_days")
    if not days or user.is_demo:
        return False
    age = PasswordAge.objects.filter(user=user).first()
    changed = age.changed_at if age else user.date_joined
    return timezone.now() - changed > datetime.timedelta(days=days)


@transaction.atomic
def reset_request(*, users: list[User], address: str) -> None:
    """Somebody asked for a reset by mail. The same work whether or not the address is known.

    Who never accepted the invitation has no password to reset: the invitation's own expiry must not be got round.
    """
    known = [user for user in users if user.is_active and user.has_usable_password()]
    if not known or not settings.MAIL_AVAILABLE:
        by = Actor(kind="system", label=SIGN_IN, address=address)
        record(action="account.reset_request", by=by, result="refused")
        return
    for user in known:
        emit(RESET_TOPIC, {"user": user.pk}, key=f"user:{user.pk}")
        record(action="account.reset_request", by=actor_of(user, address), subject=user)
