"""Supervisions that wait for each post, and their register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import Scope, scope_of
from core.workflow.models import ApprovalRequest
from intranet.tasks.enums import FINAL_SUPERVISIONS, RequestKind, SupervisionState
from intranet.tasks.managers import SupervisionQuerySet
from intranet.tasks.models import Supervision
from intranet.tasks.permissions import LEADER, OFFICE_OR_LEADER, UNIT_ROLES
from intranet.tasks.selectors.lamps import lamp_condition
from intranet.tasks.selectors.tasks import places

KIND = "intranet_tasks.supervision"


@dataclass(frozen=True, slots=True)
class SupervisionQueue:
    """Supervisions that wait for a post; ``watched`` and ``timed`` as for tasks."""

    key: str
    label: str | Promise
    roles: frozenset[str]
    narrow: Callable[[SupervisionQuerySet, Scope], SupervisionQuerySet]
    watched: bool = False
    timed: bool = True


def _states(*states: str) -> Callable[[SupervisionQuerySet, Scope], SupervisionQuerySet]:
    return lambda rows, _scope: rows.filter(state__in=states)


def _at_my_units(*, received: bool) -> Callable[[SupervisionQuerySet, Scope], SupervisionQuerySet]:
    def narrow(rows: SupervisionQuerySet, scope: Scope) -> SupervisionQuerySet:
        mine = rows.filter(state=SupervisionState.SUPERVISING, unit__in=places(scope, UNIT_ROLES))
        return mine.filter(received_at__isnull=not received)

    return narrow


def _to_register(rows: SupervisionQuerySet, scope: Scope) -> SupervisionQuerySet:
    return rows.filter(state=SupervisionState.PROPOSED).exclude(opened_by=scope.user_id)


def _extensions(rows: SupervisionQuerySet, scope: Scope) -> SupervisionQuerySet:
    pending = ApprovalRequest.objects.pending().filter(subject_kind=KIND, subject_id=OuterRef("pk"), kind=RequestKind.EXTENSION)
    return rows.filter(Exists(pending.exclude(requested_by=scope.user_id)), state=SupervisionState.SUPERVISING)


QUEUES: tuple[SupervisionQueue, ...] = (
    SupervisionQueue("to-register", _("待登记"), OFFICE_OR_LEADER, _to_register, timed=False),
    SupervisionQueue("to-dispatch", _("待发出"), OFFICE_OR_LEADER, _states(SupervisionState.REGISTERED), timed=False),
    SupervisionQueue("to-verify", _("待核查"), OFFICE_OR_LEADER, _states(SupervisionState.REPLIED), timed=False),
    SupervisionQueue("to-archive", _("待销号"), OFFICE_OR_LEADER, _states(SupervisionState.VERIFIED), timed=False),
    SupervisionQueue("extensions", _("延期待审批"), LEADER, _extensions),
    SupervisionQueue("to-receive", _("待签收"), UNIT_ROLES, _at_my_units(received=False)),
    SupervisionQueue("to-reply", _("待回复"), UNIT_ROLES, _at_my_units(received=True)),
    SupervisionQueue(
        "overdue",
        _("超期未复"),
        OFFICE_OR_LEADER | UNIT_ROLES | {Role.ASSESSOR},
        lambda rows, _scope: rows.filter(due_at__lt=timezone.now()),
        watched=True,
    ),
)
_by_key = {queue.key: queue for queue in QUEUES}


def queues_of(user: User) -> list[SupervisionQueue]:
    """The queues of a person's posts."""
    scope = scope_of(user)
    return [queue for queue in QUEUES if scope.has(*queue.roles)]


def supervisions_in(queue: SupervisionQueue, user: User) -> SupervisionQuerySet:
    """The supervisions of a queue that the person may see."""
    return queue.narrow(Supervision.objects.visible_to(user), scope_of(user))


@dataclass(frozen=True, slots=True)
class SupervisionFilter:
    """What the register is narrowed to; every part is optional. ``parent`` is a kind, "app_label.model"."""

    queue: str = ""
    state: str = ""
    level: str = ""
    lamp: str = ""
    unit: int | None = None
    parent: str = ""
    number: str = ""
    text: str = ""


def supervision_list(user: User, chosen: SupervisionFilter) -> SupervisionQuerySet:
    """The person's supervisions under a filter: in a queue by due time, else the newest first."""
    queue = _by_key.get(chosen.queue)
    in_queue = queue is not None and scope_of(user).has(*queue.roles)
    rows = supervisions_in(queue, user) if queue and in_queue else Supervision.objects.visible_to(user)
    exact = {"level": chosen.level, "unit": chosen.unit, "parent_kind": chosen.parent}
    rows = rows.filter(**{name: wanted for name, wanted in exact.items() if wanted})
    if chosen.state == "open":
        rows = rows.exclude(state__in=FINAL_SUPERVISIONS)
    elif chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.number:
        rows = rows.filter(number__contains=chosen.number)
    if chosen.text:
        rows = rows.filter(Q(opinion__icontains=chosen.text))
    if chosen.lamp:
        rows = rows.filter(lamp_condition(chosen.lamp))
    return rows.order_by(F("due_at").asc(nulls_last=True), "id") if in_queue else rows.order_by("-opened_at", "-id")
