"""Who is told about an act: the people who must act next, or whose request was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils import timezone

from core.parameters.selectors import number
from core.units.enums import Role
from core.units.models import RoleAssignment, User
from core.workflow.models import ApprovalRequest, Step
from intranet.tasks.guards import has_head
from intranet.tasks.models import Supervision, Task, TaskAssist
from intranet.tasks.parameters import EXTENSIONS_BY_HEAD
from intranet.tasks.permissions import DOERS, LEADER, OFFICE, UNIT_ROLES, supervised_places, with_above

DECISIONS = {
    "approve_extension": "extension",
    "refuse_extension": "extension",
    "approve_return": "return",
    "refuse_return": "return",
}
# To the unit that has it in hand, to the assisting units with it, to the office.
TO_UNIT = frozenset(
    {"issue", "return_report", "remind", "instruct", "cancel", "close", "dispatch", "return_reply", "raise_level", "archive"}
)
TO_ASSISTS = frozenset({"issue", "remind", "cancel"})
TO_OFFICE = frozenset({"ask_return", "report", "assist", "reply", "approve", "verify", "propose"})


def people_with(roles: Collection[str], unit_ids: Collection[int] | None = None) -> set[int]:
    """Active people who hold one of the roles today, at one of the units if given."""
    found = RoleAssignment.objects.current(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    return set(found.values_list("user_id", flat=True))


def task_recipients(task: Task, step: Step) -> list[User]:
    """The people to tell about a step of a task; never the one who did it."""
    return _seeing(_task_ids(task, step) - {step.actor_id or 0}, task)


def supervision_recipients(supervision: Supervision, step: Step) -> list[User]:
    """The people to tell about a step of a supervision; never the one who did it."""
    return _seeing(_supervision_ids(supervision, step) - {step.actor_id or 0}, supervision)


def _task_ids(task: Task, step: Step) -> set[int]:
    action = step.action
    if action in DECISIONS:
        return asker("intranet_tasks.task", task.pk, DECISIONS[action])
    if action == "ask_extension":
        first = task.extension_count < number(EXTENSIONS_BY_HEAD) and has_head(task)
        return people_with({Role.UNIT_HEAD}, with_above(task.lead_unit)) if first else people_with(LEADER)
    ids: set[int] = set()
    if action in TO_UNIT:
        ids |= people_with(UNIT_ROLES, {task.lead_unit_id})
    if action in TO_ASSISTS:
        waiting = {assist.unit_id for assist in task.assists.all() if assist.is_missing}
        ids |= people_with(UNIT_ROLES, waiting)
    if action == "waive_assist" and isinstance(step.data.get("waived_unit"), int):
        ids |= people_with(UNIT_ROLES, {step.data["waived_unit"]})
    if action == "assist":
        ids |= people_with(DOERS, {task.lead_unit_id})
    if action in TO_OFFICE:
        ids |= people_with(OFFICE)
    return ids


def _supervision_ids(supervision: Supervision, step: Step) -> set[int]:
    action = step.action
    if action in DECISIONS:
        return asker("intranet_tasks.supervision", supervision.pk, DECISIONS[action])
    if action == "ask_extension":
        return people_with(LEADER)
    if action in TO_UNIT:
        return people_with(UNIT_ROLES, {supervision.unit_id})
    return people_with(OFFICE) if action in TO_OFFICE else set()


def asker(kind: str, pk: int, request: str) -> set[int]:
    """Who asked for what was decided last."""
    decided = ApprovalRequest.objects.filter(subject_kind=kind, subject_id=pk, kind=request).order_by("-id")
    asker = decided.values_list("requested_by", flat=True).first()
    return {asker} if asker else set()


def reminded(record: Task | Supervision, *, overdue: bool) -> list[User]:
    """Before the day whoever deals with it, after it the unit head as well."""
    unit_id = record.lead_unit_id if isinstance(record, Task) else record.unit_id
    places = {unit_id}
    if overdue:
        places = with_above(record.lead_unit) if isinstance(record, Task) else set(supervised_places(record))
    ids = people_with(DOERS, {unit_id}) | (people_with({Role.UNIT_HEAD}, places) if overdue else set())
    return _seeing(ids, record)


def assist_people(assist: TaskAssist) -> list[User]:
    """Whoever answers for an assisting unit."""
    return _seeing(people_with(UNIT_ROLES, {assist.unit_id}), assist.task)


def office_people(record: Task | Supervision) -> list[User]:
    """The office, which then decides about a supervision."""
    return _seeing(people_with(OFFICE), record)


def _seeing(ids: Iterable[int], record: Task | Supervision) -> list[User]:
    """Between the act and this notice a record may have been moved: nobody is told of what they may not see."""
    people = list(User.objects.filter(pk__in=ids, is_active=True))
    model = type(record)
    return [user for user in people if model._default_manager.all().visible_to(user).filter(pk=record.pk).exists()]
