"""Tasks that wait for each post, and the register with its filters."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.parameters.selectors import number
from core.units.enums import Role
from core.units.models import RoleAssignment, User
from core.units.selectors import Scope, scope_of
from core.workflow.models import ApprovalRequest
from intranet.tasks.enums import FINAL_TASKS, UNDER_WAY, RequestKind, TaskState
from intranet.tasks.managers import TaskQuerySet
from intranet.tasks.models import Task, TaskAssist
from intranet.tasks.parameters import EXTENSIONS_BY_HEAD
from intranet.tasks.permissions import LEADER, OFFICE_OR_LEADER, UNIT_ROLES
from intranet.tasks.selectors.lamps import lamp_condition

KIND = "intranet_tasks.task"
IN_HAND = (TaskState.RECEIVED, TaskState.IN_PROGRESS, TaskState.RETURNED)


@dataclass(frozen=True, slots=True)
class Queue:
    """Tasks that wait for a post. ``watched``: to keep an eye on rather than to do today. Not ``timed``: no limit
    runs in these states, so the count of what is due need not ask them."""

    key: str
    label: str | Promise
    roles: frozenset[str]
    narrow: Callable[[TaskQuerySet, Scope], TaskQuerySet]
    watched: bool = False
    timed: bool = True


def places(scope: Scope, roles: frozenset[str]) -> set[int]:
    """The units at which one of the roles is held."""
    return {unit for role, unit in scope.role_units if role in roles}


def _at_my_units(*states: str) -> Callable[[TaskQuerySet, Scope], TaskQuerySet]:
    return lambda tasks, scope: tasks.filter(state__in=states, lead_unit__in=places(scope, UNIT_ROLES))


def _states(*states: str) -> Callable[[TaskQuerySet, Scope], TaskQuerySet]:
    return lambda tasks, _scope: tasks.filter(state__in=states)


def missing_assists(**conditions: object) -> QuerySet[TaskAssist]:
    """Opinions owed on the outer task, neither given nor waived."""
    return TaskAssist.objects.filter(task=OuterRef("pk"), submitted_at__isnull=True, waived_at__isnull=True, **conditions)


def _to_assist(tasks: TaskQuerySet, scope: Scope) -> TaskQuerySet:
    return tasks.filter(Exists(missing_assists(unit__in=places(scope, UNIT_ROLES))), state__in=UNDER_WAY)


def _asked(tasks: TaskQuerySet, scope: Scope, kind: str) -> TaskQuerySet:
    pending = ApprovalRequest.objects.pending().filter(subject_kind=KIND, subject_id=OuterRef("pk"), kind=kind)
    return tasks.filter(Exists(pending.exclude(requested_by=scope.user_id)), state__in=UNDER_WAY)


def _returns(tasks: TaskQuerySet, scope: Scope) -> TaskQuerySet:
    return _asked(tasks, scope, RequestKind.RETURN)


def _extensions(tasks: TaskQuerySet, scope: Scope) -> TaskQuerySet:
    """The first extension, for the heads of the lead unit and of the unit above it."""
    own = places(scope, frozenset({Role.UNIT_HEAD}))
    theirs = Q(lead_unit__in=own) | Q(lead_unit__parent__in=own)
    return _asked(tasks, scope, RequestKind.EXTENSION).filter(theirs, extension_count__lt=number(EXTENSIONS_BY_HEAD))


def _leader_extensions(tasks: TaskQuerySet, scope: Scope) -> TaskQuerySet:
    """The second, and the first where nobody is head of the lead unit or above it."""
    heads = RoleAssignment.objects.current(timezone.localdate()).filter(role=Role.UNIT_HEAD, user__is_active=True)
    lead_path = ExpressionWrapper(OuterRef("lead_unit__path"), output_field=CharField())
    headed = Exists(heads.annotate(lead_path=lead_path).filter(lead_path__startswith=F("unit__path")))
    return _asked(tasks, scope, RequestKind.EXTENSION).filter(Q(extension_count__gte=number(EXTENSIONS_BY_HEAD)) | ~Q(headed))


def _overdue(tasks: TaskQuerySet, _scope: Scope) -> TaskQuerySet:
    return tasks.filter(due_at__lt=timezone.now())


def _lacking_opinions(tasks: TaskQuerySet, _scope: Scope) -> TaskQuerySet:
    return tasks.filter(Exists(missing_assists(due_at__lt=timezone.now())), state__in=UNDER_WAY)


QUEUES: tuple[Queue, ...] = (
    Queue("drafts", _("待下达"), OFFICE_OR_LEADER, _states(TaskState.DRAFT), timed=False),
    Queue("returns", _("退回待审批"), OFFICE_OR_LEADER, _returns),
    Queue("to-review", _("待审核"), OFFICE_OR_LEADER, _states(TaskState.REPORTED)),
    Queue("to-close", _("待销号"), OFFICE_OR_LEADER, _states(TaskState.APPROVED), timed=False),
    Queue("leader-extensions", _("延期待领导审批"), LEADER, _leader_extensions),
    Queue("to-receive", _("待签收"), UNIT_ROLES, _at_my_units(TaskState.ISSUED)),
    Queue("in-hand", _("办理中"), UNIT_ROLES, _at_my_units(*IN_HAND)),
    Queue("to-assist", _("待提会办意见"), UNIT_ROLES, _to_assist),
    Queue("extensions", _("延期待审批"), frozenset({Role.UNIT_HEAD}), _extensions),
    Queue("lacking", _("会办意见逾期"), OFFICE_OR_LEADER, _lacking_opinions, watched=True),
    Queue("overdue", _("超期"), OFFICE_OR_LEADER | UNIT_ROLES | {Role.ASSESSOR}, _overdue, watched=True),
)
_by_key = {queue.key: queue for queue in QUEUES}


def queues_of(user: User) -> list[Queue]:
    """The queues of a person's posts."""
    scope = scope_of(user)
    return [queue for queue in QUEUES if scope.has(*queue.roles)]


def tasks_in(queue: Queue, user: User) -> TaskQuerySet:
    """The tasks of a queue that the person may see."""
    return queue.narrow(Task.objects.visible_to(user), scope_of(user))


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the register is narrowed to; every part is optional. ``unit`` leads or assists,
    ``lead`` leads; ``since`` and
    ``until`` bound the day ordered."""

    queue: str = ""
    kind: str = ""
    state: str = ""
    source: str = ""
    lamp: str = ""
    unit: int | None = None
    lead: int | None = None
    number: str = ""
    text: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


def task_list(user: User, chosen: TaskFilter) -> TaskQuerySet:
    """The person's tasks under a filter: in a queue by due time, else the newest first."""
    queue = _by_key.get(chosen.queue)
    in_queue = queue is not None and scope_of(user).has(*queue.roles)
    tasks = tasks_in(queue, user) if queue and in_queue else Task.objects.visible_to(user)
    tasks = _narrow(tasks, chosen)
    return tasks.order_by(F("due_at").asc(nulls_last=True), "id") if in_queue else tasks.order_by("-created_at", "-id")


def _narrow(tasks: TaskQuerySet, chosen: TaskFilter) -> TaskQuerySet:
    exact = {
        "kind": chosen.kind,
        "source": chosen.source,
        "lead_unit": chosen.lead,
        "due_on__gte": chosen.since,
        "due_on__lte": chosen.until,
    }
    tasks = tasks.filter(**{name: wanted for name, wanted in exact.items() if wanted})
    if chosen.state == "open":
        tasks = tasks.exclude(state__in=FINAL_TASKS)
    elif chosen.state:
        tasks = tasks.filter(state=chosen.state)
    if chosen.unit:
        assisted = TaskAssist.objects.filter(task=OuterRef("pk"), unit=chosen.unit)
        tasks = tasks.filter(Q(lead_unit=chosen.unit) | Q(Exists(assisted)))
    if chosen.number:
        tasks = tasks.filter(number__contains=chosen.number)
    if chosen.text:
        tasks = tasks.filter(Q(title__icontains=chosen.text) | Q(content__icontains=chosen.text))
    return tasks.filter(lamp_condition(chosen.lamp)) if chosen.lamp else tasks
