"""Reading settings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import structlog
from django.core.exceptions import ValidationError

from core.limits import Limit
from core.parameters.enums import ParameterGroup
from core.parameters.models import ParameterValue, ParameterValueQuerySet
from core.parameters.registry import Definition, Value, definition_of, definitions
from core.parameters.snapshots import Snapshot
from core.parameters.values import parse, shown

logger = structlog.get_logger(__name__)
VERSION_NAME = "parameters"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as the settings screen shows it. ``last`` is its newest change, if there was any."""

    definition: Definition
    value: Value
    last: ParameterValue | None

    @property
    def is_default(self) -> bool:
        return self.value == self.definition.default

    @property
    def shown(self) -> str:
        return shown(self.definition, self.value)

    @property
    def default_shown(self) -> str:
        return shown(self.definition, self.definition.default)


@dataclass(frozen=True, slots=True)
class SettingGroup:
    key: str
    label: str
    settings: tuple[Setting, ...]


def _fold(rows: ParameterValueQuerySet) -> dict[str, Value]:
    """The value of each changed setting after all these changes, oldest first."""
    values: dict[str, Value] = {}
    known = {definition.key: definition for definition in definitions()}
    for key, text, is_default in rows.order_by("id").values_list("key", "value", "is_default"):
        if key not in known:
            continue
        values.pop(key, None)
        if is_default:
            continue
        try:
            values[key] = parse(known[key], text)
        except ValidationError:
            # The declaration became stricter after this value was set: the default counts again.
            logger.warning("parameter_unreadable", key=key, value=text)
    return values


def _build(_version: int) -> Mapping[str, Value]:
    return MappingProxyType(_fold(ParameterValue.objects.all()))


_changed = Snapshot(VERSION_NAME, _build)


def value(key: str) -> Value:
    """The value in force. int, Decimal, Limit, time, str or bool by the setting's kind. Raises UnknownParameter."""
    definition = definition_of(key)
    return _changed.get().get(key, definition.default)


def limit(key: str) -> Limit:
    """The value of a setting of kind "duration"."""
    found = value(key)
    if not isinstance(found, Limit):
        raise TypeError(f"{key} is no time limit")
    return found


def number(key: str) -> int:
    """The value of a setting of kind "int"."""
    found = value(key)
    if not isinstance(found, int):
        raise TypeError(f"{key} is no whole number")
    return found


def flag(key: str) -> bool:
    """The value of a setting of kind "bool"."""
    found = value(key)
    if not isinstance(found, bool):
        raise TypeError(f"{key} is no yes-or-no setting")
    return found


def stored_values() -> dict[str, Value]:
    """All values, read from the table now and not from memory; for the service that changes them."""
    defaults = {definition.key: definition.default for definition in definitions()}
    return defaults | _fold(ParameterValue.objects.all())


def value_at(key: str, at: datetime.datetime) -> Value:
    """The value that was in force at a past moment, for figures that are computed again."""
    definition = definition_of(key)
    return _fold(ParameterValue.objects.of(key).until(at)).get(key, definition.default)


def history(key: str) -> ParameterValueQuerySet:
    """All changes of one setting, newest first."""
    return ParameterValue.objects.of(definition_of(key).key).select_related("set_by").order_by("-id")


def setting(key: str) -> Setting:
    """One setting for its edit form."""
    definition = definition_of(key)
    return Setting(definition, value(key), history(key).first())


def setting_groups() -> tuple[SettingGroup, ...]:
    """All settings by group, in two queries whatever their number."""
    last: dict[str, ParameterValue] = {}
    for row in ParameterValue.objects.select_related("set_by").order_by("id"):
        last[row.key] = row
    found: dict[str, list[Setting]] = {}
    for definition in definitions():
        item = Setting(definition, value(definition.key), last.get(definition.key))
        found.setdefault(definition.group, []).append(item)
    order = [group for group in ParameterGroup if group.value in found]
    return tuple(SettingGroup(group.value, str(group.label), tuple(found[group.value])) for group in order)
