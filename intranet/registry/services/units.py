"""Writing units with their history: renaming keeps the old name, nothing is deleted (domain.md §6.6)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.services import record
from core.units.actors import Actor
from core.units.enums import ContactKind
from core.units.models import Unit, UnitContact, User
from core.units.services import contact_appoint, unit_create, unit_move

PLAIN_FIELDS = ("short_name", "joined_status", "duties", "address", "phone", "sort_order", "first_responsible")


@transaction.atomic
def unit_add(*, by: Actor, kind: str, name: str, code: str, parent: Unit | None, **fields: Any) -> Unit:
    """Create a unit. Raises ValidationError by field."""
    unit = unit_create(kind=kind, name=name.strip(), code=code.strip(), parent=parent, **fields)
    record(action="units.create", by=by, subject=unit, data={"kind": kind, "name": unit.name, "code": unit.code})
    return unit


@transaction.atomic
def unit_change(*, unit: Unit, by: Actor, **fields: Any) -> Unit:
    """Change what needs no history of its own. Raises ValidationError by field."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    changed = [name for name in PLAIN_FIELDS if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    row.full_clean()
    if changed:
        row.save(update_fields=changed)
        record(action="units.change", by=by, subject=row, data={"fields": changed})
    return row


@transaction.atomic
def unit_rename(*, unit: Unit, name: str, short_name: str, by: Actor) -> Unit:
    """A new name; the old one joins the former names, under which the unit is still found."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    name, short_name = name.strip(), short_name.strip()
    if name == row.name and short_name == row.short_name:
        raise ValidationError({"name": _("新名称与现名称相同。")})
    before = row.name
    if name != before:
        row.former_names = [*[old for old in row.former_names if old not in (before, name)], before]
    row.name, row.short_name = name, short_name or name
    row.full_clean()
    row.save(update_fields=["name", "short_name", "former_names"])
    record(action="units.rename", by=by, subject=row, data={"before": before, "after": name})
    return row


@transaction.atomic
def unit_place(*, unit: Unit, parent: Unit | None, by: Actor) -> Unit:
    """Hang the unit with all below it elsewhere. Raises ValidationError for a circle."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    before = row.parent_id
    if parent and parent.pk == before:
        raise ValidationError({"parent": _("已经在这个上级单位之下。")})
    moved = unit_move(unit=row, parent=parent)
    record(action="units.move", by=by, subject=moved, data={"before": before, "after": parent.pk if parent else None})
    return moved


@transaction.atomic
def unit_activity(*, unit: Unit, active: bool, by: Actor, reason: str) -> Unit:
    """Take a unit out of use or back into it. Units below must be out of use first; people stay where they are."""
    if not reason.strip():
        raise ValidationError({"reason": _("请写明原因。")})
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    if not active and row.children.filter(is_active=True).exists():
        raise ValidationError(_("请先停用或移走它的下级单位。"))
    row.is_active = active
    row.save(update_fields=["is_active"])
    record(action="units.activity", by=by, subject=row, data={"active": active, "reason": reason.strip()[:200]})
    return row


@transaction.atomic
def unit_contact_set(*, unit: Unit, kind: str, user: User, by: Actor) -> UnitContact:
    """Name the head in charge or the liaison (S70); the one before keeps a row with its end date."""
    if kind not in ContactKind.values:
        raise ValidationError({"kind": _("请选择联系人类别。")})
    if not user.is_active:
        raise ValidationError({"user": _("该账户已停用。")})
    present = UnitContact.objects.filter(unit=unit, kind=kind, until__isnull=True).first()
    if present and present.user_id == user.pk:
        raise ValidationError({"user": _("已经是这个人。")})
    contact = contact_appoint(unit=unit, kind=kind, user=user)
    data = {"kind": kind, "user": user.pk, "before": present.user_id if present else None}
    record(action="units.contact", by=by, subject=unit, data=data)
    return contact
