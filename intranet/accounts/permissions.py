"""Who must use a second factor and who may administer accounts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from core.parameters.selectors import flag
from core.units.enums import ADMINISTRATORS, Role
from core.units.models import User
from core.units.selectors import roles_of
from intranet.accounts.parameters import SECOND_FACTOR_FOR_ALL

# People and their links: system administrator; roles, sessions, locks, second factors: security administrator too.
ACCOUNT_ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN})


def must_have_second_factor(user: User) -> bool:
    """Administrators always (GB/T 22239, level 3); everybody when the parameter says so."""
    return not roles_of(user).isdisjoint(ADMINISTRATORS) or flag(SECOND_FACTOR_FOR_ALL)


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app is set up. Recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def lacks_second_factor(user: User) -> bool:
    """Must have one and has none: nothing but its set-up may be reached."""
    return must_have_second_factor(user) and not has_second_factor(user)
