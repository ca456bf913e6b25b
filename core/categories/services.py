"""Keeping categories and filing conditions, one at a time. A whole table is loaded by core.categories.loading."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.audit.services import record
from core.categories.loading import categories_load, categories_load_content
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.categories.selectors import VERSION_NAME
from core.parameters.snapshots import data_changed, lock_data
from core.units.actors import Actor

__all__ = [
    "categories_load",
    "categories_load_content",
    "condition_add",
    "condition_end",
    "condition_revise",
    "major_create",
    "major_update",
    "minor_create",
    "minor_update",
]
M = TypeVar("M", bound=Model)
CONDITION_COLUMNS = ("text", "limit_value", "limit_unit", "close_condition", "responsible_role", "responsible_unit")


@transaction.atomic
def major_create(*, by: Actor, **fields: Any) -> MajorCategory:
    """Add a category. Raises ValidationError by field."""
    return _save(MajorCategory(**fields), "major.create", by)


@transaction.atomic
def major_update(*, major: MajorCategory, by: Actor, **fields: Any) -> MajorCategory:
    """Change a category; ``is_active=False`` takes it out of the forms. Raises ValidationError by field."""
    return _save(_with(major, fields), "major.update", by)


@transaction.atomic
def minor_create(*, by: Actor, **fields: Any) -> MinorCategory:
    """Add a subcategory. Raises ValidationError by field."""
    return _save(MinorCategory(**fields), "minor.create", by)


@transaction.atomic
def minor_update(*, minor: MinorCategory, by: Actor, **fields: Any) -> MinorCategory:
    """Change a subcategory; ``is_active=False`` takes it out of the forms. Raises ValidationError by field."""
    return _save(_with(minor, fields), "minor.update", by)


@transaction.atomic
def condition_add(*, by: Actor, **fields: Any) -> FilingCondition:
    """Add a filing condition, numbered after the subcategory's last unless ``number`` is given (another area class).

    Raises ValidationError by field.
    """
    lock_data(VERSION_NAME)
    taken = FilingCondition.objects.filter(minor=fields["minor"]).order_by("-number").values_list("number", flat=True).first()
    return _save(FilingCondition(**{"number": (taken or 0) + 1, **fields}), "condition.add", by)


@transaction.atomic
def condition_revise(*, condition: FilingCondition, valid_from: datetime.date, by: Actor, **fields: Any) -> FilingCondition:
    """Put a new version of a condition in force from a day on. Cases filed under the old one keep it.

    Raises ValidationError by field, also when the version shown to the editor is no longer the newest.
    """
    lock_data(VERSION_NAME)
    old = FilingCondition.objects.get(pk=condition.pk)
    if old.valid_until is not None:
        raise ValidationError(_("这个立案条件已有更新的版本，请刷新页面后再修改。"))
    if valid_from < old.valid_from:
        raise ValidationError({"valid_from": _("不能早于现行版本的生效日期%(day)s。") % {"day": old.valid_from}})
    kept = {column: fields.get(column, getattr(old, column)) for column in CONDITION_COLUMNS}
    old.valid_until = valid_from
    old.save(update_fields=["valid_until"])
    new = FilingCondition(
        minor=old.minor, number=old.number, area_class=old.area_class, version=old.version + 1, valid_from=valid_from, **kept
    )
    return _save(new, "condition.revise", by)


@transaction.atomic
def condition_end(*, condition: FilingCondition, on: datetime.date, by: Actor) -> FilingCondition:
    """End a condition: from that day on no case is filed under it."""
    if condition.valid_until is not None:
        raise ValidationError(_("这个立案条件已经失效。"))
    if on < condition.valid_from:
        raise ValidationError({"on": _("不能早于生效日期%(day)s。") % {"day": condition.valid_from}})
    condition.valid_until = on
    return _save(condition, "condition.end", by)


def _with(row: M, fields: dict[str, Any]) -> M:
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def _save(row: M, action: str, by: Actor) -> M:
    row.full_clean()
    row.save()
    data = {field.attname: _plain(field.value_from_object(row)) for field in row._meta.concrete_fields}
    record(action=f"categories.{action}", by=by, subject=row, data=data)
    data_changed(VERSION_NAME)
    return row


def _plain(value: object) -> object:
    return value if isinstance(value, (int, str, bool, type(None))) else str(value)
