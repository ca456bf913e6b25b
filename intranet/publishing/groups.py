"""Wagtail's groups as a mirror of the roles 发布人 and 审核人.

Wagtail's lists ask groups. The groups are made by ``site_setup``; their members follow the roles when
these change, and each hour for roles that begin or run out by date.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from core.units.enums import Role
from core.units.models import RoleAssignment, User
from intranet.publishing.rights import HOUSE_KINDS, PUBLISHING_ROLES

PUBLISHERS = "信息发布（全站）"
UNIT_PUBLISHERS = "信息发布（本单位）"
REVIEWERS = "信息审核"
ALL_GROUPS = (PUBLISHERS, UNIT_PUBLISHERS, REVIEWERS)


def _wanted(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Group names for (role, kind of unit) pairs."""
    names: set[str] = set()
    for role, kind in pairs:
        if role == Role.REVIEWER:
            names.add(REVIEWERS)
        elif role == Role.PUBLISHER:
            names.add(PUBLISHERS if kind in HOUSE_KINDS else UNIT_PUBLISHERS)
    return names


@transaction.atomic
def membership_mirror(*, user_id: int) -> None:
    """Put a person into the groups of his roles today, and out of the others."""
    rows = RoleAssignment.objects.current(timezone.localdate()).filter(user_id=user_id, role__in=PUBLISHING_ROLES)
    wanted = _wanted(rows.values_list("role", "unit__kind"))
    groups = {group.name: group for group in Group.objects.filter(name__in=ALL_GROUPS)}
    user = User.objects.filter(pk=user_id).first()
    if user is None or not groups:
        return
    held = set(user.groups.filter(name__in=ALL_GROUPS).values_list("name", flat=True))
    user.groups.add(*(groups[name] for name in wanted - held if name in groups))
    user.groups.remove(*(groups[name] for name in held - wanted))


def memberships_mirror() -> int:
    """Everybody who has such a role or is in such a group. Returns how many people were looked at."""
    with_role = RoleAssignment.objects.filter(role__in=PUBLISHING_ROLES).values_list("user_id", flat=True)
    in_group = User.objects.filter(groups__name__in=ALL_GROUPS).values_list("pk", flat=True)
    people = sorted({*with_role, *in_group})
    for user_id in people:
        membership_mirror(user_id=user_id)
    return len(people)
