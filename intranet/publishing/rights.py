"""Who may write, review and withdraw public texts.

Roles give the rights (发布人, 审核人); Wagtail's groups only mirror them (groups.py), because its lists
ask the groups. A role that has run out ends the right at once, whatever the groups still say.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from core.units.enums import Role, UnitKind
from core.units.models import Unit, User
from core.units.selectors import scope_of

# A role at one of these reaches every page; at another unit only what that unit and those below it issue.
HOUSE_KINDS = (UnitKind.COMMITTEE, UnitKind.OFFICE)
PUBLISHING_ROLES = (Role.PUBLISHER, Role.REVIEWER)


def has_publishing_role(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the publishing screens concern this person."""
    return bool(getattr(user, "is_superuser", False)) or scope_of(user).has(*PUBLISHING_ROLES)


def house_wide(user: User, role: str) -> bool:
    """Whether the person holds the role at the office or the committee itself. One query for each person and role."""
    cache: dict[str, bool] = user.__dict__.setdefault("_house_wide", {})
    if role not in cache:
        units = [unit for held, unit in scope_of(user).role_units if held == role]
        cache[role] = bool(units) and Unit.objects.filter(pk__in=units, kind__in=HOUSE_KINDS).exists()
    return cache[role]


def may_review(user: User | AnonymousUser, page: Page) -> bool:
    """Whether the person may review texts of this page at all; not whether this one is his own."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.is_superuser or house_wide(user, Role.REVIEWER):
        return True
    if not scope_of(user).has(Role.REVIEWER):
        return False
    issuer = getattr(page.specific_deferred, "issuer_unit_id", None)
    return issuer in scope_of(user).tree_ids
