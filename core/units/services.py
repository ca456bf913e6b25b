"""Writing units, people's roles and contacts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.units.enums import EXCLUSIVE_ROLES, ContactKind
from core.units.models import RoleAssignment, Unit, UnitContact, User

PATH_WIDTH = 10


@transaction.atomic
def unit_create(*, kind: str, name: str, code: str, short_name: str = "", parent: Unit | None = None, **fields: Any) -> Unit:
    """Create a unit under its parent. The tree path needs the new id, hence the second write."""
    unit = Unit(kind=kind, name=name, short_name=short_name or name, code=code, parent=parent, **fields)
    unit.path = f"new-{code}"
    unit.full_clean()
    unit.save()
    unit.path = f"{parent.path if parent else ''}{unit.pk:0{PATH_WIDTH}d}/"
    unit.save(update_fields=["path"])
    return unit


@transaction.atomic
def unit_move(*, unit: Unit, parent: Unit | None) -> Unit:
    """Hang a unit with everything below it under another parent. Refuses to make a circle."""
    if parent and parent.path.startswith(unit.path):
        raise ValidationError({"parent": _("不能把单位移到自己的下级单位之下。")})
    old = unit.path
    new = f"{parent.path if parent else ''}{unit.pk:0{PATH_WIDTH}d}/"
    for row in Unit.objects.filter(path__startswith=old):
        row.path = new + row.path[len(old) :]
        row.save(update_fields=["path"])
    unit.parent, unit.path = parent, new
    unit.save(update_fields=["parent", "path"])
    return unit


@transaction.atomic
def role_assign(*, user: User, role: str, unit: Unit, **period: Any) -> RoleAssignment:
    """Give a role. Raises ValidationError where the rules keep two roles apart (auditor ≠ administrator)."""
    held = set(RoleAssignment.objects.current(timezone.localdate()).filter(user=user).values_list("role", flat=True))
    for first, second in EXCLUSIVE_ROLES:
        if (role == first and second in held) or (role == second and first in held):
            raise ValidationError({"role": _("审计员与管理员不能由同一人担任。")})
    assignment, _created = RoleAssignment.objects.update_or_create(user=user, role=role, unit=unit, defaults=period)
    return assignment


@transaction.atomic
def contact_appoint(*, unit: Unit, kind: ContactKind | str, user: User) -> UnitContact:
    """Name the unit's head in charge or liaison (S70). The one before keeps a row with its end date."""
    today = timezone.localdate()
    UnitContact.objects.filter(unit=unit, kind=kind, until__isnull=True).update(until=today)
    return UnitContact.objects.create(unit=unit, kind=kind, user=user, since=today)
