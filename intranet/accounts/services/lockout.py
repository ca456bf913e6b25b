"""Counting wrong passwords for one account and locking it for a while (GB/T 22239, 8.1.4.1 b).

The count is in the database: a cache may be emptied, and its counters are not atomic. A try is written down
before the password is checked, so that many tries at once cannot slip past the limit.
"""

from __future__ import annotations

import datetime
import math

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.audit.services import record
from core.parameters.selectors import number
from core.privacy.ciphers import lookup_hash
from core.privacy.masking import mask_name
from core.units.actors import SIGN_IN, Actor, actor_of
from core.units.models import User
from intranet.accounts.models import SignInGuard


class Locked(Exception):
    """Too many wrong tries. ``minutes`` until the next one is allowed, at least 1."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


def user_named(login: str) -> User | None:
    """The person whose user name or e-mail address was typed."""
    login = login.strip()
    if not login:
        return None
    return User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).order_by("id").first()


def guard_key(login: str) -> str:
    """One key for all spellings by which an account can be named."""
    user = user_named(login)
    return f"user:{user.pk}" if user else f"name:{lookup_hash(login.strip().lower(), purpose='sign-in')}"


@transaction.atomic
def attempt_begin(*, login: str) -> None:
    """Write a try down as failed. Raises Locked when this account may not be tried now."""
    now = timezone.now()
    key = guard_key(login)
    guard, _created = SignInGuard.objects.select_for_update().get_or_create(key=key, defaults={"tried_at": now})
    if guard.locked_until and guard.locked_until > now:
        raise Locked(max(1, math.ceil((guard.locked_until - now).total_seconds() / 60)))
    window = datetime.timedelta(minutes=number("security.lockout_minutes"))
    guard.failures = 1 if guard.locked_until or guard.tried_at < now - window else guard.failures + 1
    guard.locked_until = now + window if guard.failures >= number("security.lockout_tries") else None
    guard.tried_at = now
    guard.save()


@transaction.atomic
def attempt_succeeded(*, login: str) -> None:
    """The password was right: forget the wrong tries."""
    SignInGuard.objects.filter(key=guard_key(login)).delete()


@transaction.atomic
def attempt_failed(*, login: str, address: str) -> None:
    """Audit a wrong password. What was typed is masked: people type passwords into the wrong field."""
    user = user_named(login)
    by = actor_of(user, address) if user else Actor(kind="system", label=SIGN_IN, address=address)
    data = {} if user else {"login": mask_name(login.strip()[:20])}
    record(action="account.sign_in", by=by, subject=user, result="refused", data=data)
    guard = SignInGuard.objects.filter(key=guard_key(login), locked_until__gt=timezone.now()).first()
    if guard:
        record(action="account.lock", by=by, subject=user, result="refused", data={**data, "tries": guard.failures})


@transaction.atomic
def account_unlock(*, user: User, by: Actor) -> None:
    """Let a locked person try again at once."""
    SignInGuard.objects.filter(key=f"user:{user.pk}").delete()
    record(action="account.unlock", by=by, subject=user)


def guards_forget(now: datetime.datetime) -> None:
    """Remove counts that no longer matter."""
    old = now - datetime.timedelta(minutes=number("security.lockout_minutes"), days=1)
    SignInGuard.objects.filter(tried_at__lt=old).delete()
