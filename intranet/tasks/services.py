"""Drafting tasks and proposing supervisions. Everything else goes through advance()."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit.services import record
from core.files.services import file_attach
from core.units.actors import Actor
from core.units.models import Unit
from core.units.refs import SubjectRef, subject_ref
from core.workflow.errors import IllegalTransition, InvalidData, NotAllowed
from core.workflow.machine import Context, Machine, Transition
from core.workflow.services import acting_unit, step_write
from intranet.records.parents import parent_kind, parent_of
from intranet.records.services import link_add
from intranet.tasks.enums import SupervisionLevel, SupervisionState, TaskKind, TaskSource, TaskState
from intranet.tasks.followers import supervision_followed, task_followed
from intranet.tasks.machine import SUPERVISION_MACHINE, TASK_MACHINE
from intranet.tasks.models import Supervision, Task, TaskAssist
from intranet.tasks.permissions import OFFICE_OR_LEADER, TASK_UNITS, is_office

CREATE = Transition("create", gettext_lazy("拟稿"), frozenset(), TaskState.DRAFT, OFFICE_OR_LEADER)
EDIT = Transition("edit", gettext_lazy("修改草稿"), frozenset({TaskState.DRAFT}), None, OFFICE_OR_LEADER)
PROPOSE = Transition("propose", gettext_lazy("立项"), frozenset(), SupervisionState.PROPOSED, OFFICE_OR_LEADER)
EDITABLE = ("kind", "source", "title", "content", "basis", "lead_unit", "due_on")


@dataclass(frozen=True, slots=True)
class AssistPlan:
    """An assisting unit with the day of its opinion."""

    unit: Unit
    due_on: datetime.date


@transaction.atomic
def task_create(
    *,
    kind: str,
    title: str,
    content: str,
    lead_unit: Unit,
    due_on: datetime.date,
    by: Actor,
    assisting_units: Sequence[Unit | AssistPlan] = (),
    causes: Sequence[Model | SubjectRef] = (),
    at: datetime.datetime | None = None,
    source: str = TaskSource.OTHER,
    basis: str = "",
    files: Sequence[Any] = (),
) -> Task:
    """Draft a task, linked to the records it came of. advance(task, "issue", …) then numbers and sends it.

    An assisting unit given without a day of its own answers by the task's day. NotAllowed for whoever may not
    draft; InvalidData where units and kind do not fit.
    """
    _demand_office(by)
    moment = at or timezone.now()
    plans = [plan if isinstance(plan, AssistPlan) else AssistPlan(plan, due_on) for plan in assisting_units]
    _check_task(kind=kind, lead_unit=lead_unit, due_on=due_on, plans=plans)
    task = Task(
        kind=kind,
        source=source,
        title=title.strip(),
        content=content.strip(),
        basis=basis.strip(),
        lead_unit=lead_unit,
        due_on=due_on,
        state=TaskState.DRAFT,
        state_since=moment,
        created_by=by.user,
        created_at=moment,
    )
    task.save(force_insert=True)
    _write_assists(task, plans)
    for cause in causes:
        link_add(cause=cause, consequence=task, at=moment)
    _written(TASK_MACHINE, task, CREATE, by, moment, files=files)
    return task


@transaction.atomic
def task_edit(
    *,
    task: Task,
    by: Actor,
    assisting_units: Sequence[AssistPlan],
    facts: Mapping[str, Any],
    files: Sequence[Any] = (),
    at: datetime.datetime | None = None,
) -> Task:
    """Change a draft. ``facts``: any of EDITABLE. IllegalTransition when it was issued meanwhile."""
    _demand_office(by)
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if locked.state != TaskState.DRAFT:
        raise IllegalTransition(_("任务已下达，不能再修改。"))
    for name in EDITABLE:
        if name in facts:
            setattr(locked, name, facts[name])
    _check_task(kind=locked.kind, lead_unit=locked.lead_unit, due_on=locked.due_on, plans=assisting_units)
    locked.save()
    # A draft that came back from a unit may have opinions already: they stay.
    locked.assists.filter(submitted_at__isnull=True).delete()
    given = set(locked.assists.values_list("unit_id", flat=True))
    _write_assists(locked, [plan for plan in assisting_units if plan.unit.pk not in given])
    _written(TASK_MACHINE, locked, EDIT, by, at or timezone.now(), files=files)
    return locked


def _write_assists(task: Task, plans: Sequence[AssistPlan]) -> None:
    TaskAssist.objects.bulk_create(TaskAssist(task=task, unit=plan.unit, due_on=plan.due_on) for plan in plans)


def _check_task(*, kind: str, lead_unit: Unit, due_on: datetime.date, plans: Sequence[AssistPlan]) -> None:
    units = [plan.unit for plan in plans]
    if any(unit.kind not in TASK_UNITS for unit in (lead_unit, *units)):
        raise InvalidData({"lead_unit": _("任务不能交给委员会本身或其办公室。")})
    if kind == TaskKind.ASSIGN and plans:
        raise InvalidData({"kind": _("交办任务只有一个主办单位；有会办单位的，请选择会办。")})
    if kind == TaskKind.JOINT and not plans:
        raise InvalidData({"kind": _("会办任务须至少有一个会办单位。")})
    if lead_unit in units or len(set(units)) < len(units):
        raise InvalidData({"assisting_units": _("会办单位不能重复，也不能同时是主办单位。")})
    if any(plan.due_on > due_on for plan in plans):
        raise InvalidData({"assisting_units": _("会办单位的反馈期限不能晚于办理期限。")})


@transaction.atomic
def supervision_open(
    *,
    parent: Model | SubjectRef,
    level: str,
    opinion: str,
    due_on: datetime.date,
    by: Actor,
    at: datetime.datetime | None = None,
    unit: Unit | None = None,
) -> Supervision:
    """立项: propose the supervision of a record. Another person registers it; advance() does the rest.

    ``unit`` unset: the unit that has the record in hand. InvalidData for a kind that cannot be supervised, a
    record nobody has in hand, or a second supervision while one is open.
    """
    _demand_office(by)
    moment = at or timezone.now()
    ref = parent if isinstance(parent, SubjectRef) else subject_ref(parent)
    known, row = parent_kind(ref.kind), parent_of(ref)
    if known is None or row is None:
        raise InvalidData({"parent": _("这类事项不能督办。")})
    addressed = unit or known.unit_of(row)
    if addressed is None:
        raise InvalidData({"unit": _("该事项尚未交给任何单位，请指定被督办单位。")})
    if addressed.kind not in TASK_UNITS:
        raise InvalidData({"unit": _("任务不能交给委员会本身或其办公室。")})
    if Supervision.objects.open().of(ref.kind, ref.pk).filter(unit=addressed).exists():
        raise InvalidData({"unit": _("对该单位就同一事项的督办尚未销号。")})
    supervision = Supervision(
        parent_kind=ref.kind,
        parent_id=ref.pk,
        level=SupervisionLevel(level),
        unit=addressed,
        opinion=opinion.strip(),
        due_on=due_on,
        state=SupervisionState.PROPOSED,
        state_since=moment,
        opened_by=by.user,
        opened_at=moment,
    )
    supervision.save(force_insert=True)
    link_add(cause=ref, consequence=supervision, at=moment)
    _written(SUPERVISION_MACHINE, supervision, PROPOSE, by, moment)
    return supervision


def _written(machine: Machine, obj: Any, row: Transition, by: Actor, at: datetime.datetime, *, files: Sequence[Any] = ()) -> None:
    """The step, the files, the index row and the audit entry of a drafting act."""
    from_state = "" if row.target else obj.state
    unit_id = acting_unit(machine, row, obj, by)
    step = step_write(obj=obj, action=row.action, from_state=from_state, actor=by, at=at, data={}, unit_id=unit_id)
    for stored in files:
        file_attach(file=stored, subject=obj, role="document", step=step)
    follow = task_followed if machine is TASK_MACHINE else supervision_followed
    follow(Context(obj=obj, transition=row, actor=by, data={}, at=at, from_state=from_state, step=step))
    record(action=f"{machine.kind}.{row.action}", by=by, subject=obj, data={"to": obj.state, "step": step.pk})


def _demand_office(by: Actor) -> None:
    if not is_office(by):
        raise NotAllowed(_("交办、会办和督办由委员会办公室或领导提出。"))
