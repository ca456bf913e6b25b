"""The permission matrix (S82): role × what, read from the same tables by which the program decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.phrases import listed
from core.units.enums import Role
from core.workflow.registry import machines
from intranet.registry.permissions import SCREENS

LOOK, CHANGE, ACT = "look", "change", "act"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One thing that can be seen or done. ``cells`` stand in the order of the roles: "", look, change or act."""

    label: str
    note: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixTable:
    title: str
    rows: tuple[MatrixRow, ...]


def matrix_tables() -> list[MatrixTable]:
    """The screens of the base data, then one table for each workflow."""
    return [MatrixTable(_("基础数据"), _screen_rows()), *_workflow_tables()]


def _screen_rows() -> tuple[MatrixRow, ...]:
    rows = []
    for screen in SCREENS:
        cells = tuple(CHANGE if role in screen.change else LOOK if role in screen.look else "" for role in Role.values)
        rows.append(MatrixRow(str(screen.label), str(screen.text), cells))
    return tuple(rows)


def _workflow_tables() -> list[MatrixTable]:
    tables = []
    for machine in machines():
        rows: dict[str, MatrixRow] = {}
        for transition in machine.transitions:
            known = rows.get(transition.action)
            states = listed(label for state, label in machine.states.items() if state in transition.sources)
            cells = [ACT if role in transition.roles else "" for role in Role.values]
            if known:
                states = listed((known.note, states))
                cells = [new or old for new, old in zip(cells, known.cells, strict=True)]
            rows[transition.action] = MatrixRow(str(transition.label), states, tuple(cells))
        tables.append(MatrixTable(str(machine.label), tuple(rows.values())))
    return tables
