"""Changing settings."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.outbox.services import emit
from core.parameters.models import ParameterValue
from core.parameters.registry import Definition, UnknownParameter, Value, definition_of, rules_about
from core.parameters.selectors import VERSION_NAME, stored_values
from core.parameters.snapshots import data_changed, lock_data
from core.parameters.values import parse, text_of
from core.units.actors import Actor

LONGEST_REASON = 200


@transaction.atomic
def parameter_set(*, key: str, value: object, by: Actor, reason: str) -> ParameterValue:
    """Change a setting, given typed or as text. Raises ValidationError for ``value`` or ``reason``."""
    definition = _known(key)
    try:
        typed = parse(definition, value)
    except ValidationError as error:
        raise ValidationError({"value": error}) from error
    return _write(definition, typed, by=by, reason=reason, is_default=False)


@transaction.atomic
def parameter_reset(*, key: str, by: Actor, reason: str) -> ParameterValue:
    """Back to the default. Raises ValidationError as parameter_set does."""
    definition = _known(key)
    return _write(definition, definition.default, by=by, reason=reason, is_default=True)


def _known(key: str) -> Definition:
    try:
        return definition_of(key)
    except UnknownParameter:
        raise ValidationError({"value": _("没有名为“%(key)s”的设置项。") % {"key": key}}) from None


def _write(definition: Definition, typed: Value, *, by: Actor, reason: str, is_default: bool) -> ParameterValue:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("请写明修改原因。")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": _("最多%(count)d个字。") % {"count": LONGEST_REASON}})
    # Under the lock, and read afresh: two changes that break a rule only together must not both pass.
    lock_data(VERSION_NAME)
    values = stored_values()
    before = values[definition.key]
    if typed == before:
        raise ValidationError({"value": _("新值与现行值相同。")})
    _check_rules(definition, {**values, definition.key: typed})
    row = ParameterValue.objects.create(
        key=definition.key,
        value="" if is_default else text_of(typed),
        is_default=is_default,
        set_at=timezone.now(),
        set_by=by.user,
        set_by_label=by.label[:60],
        reason=reason,
    )
    changes = {"key": definition.key, "before": text_of(before), "after": text_of(typed), "reason": reason}
    record(action="parameters.set", by=by, subject=row, data=changes)
    data_changed(VERSION_NAME)
    if definition.topic:
        emit(definition.topic, {"reason": definition.key})
    return row


def _check_rules(definition: Definition, values: Mapping[str, Value]) -> None:
    for check in rules_about(definition.key):
        problem = check(values)
        if problem:
            raise ValidationError({"value": problem})
