"""The one write path: a change of state goes through :func:`advance` and through nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from core.audit.services import record
from core.units.actors import Actor
from core.units.refs import subject_ref
from core.units.selectors import scope_of
from core.workflow.enums import RequestState
from core.workflow.errors import IllegalTransition, InvalidData, NotAllowed, Refused
from core.workflow.machine import Context, Machine, Need, Transition
from core.workflow.models import ApprovalRequest, Step
from core.workflow.moment import act_moment, at_moment
from core.workflow.permissions import demand
from core.workflow.registry import machine_of
from core.workflow.selectors import doers_of, pending_request


def advance(obj: Any, action: str, *, by: Actor, data: Mapping[str, Any] | None = None, at: datetime.datetime | None = None) -> Step:
    """Do an action on a record, with its step, audit entry, clock entries and outbox rows, or do nothing.

    Raises IllegalTransition, NotAllowed, Refused or InvalidData; each has a sentence for the person.
    ``at`` is the moment the act counts for (UTC-aware); the default is now.
    """
    given = dict(data or {})
    moment = at or act_moment()
    machine = machine_of(obj)
    with at_moment(moment), transaction.atomic():
        locked = machine.model._base_manager.select_for_update().get(pk=obj.pk)
        row = machine.find(locked.state, action)
        if row is None:
            raise IllegalTransition(
                _("“%(state)s”状态下不能办理该事项，可能已有人先行办理，请刷新后再看。") % {"state": machine.states[locked.state]}
            )
        _examine(machine, row, locked, by, given)
        context = Context(obj=locked, transition=row, actor=by, data=given, at=moment, from_state=locked.state)
        _perform(machine, context)
    _refresh(obj, locked)
    assert context.step is not None
    return context.step


def _examine(machine: Machine, row: Transition, obj: Any, by: Actor, data: Mapping[str, Any]) -> None:
    demand(machine, row, obj, by, doers_of(obj) if row.not_same_as else ())
    if row.available:
        row.available(obj, by)
    missing = {
        need.name: _("请填写“%(label)s”。") % {"label": need.label} for need in row.needs if need.required and not _given(need, data)
    }
    if missing and by.kind == "user":
        raise InvalidData(missing)
    if row.check:
        row.check(obj, by, data)


def _given(need: Need, data: Mapping[str, Any]) -> bool:
    value = data.get(need.name)
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | tuple):
        return bool(value)
    return value is not None


def _perform(machine: Machine, context: Context) -> None:
    obj, row = context.obj, context.transition
    target = row.target_of(obj) if row.target_of else row.target
    if target is not None:
        obj.state = target
        obj.state_since = context.at
    # The step is written first: effects point files and requests at it. The round is the one the act
    # belongs to; an effect that opens a new round does so for what follows.
    context.step = step_write(
        obj=obj,
        action=row.action,
        from_state=context.from_state,
        actor=context.actor,
        at=context.at,
        data=context.data,
        unit_id=acting_unit(machine, row, obj, context.actor),
    )
    if row.effect:
        row.effect(context)
    if machine.before_save:
        machine.before_save(context)
    obj.save()
    if machine.after:
        machine.after(context)
    # Last, because the audit chain's head stays locked from here to the commit.
    record(
        action=f"{machine.kind}.{row.action}",
        by=context.actor,
        subject=obj,
        data={"from": context.from_state, "to": obj.state, "step": context.step.pk},
    )


def step_write(
    *, obj: Any, action: str, from_state: str, actor: Actor, at: datetime.datetime, data: Mapping[str, Any], unit_id: int | None
) -> Step:
    """Write one row of history. Only advance() and the services that open a record call this."""
    ref = subject_ref(obj)
    return Step.objects.create(
        subject_kind=ref.kind,
        subject_id=ref.pk,
        round=obj.round,
        action=action,
        from_state=from_state,
        to_state=obj.state,
        actor_kind=actor.kind,
        actor=actor.user,
        actor_label=actor.label[:60],
        unit_id=unit_id,
        at=at,
        opinion=str(data.get("opinion") or "").strip(),
        data={name: plain(value) for name, value in data.items() if name != "opinion"},
    )


def acting_unit(machine: Machine, row: Transition, obj: Any, actor: Actor) -> int | None:
    """The unit the person acted for: where the right was held, else the home unit."""
    if actor.user is None:
        return machine.unit_of(obj)
    pairs = scope_of(actor.user).role_units
    held = {unit for role, unit in pairs if role in row.roles}
    if row.place:
        here = held & set(machine.places[row.place](obj))
        if here:
            return min(here)
    if held:
        return min(held)
    return actor.user.home_unit_id


def plain(value: Any) -> Any:
    """A value as history keeps it: rows by number, dates as ISO text."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return [plain(item) for item in value]
    return value


def _refresh(obj: Any, locked: Any) -> None:
    for entry in locked._meta.concrete_fields:
        setattr(obj, entry.attname, getattr(locked, entry.attname))


def request_open(context: Context, *, kind: str, data: Mapping[str, Any] | None = None) -> ApprovalRequest:
    """Write the asking of an approval; used by the effect of an ask_… transition."""
    if context.actor.user is None or context.step is None:
        raise NotAllowed(_("只有工作人员可以提出申请。"))
    if pending_request(context.obj, kind):
        raise Refused(_("同一事项已有待审批的申请。"))
    ref = subject_ref(context.obj)
    return ApprovalRequest.objects.create(
        subject_kind=ref.kind,
        subject_id=ref.pk,
        round=context.obj.round,
        kind=kind,
        requested_by=context.actor.user,
        requested_unit_id=context.step.unit_id,
        requested_at=context.at,
        reason=context.step.opinion,
        data={name: plain(value) for name, value in (data or {}).items()},
    )


def request_decide(context: Context, *, kind: str, approved: bool) -> ApprovalRequest:
    """Write the decision; used by the effect of an approve_…/refuse_… transition."""
    request = pending_request(context.obj, kind)
    if request is None:
        raise Refused(_("没有待审批的申请。"))
    request.state = RequestState.APPROVED if approved else RequestState.REFUSED
    request.decided_by = context.actor.user
    request.decided_at = context.at
    request.decision_opinion = context.step.opinion if context.step else ""
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_opinion"])
    return request


def requests_lapse(obj: Any, *, at: datetime.datetime) -> int:
    """Close requests that a change of state has overtaken, so that no queue shows them for ever."""
    ref = subject_ref(obj)
    return ApprovalRequest.objects.of(ref).pending().update(state=RequestState.LAPSED, decided_at=at)


def deny_own_request(obj: Any, actor: Actor, kind: str) -> None:
    """Guard of every decision: there is a request, and the person who asked does not decide."""
    request = pending_request(obj, kind)
    if request is None:
        raise Refused(_("没有待审批的申请。"))
    if actor.user_id is not None and request.requested_by_id == actor.user_id:
        raise NotAllowed(_("申请人不能审批自己的申请。"))
