"""Reading people, their roles and their sessions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from core.audit.models import AuditEntry
from core.parameters.selectors import number
from core.units.models import RoleAssignment, User
from core.units.refs import subject_kind
from intranet.accounts.models import FactorReset, PersonalLink, SignInGuard


def unused_since(now: datetime.datetime) -> datetime.datetime:
    """Who has not signed in since then counts as unused (GB/T 22239: stale accounts)."""
    return now - datetime.timedelta(days=number("security.unused_account_days"))


def people_rows(chosen: dict[str, Any]) -> QuerySet[User]:
    """People with unit and present roles: two queries a page."""
    rows = User.objects.order_by("id")
    if text := chosen.get("q"):
        rows = rows.filter(Q(display_name__icontains=text) | Q(username__icontains=text) | Q(email__icontains=text))
    if unit := chosen.get("unit"):
        rows = rows.filter(Q(home_unit_id=unit) | Q(seconded_unit_id=unit))
    if role := chosen.get("role"):
        current = RoleAssignment.objects.current(timezone.localdate()).filter(user=OuterRef("pk"), role=role)
        rows = rows.filter(Exists(current))
    rows = _in_state(rows, chosen.get("state") or "")
    current = RoleAssignment.objects.current(timezone.localdate()).select_related("unit").order_by("id")
    return rows.select_related("home_unit", "seconded_unit").prefetch_related(Prefetch("assignments", current, to_attr="now_assignments"))


def _in_state(rows: QuerySet[User], state: str) -> QuerySet[User]:
    now, today = timezone.now(), timezone.localdate()
    match state:
        case "active":
            return rows.filter(is_active=True)
        case "inactive":
            return rows.filter(is_active=False)
        case "invited":
            return rows.filter(Q(password__startswith=UNUSABLE_PASSWORD_PREFIX), is_active=True)
        case "unused":
            old = Q(last_login__lt=unused_since(now)) | Q(last_login__isnull=True, date_joined__lt=unused_since(now))
            return rows.filter(old, is_active=True)
        case "seconded":
            running = Q(seconded_until__isnull=True) | Q(seconded_until__gte=today)
            return rows.filter(running, seconded_unit__isnull=False)
        case "locked":
            guards = SignInGuard.objects.filter(locked_until__gt=now, key__startswith="user:").values_list("key", flat=True)
            return rows.filter(pk__in=[int(key.removeprefix("user:")) for key in guards])
        case _:
            return rows


@dataclass(frozen=True, slots=True)
class AccountState:
    """What the page of a person says about the account."""

    has_password: bool
    has_factor: bool
    open_link: PersonalLink | None
    open_reset: FactorReset | None
    locked_until: datetime.datetime | None
    sessions: int


def account_state(user: User) -> AccountState:
    """The state of a person's account now."""
    now = timezone.now()
    guard = SignInGuard.objects.filter(key=f"user:{user.pk}", locked_until__gt=now).first()
    return AccountState(
        has_password=user.has_usable_password(),
        has_factor=Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        open_link=PersonalLink.objects.open(now).filter(user=user).first(),
        open_reset=FactorReset.objects.filter(user=user, state="requested").select_related("requested_by").first(),
        locked_until=guard.locked_until if guard else None,
        sessions=UserSession.objects.filter(user=user).count(),
    )


def assignments_of(user: User) -> QuerySet[RoleAssignment]:
    """All roles a person holds or held, newest first."""
    return RoleAssignment.objects.filter(user=user).select_related("unit").order_by("-id")


def role_rows(chosen: dict[str, Any]) -> QuerySet[RoleAssignment]:
    """Assignments with person and unit: one query a page."""
    today = timezone.localdate()
    rows = RoleAssignment.objects.select_related("user", "unit").order_by("-id")
    if role := chosen.get("role"):
        rows = rows.filter(role=role)
    if unit := chosen.get("unit"):
        rows = rows.filter(unit_id=unit)
    if text := chosen.get("q"):
        rows = rows.filter(Q(user__display_name__icontains=text) | Q(user__username__icontains=text))
    match chosen.get("state"):
        case "ended":
            return rows.filter(valid_until__lt=today)
        case "coming":
            return rows.filter(valid_from__gt=today)
        case "ending":
            return rows.filter(valid_until__gte=today, valid_until__lte=today + datetime.timedelta(days=30))
        case "current":
            return rows.filter(
                Q(valid_from__isnull=True) | Q(valid_from__lte=today), Q(valid_until__isnull=True) | Q(valid_until__gte=today)
            )
        case _:
            return rows


def session_rows(chosen: dict[str, Any]) -> QuerySet[UserSession]:
    """Open sessions, newest first."""
    rows: QuerySet[UserSession] = UserSession.objects.select_related("user", "user__home_unit").order_by("-id")
    if text := chosen.get("q"):
        rows = rows.filter(Q(user__display_name__icontains=text) | Q(user__username__icontains=text) | Q(ip__startswith=text))
    return rows


def factor_resets() -> QuerySet[FactorReset]:
    """Requests to remove a second factor: open ones first, then the newest."""
    rows = FactorReset.objects.select_related("user", "requested_by", "decided_by")
    return rows.order_by(F("decided_at").desc(nulls_first=True), "-id")


def locked_accounts() -> QuerySet[SignInGuard]:
    """Accounts and unknown names that are locked now."""
    return SignInGuard.objects.filter(locked_until__gt=timezone.now()).order_by("-locked_until", "key")


def locked_people(guards: list[SignInGuard]) -> dict[str, User]:
    """The people behind guards, by the guard's key."""
    ids = [int(guard.key.removeprefix("user:")) for guard in guards if guard.key.startswith("user:")]
    return {f"user:{user.pk}": user for user in User.objects.filter(pk__in=ids)}


def account_audit(user: User) -> QuerySet[AuditEntry]:
    """What was done to a person's account."""
    rows = AuditEntry.objects.filter(subject_kind=subject_kind(User), subject_id=user.pk)
    return rows.select_related("user").order_by("-number")
