"""A machine's table as Markdown: a state diagram and the table itself. A test holds docs/ equal to it."""

from __future__ import annotations

from django.utils import translation

from core.units.enums import Role
from core.workflow.machine import Machine, Transition


def draw(machine: Machine) -> str:
    """The page for docs/workflows/, in the field's own words."""
    with translation.override("zh-hans"):
        lines = [
            f"# {machine.label} ({machine.kind})",
            "",
            "Drawn from the transition table by `make docs`; a test fails when it differs.",
            "",
            "```mermaid",
        ]
        lines += ["stateDiagram-v2", *_states(machine), *_arrows(machine), "```", "", *_table(machine)]
    return "\n".join(lines) + "\n"


def _states(machine: Machine) -> list[str]:
    first = next(iter(machine.states))
    return [f"    {state} : {label} {state}" for state, label in machine.states.items()] + [f"    [*] --> {first}"]


def _arrows(machine: Machine) -> list[str]:
    joined: dict[tuple[str, str], list[str]] = {}
    for row in machine.transitions:
        for source in sorted(row.sources):
            if row.target and row.target != source:
                joined.setdefault((source, row.target), []).append(str(row.label))
    arrows = [f"    {source} --> {target} : {' / '.join(labels)}" for (source, target), labels in joined.items()]
    return arrows + [f"    {state} --> [*]" for state in sorted(machine.final)]


def _table(machine: Machine) -> list[str]:
    head = ["| 动作 | action | 自 | 至 | 谁 | 不得同一人 |", "| --- | --- | --- | --- | --- | --- |"]
    return head + [_row(machine, row) for row in machine.transitions]


def _row(machine: Machine, row: Transition) -> str:
    sources = "、".join(str(machine.states[state]) for state in machine.states if state in row.sources)
    target = str(machine.states[row.target]) if row.target else "（不变）"
    who = [str(Role(role).label) for role in sorted(row.roles)] if "user" in row.actors else []
    who += [{"system": "系统", "requester": "诉求人"}[kind] for kind in sorted(row.actors - {"user"})]
    names = {other.action: str(other.label) for other in machine.transitions}
    apart = "、".join(names[action] for action in row.not_same_as)
    return f"| {row.label} | `{row.action}` | {sources} | {target} | {'、'.join(who)} | {apart} |"
