"""The machines of all apps, filled when the apps start."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from core.units.refs import subject_kind
from core.workflow.machine import Machine

_machines: dict[str, Machine] = {}


def register(machine: Machine) -> None:
    """Add a machine. Raises ImproperlyConfigured with every fault of its table."""
    problems = machine.problems()
    if problems:
        raise ImproperlyConfigured("; ".join(problems))
    _machines[machine.kind] = machine


def machine_of(obj: Model | type[Model]) -> Machine:
    """The machine of a record or model."""
    return _machines[subject_kind(obj)]


def machines() -> list[Machine]:
    """All of them, for the documentation and the matrix tests."""
    return [_machines[kind] for kind in sorted(_machines)]
