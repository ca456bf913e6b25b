"""Which settings there are. Apps declare theirs at start-up; the settings screen is drawn from this.

Every "promptly" and "regularly" of the source document (S84) is one of these, with its unit, its default and
where the default comes from.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from core.limits import Limit
from core.parameters.enums import ParameterGroup, ParameterKind

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Value: TypeAlias = int | Decimal | Limit | datetime.time | str | bool
# Sees the values as they would be; returns what is wrong, or nothing.
Rule: TypeAlias = Callable[[Mapping[str, Value]], "_StrOrPromise | None"]


class UnknownParameter(KeyError):
    """No app declared this setting."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One setting. ``source`` says whose rule the default is; ``topic`` is put in the outbox after a change."""

    key: str
    default: Value
    kind: str
    label: _StrOrPromise
    unit: _StrOrPromise
    source: _StrOrPromise
    group: str
    minimum: Decimal | None
    maximum: Decimal | None
    choices: tuple[tuple[str, _StrOrPromise], ...]
    help: _StrOrPromise
    topic: str


_definitions: dict[str, Definition] = {}
_rules: list[tuple[tuple[str, ...], Rule]] = []


def define(
    key: str,
    default: Value,
    kind: str,
    label: _StrOrPromise,
    unit: _StrOrPromise = "",
    source: _StrOrPromise = "",
    *,
    group: str = ParameterGroup.OTHER,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
    choices: tuple[tuple[str, _StrOrPromise], ...] = (),
    help: _StrOrPromise = "",
    topic: str = "",
) -> Definition:
    """Declare a setting (in AppConfig.ready()). Declaring the same key in two ways is an error of the program."""
    definition = Definition(
        key=key,
        default=default,
        kind=ParameterKind(kind).value,
        label=label,
        unit=unit,
        source=source,
        group=ParameterGroup(group).value,
        minimum=None if minimum is None else Decimal(minimum),
        maximum=None if maximum is None else Decimal(maximum),
        choices=choices,
        help=help,
        topic=topic,
    )
    known = _definitions.get(key)
    if known is not None and (known.default, known.kind) != (default, definition.kind):
        raise ValueError(f"setting {key} is declared twice, differently")
    _definitions[key] = definition
    return definition


def rule(*keys: str) -> Callable[[Rule], Rule]:
    """Declare a rule over several settings, asked whenever one of them is to change."""

    def register(check: Rule) -> Rule:
        if (keys, check) not in _rules:
            _rules.append((keys, check))
        return check

    return register


def definition_of(key: str) -> Definition:
    """The declaration. Raises UnknownParameter."""
    try:
        return _definitions[key]
    except KeyError:
        raise UnknownParameter(key) from None


def definitions() -> tuple[Definition, ...]:
    """All settings, in the order they were declared."""
    return tuple(_definitions.values())


def rules_about(key: str) -> tuple[Rule, ...]:
    """The rules that a change of this setting could break."""
    return tuple(check for keys, check in _rules if key in keys)
