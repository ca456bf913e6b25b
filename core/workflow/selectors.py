"""Reading the history and the offers of a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from core.units.actors import Actor
from core.units.refs import subject_ref
from core.workflow.errors import WorkflowError
from core.workflow.machine import Machine, Transition
from core.workflow.models import ApprovalRequest, RequestQuerySet, Step, StepQuerySet
from core.workflow.permissions import demand
from core.workflow.registry import machine_of


@dataclass(frozen=True, slots=True)
class ActionOffer:
    """An action that is legal for this person now."""

    transition: Transition

    @property
    def action(self) -> str:
        return self.transition.action

    @property
    def label(self) -> str:
        return str(self.transition.label)

    @property
    def likely(self) -> bool:
        return self.transition.likely


def steps_of(obj: Model) -> StepQuerySet:
    """The record's steps, oldest first."""
    return Step.objects.of(subject_ref(obj))


def requests_of(obj: Model) -> RequestQuerySet:
    """The record's asked-for approvals, newest first."""
    return ApprovalRequest.objects.of(subject_ref(obj))


def pending_request(obj: Model, kind: str) -> ApprovalRequest | None:
    """The open request of a kind, if there is one."""
    return requests_of(obj).pending().filter(kind=kind).first()


def doers_of(obj: Any) -> list[tuple[str, int]]:
    """(action, user id) of the present round."""
    rows = steps_of(obj).filter(round=obj.round, actor__isnull=False).values_list("action", "actor_id")
    return [(action, int(user)) for action, user in rows if user is not None]


def legal_actions(obj: Any, actor: Actor) -> list[ActionOffer]:
    """What the actor may do with the record now, the likely act first."""
    machine = machine_of(obj)
    rows = [row for row in machine.transitions if obj.state in row.sources]
    doers = doers_of(obj) if any(row.not_same_as for row in rows) else []
    offers = [ActionOffer(row) for row in rows if _is_open(machine, row, obj, actor, doers)]
    return sorted(offers, key=lambda offer: not offer.likely)


def _is_open(machine: Machine, row: Transition, obj: Any, actor: Actor, doers: list[tuple[str, int]]) -> bool:
    try:
        demand(machine, row, obj, actor, doers)
        if row.available:
            row.available(obj, actor)
    except WorkflowError:
        return False
    return True
