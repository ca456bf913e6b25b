"""Reading cases: queues of each post, lists with filters, the case page's pieces."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.parameters.selectors import number
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import Scope, scope_of
from core.workflow.models import ApprovalRequest
from intranet.casework.enums import OPEN_STATES, CaseState, RequestKind
from intranet.casework.managers import CaseQuerySet
from intranet.casework.models import Case
from intranet.casework.permissions import HANDLING_ROLES

KIND = "intranet_casework.case"


@dataclass(frozen=True, slots=True)
class Queue:
    """Cases that wait for one kind of post. ``narrow`` cuts them down to the person's own."""

    key: str
    label: str | Promise
    roles: frozenset[str]
    narrow: Callable[[CaseQuerySet, Scope], CaseQuerySet]


def _states(*states: str) -> Callable[[CaseQuerySet, Scope], CaseQuerySet]:
    return lambda cases, _scope: cases.filter(state__in=states)


def _mine(*states: str) -> Callable[[CaseQuerySet, Scope], CaseQuerySet]:
    return lambda cases, scope: cases.filter(state__in=states, supervisor=scope.user_id)


def _at_my_units(*states: str) -> Callable[[CaseQuerySet, Scope], CaseQuerySet]:
    def narrow(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
        units = {unit for role, unit in scope.role_units if role in HANDLING_ROLES}
        return cases.filter(state__in=states, lead_unit__in=units)

    return narrow


def _asked(kind: str, condition: Q | None = None) -> Callable[[CaseQuerySet, Scope], CaseQuerySet]:
    def narrow(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
        pending = (
            ApprovalRequest.objects.pending()
            .filter(subject_kind=KIND, subject_id=OuterRef("pk"), kind=kind)
            .exclude(requested_by=scope.user_id)
        )
        found = cases.filter(Exists(pending), state__in=OPEN_STATES)
        return found.filter(condition) if condition is not None else found

    return narrow


def _extensions_of_my_units(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    units = {unit for role, unit in scope.role_units if role == Role.UNIT_HEAD}
    own = number("case.extensions_by_unit_head")
    return _asked(RequestKind.EXTENSION, Q(lead_unit__in=units, extension_count__lt=own))(cases, scope)


def _second_extensions(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    return _asked(RequestKind.EXTENSION, Q(extension_count__gte=number("case.extensions_by_unit_head")))(cases, scope)


def _assisting(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    units = {unit for role, unit in scope.role_units if role in HANDLING_ROLES}
    return cases.filter(
        state__in=(CaseState.DISPATCHED, CaseState.HANDLING), assists__unit__in=units, assists__reported_at__isnull=True
    ).distinct()


def _ready_to_close(cases: CaseQuerySet, _scope: Scope) -> CaseQuerySet:
    rated = Q(satisfaction__gt=1) | Q(satisfaction=1, redo_count__gt=0)
    silent = Q(complaint__isnull=True) | Q(follow_up_expired=True) | Q(follow_up_tries__gte=number("case.follow_up_tries"))
    return cases.filter(rated | (Q(satisfaction__isnull=True) & silent), state=CaseState.FOLLOW_UP)


def _dissatisfied(cases: CaseQuerySet, _scope: Scope) -> CaseQuerySet:
    return cases.filter(state=CaseState.FOLLOW_UP, satisfaction=1)


def _overdue(cases: CaseQuerySet, _scope: Scope) -> CaseQuerySet:
    return cases.filter(state__in=OPEN_STATES, due_at__lt=timezone.now())


def _only(role: str) -> frozenset[str]:
    return frozenset({role})


QUEUES: tuple[Queue, ...] = (
    Queue("to-accept", _("待受理"), _only(Role.ACCEPTOR), _states(CaseState.SUBMITTED)),
    Queue(
        "verified-false",
        _("核实不属实，待处理"),
        _only(Role.ACCEPTOR),
        lambda cases, _s: cases.filter(state=CaseState.VERIFYING, verified_true=False),
    ),
    Queue(
        "to-follow-up",
        _("待回访"),
        _only(Role.ACCEPTOR),
        lambda cases, _s: cases.filter(state=CaseState.FOLLOW_UP, satisfaction__isnull=True),
    ),
    Queue("dissatisfied", _("不满意，待核实"), frozenset({Role.ACCEPTOR, Role.LEADER}), _dissatisfied),
    Queue(
        "to-verify",
        _("待我核实"),
        _only(Role.SUPERVISOR),
        lambda cases, s: _mine(CaseState.VERIFYING)(cases, s).filter(verified_true__isnull=True),
    ),
    Queue("to-check", _("待核查"), _only(Role.SUPERVISOR), _states(CaseState.HANDLED)),
    Queue("checking", _("我在核查"), _only(Role.SUPERVISOR), _mine(CaseState.CHECKING)),
    Queue("to-file", _("待立案"), _only(Role.SHIFT_LEADER), _states(CaseState.ACCEPTED)),
    Queue("to-close", _("待结案"), _only(Role.SHIFT_LEADER), _ready_to_close),
    Queue("voids", _("作废待审批"), _only(Role.SHIFT_LEADER), _asked(RequestKind.VOID)),
    Queue("to-dispatch", _("待派遣"), _only(Role.DISPATCHER), _states(CaseState.FILED)),
    Queue("returns", _("退回待审批"), frozenset({Role.DISPATCHER, Role.LEADER}), _asked(RequestKind.RETURN)),
    Queue("suspended", _("挂账中"), _only(Role.DISPATCHER), _states(CaseState.SUSPENDED)),
    Queue("to-receive", _("待签收"), HANDLING_ROLES, _at_my_units(CaseState.DISPATCHED)),
    Queue("handling", _("处置中"), HANDLING_ROLES, _at_my_units(CaseState.HANDLING)),
    Queue("assisting", _("待反馈协办"), HANDLING_ROLES, _assisting),
    Queue("extensions", _("延期待审批"), _only(Role.UNIT_HEAD), _extensions_of_my_units),
    Queue("second-extensions", _("再次延期待审批"), _only(Role.LEADER), _second_extensions),
    Queue("suspends", _("挂账待审批"), _only(Role.LEADER), _asked(RequestKind.SUSPEND)),
    Queue("overdue", _("超期案件"), frozenset({Role.OFFICE_CLERK, Role.UNIT_HEAD, Role.LEADER}), _overdue),
)
_by_key = {queue.key: queue for queue in QUEUES}


def queues_of(user: User) -> list[Queue]:
    """The queues of a person's posts."""
    scope = scope_of(user)
    return [queue for queue in QUEUES if scope.has(*queue.roles)]


def cases_in(queue: Queue, user: User) -> CaseQuerySet:
    """The cases of a queue that the person may see."""
    return queue.narrow(Case.objects.visible_to(user), scope_of(user))


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; every part is optional."""

    queue: str = ""
    state: str = ""
    lamp: str = ""
    unit: int | None = None
    street: int | None = None
    major: int | None = None
    source: str = ""
    number: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    order: str = ""


def case_list(user: User, chosen: CaseFilter) -> CaseQuerySet:
    """The person's cases under a filter: by due time where something is due, else the newest first."""
    queue = _by_key.get(chosen.queue)
    cases = cases_in(queue, user) if queue and scope_of(user).has(*queue.roles) else Case.objects.visible_to(user)
    cases = _narrow(cases, chosen)
    if chosen.order == "due" or (queue and not chosen.order):
        return cases.order_by(F("due_at").asc(nulls_last=True), "id")
    return cases.order_by("-reported_at", "-id")


def _narrow(cases: CaseQuerySet, chosen: CaseFilter) -> CaseQuerySet:
    exact = {
        "state": chosen.state,
        "lead_unit": chosen.unit,
        "street": chosen.street,
        "minor__major": chosen.major,
        "source": chosen.source,
    }
    cases = cases.filter(**{name: wanted for name, wanted in exact.items() if wanted})
    if chosen.number:
        cases = cases.filter(number__startswith=chosen.number)
    zone = timezone.get_current_timezone()
    if chosen.since:
        cases = cases.filter(reported_at__gte=datetime.datetime.combine(chosen.since, datetime.time.min, zone))
    if chosen.until:
        after = chosen.until + datetime.timedelta(days=1)
        cases = cases.filter(reported_at__lt=datetime.datetime.combine(after, datetime.time.min, zone))
    return cases.filter(_lamp(chosen.lamp)) if chosen.lamp else cases


def _lamp(lamp: str) -> Q:
    now = timezone.now()
    running = Q(state__in=OPEN_STATES, due_at__isnull=False)
    match lamp:
        case "red":
            return running & Q(due_at__lt=now)
        case "yellow":
            return running & Q(due_at__gte=now, warn_at__lte=now)
        case "green":
            return running & Q(due_at__gte=now) & (Q(warn_at__gt=now) | Q(warn_at__isnull=True))
    return Q()


def lamp_of_case(case: Case, now: datetime.datetime) -> str:
    """The lamp as lists show it, from the times kept on the case."""
    if case.state == CaseState.SUSPENDED:
        return "stopped"
    if not case.is_open or case.due_at is None:
        return "none"
    if now > case.due_at:
        return "red"
    return "yellow" if case.warn_at is not None and now >= case.warn_at else "green"


def similar_cases(case: Case, user: User) -> CaseQuerySet:
    """Possible duplicates: same subcategory and community within the cluster period, seen by this person."""
    if case.minor_id is None or case.community_id is None:
        return Case.objects.none()
    since = case.reported_at - datetime.timedelta(days=number("case.cluster_days"))
    found = Case.objects.visible_to(user).filter(minor=case.minor, community=case.community, reported_at__gte=since).exclude(pk=case.pk)
    return found.order_by("-reported_at")[:5]
