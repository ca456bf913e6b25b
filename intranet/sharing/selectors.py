"""Reading letters: the queues of each post, the register with its filters, the register of approvals."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.parameters.selectors import number
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import Scope, scope_of
from core.workflow.models import ApprovalRequest
from intranet.sharing.enums import OPEN_STATES, LetterKind, LetterState, RecipientState, RequestKind
from intranet.sharing.managers import READERS, LetterQuerySet
from intranet.sharing.matching import party_key, place_key
from intranet.sharing.models import Letter, LetterRecipient
from intranet.sharing.parameters import EXPIRING_DAYS
from intranet.sharing.permissions import HEADS, RECEIVERS, WRITERS

KIND = "intranet_sharing.letter"
Narrow = Callable[[LetterQuerySet, Scope], LetterQuerySet]


@dataclass(frozen=True, slots=True)
class Queue:
    """Letters that wait for a post. ``watched``: to keep an eye on rather than to do today."""

    key: str
    label: str | Promise
    roles: frozenset[str]
    narrow: Narrow
    watched: bool = False


def _places(scope: Scope, roles: frozenset[str]) -> set[int]:
    return {unit for role, unit in scope.role_units if role in roles}


def _mine(roles: frozenset[str], **conditions: object) -> Narrow:
    """Of the units for which the person writes."""
    return lambda letters, scope: letters.filter(sender_unit__in=_places(scope, roles), **conditions)


def _here(state: str, *states: str) -> Narrow:
    """Where one of the person's units has a row of the present round in this state."""

    def narrow(letters: LetterQuerySet, scope: Scope) -> LetterQuerySet:
        rows = LetterRecipient.objects.filter(
            letter=OuterRef("pk"), round=OuterRef("round"), unit__in=_places(scope, RECEIVERS), state=state, sent_at__isnull=False
        )
        return letters.filter(Exists(rows), state__in=states)

    return narrow


def _pending(kind: str) -> QuerySet[ApprovalRequest]:
    return ApprovalRequest.objects.pending().filter(subject_kind=KIND, subject_id=OuterRef("pk"), kind=kind)


def _to_sign(letters: LetterQuerySet, scope: Scope) -> LetterQuerySet:
    asked = Exists(_pending(RequestKind.SEND).exclude(requested_by=scope.user_id))
    return letters.filter(asked, sender_unit__in=_places(scope, HEADS)).exclude(author=scope.user_id)


def _extensions(letters: LetterQuerySet, scope: Scope) -> LetterQuerySet:
    rows = LetterRecipient.objects.filter(letter=OuterRef("pk"), round=OuterRef("round"), unit__in=_places(scope, HEADS))
    return letters.filter(Exists(_pending(RequestKind.EXTENSION).exclude(requested_by=scope.user_id)), Exists(rows), state__in=OPEN_STATES)


def _drafts(letters: LetterQuerySet, scope: Scope) -> LetterQuerySet:
    own = letters.filter(sender_unit__in=_places(scope, WRITERS), state__in=(LetterState.DRAFT, LetterState.RETURNED))
    return own.exclude(Exists(_pending(RequestKind.SEND)))


def _to_answer(letters: LetterQuerySet, scope: Scope) -> LetterQuerySet:
    return _here(RecipientState.RECEIVED, LetterState.SENT, LetterState.RECEIVED)(letters, scope).filter(
        ~Q(kind=LetterKind.APPROVAL_INFO) | Q(reply_wanted=True), ~Q(kind__in=(LetterKind.CIRCULATION,))
    )


def _results_owed(letters: LetterQuerySet, scope: Scope) -> LetterQuerySet:
    over = {"kind": LetterKind.JOINT_ENFORCEMENT, "state__in": (LetterState.SENT, LetterState.RECEIVED, LetterState.REPLIED)}
    return letters.filter(sender_unit__in=_places(scope, WRITERS), event_on__lte=timezone.localdate(), **over)


def _overdue(letters: LetterQuerySet, _scope: Scope) -> LetterQuerySet:
    return letters.filter(state__in=OPEN_STATES, due_at__lt=timezone.now())


QUEUES: tuple[Queue, ...] = (
    Queue("to-sign", _("待签发"), HEADS, _to_sign),
    Queue("to-receive", _("待签收"), RECEIVERS, _here(RecipientState.PENDING, LetterState.SENT)),
    Queue("to-answer", _("待回复"), RECEIVERS, _to_answer),
    Queue("extensions", _("延期待审批"), HEADS, _extensions),
    Queue(
        "to-confirm",
        _("待确认"),
        WRITERS,
        lambda letters, scope: _mine(WRITERS, state=LetterState.REPLIED)(letters, scope).exclude(kind=LetterKind.JOINT_ENFORCEMENT),
    ),
    Queue("results", _("待登记结果"), WRITERS, _results_owed),
    Queue("drafts", _("拟稿和被退回"), WRITERS, _drafts),
    Queue("overdue", _("超期"), frozenset({*READERS, Role.UNIT_HEAD, Role.LIAISON}), _overdue, watched=True),
)
_by_key = {queue.key: queue for queue in QUEUES}


def queues_of(user: User) -> list[Queue]:
    """The queues of a person's posts."""
    scope = scope_of(user)
    return [queue for queue in QUEUES if scope.has(*queue.roles)]


def letters_in(queue: Queue, user: User) -> LetterQuerySet:
    """The letters of a queue that the person may see."""
    return queue.narrow(Letter.objects.visible_to(user), scope_of(user))


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What the register is narrowed to; every part is optional. ``unit`` is on either side."""

    queue: str = ""
    direction: str = ""
    kind: str = ""
    state: str = ""
    lamp: str = ""
    unit: int | None = None
    number: str = ""
    text: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


def letter_list(user: User, chosen: LetterFilter) -> LetterQuerySet:
    """The person's letters under a filter: in a queue by due time, else the newest first."""
    queue, scope = _by_key.get(chosen.queue), scope_of(user)
    in_queue = queue is not None and scope.has(*queue.roles)
    letters = letters_in(queue, user) if queue and in_queue else Letter.objects.visible_to(user)
    letters = _narrow(letters, chosen, scope)
    return letters.order_by(F("due_at").asc(nulls_last=True), "id") if in_queue else letters.order_by("-created_at", "-id")


def _came_to(units: frozenset[int] | set[int]) -> Exists:
    return Exists(LetterRecipient.objects.filter(letter=OuterRef("pk"), unit__in=units, sent_at__isnull=False))


def _narrow(letters: LetterQuerySet, chosen: LetterFilter, scope: Scope) -> LetterQuerySet:
    exact = {"kind": chosen.kind, "state": chosen.state}
    letters = letters.filter(**{name: wanted for name, wanted in exact.items() if wanted})
    if chosen.direction == "out":
        letters = letters.filter(sender_unit__in=scope.tree_ids)
    elif chosen.direction == "in":
        letters = letters.filter(_came_to(scope.tree_ids))
    if chosen.unit:
        letters = letters.filter(Q(sender_unit=chosen.unit) | Q(_came_to({chosen.unit})))
    if chosen.number:
        letters = letters.filter(number__contains=chosen.number)
    if chosen.text:
        letters = letters.filter(Q(title__icontains=chosen.text) | Q(party__icontains=chosen.text) | Q(place__icontains=chosen.text))
    zone = timezone.get_current_timezone()
    if chosen.since:
        letters = letters.filter(created_at__gte=datetime.datetime.combine(chosen.since, datetime.time.min, zone))
    if chosen.until:
        after = chosen.until + datetime.timedelta(days=1)
        letters = letters.filter(created_at__lt=datetime.datetime.combine(after, datetime.time.min, zone))
    return letters.filter(_lamp(chosen.lamp)) if chosen.lamp else letters


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


def lamp_of_letter(letter: Letter, now: datetime.datetime) -> str:
    """The lamp as lists show it, from the times kept on the letter."""
    if not letter.is_open or letter.due_at is None:
        return "none"
    if now > letter.due_at:
        return "red"
    return "yellow" if letter.warn_at is not None and now >= letter.warn_at else "green"


@dataclass(frozen=True, slots=True)
class ApprovalFilter:
    """What the register of approvals is narrowed to."""

    holder: str = ""
    place: str = ""
    permit: str = ""
    kind: str = ""
    validity: str = ""
    unit: int | None = None


def approval_list(user: User, chosen: ApprovalFilter) -> LetterQuerySet:
    """The approvals that were told, as far as the person may see them, newest first."""
    letters = Letter.objects.sent().visible_to(user).filter(kind=LetterKind.APPROVAL_INFO).exclude(state=LetterState.VOIDED)
    if chosen.holder:
        letters = letters.filter(party_key__contains=party_key(chosen.holder) or chosen.holder)
    if chosen.place:
        letters = letters.filter(place_key__contains=place_key(chosen.place) or chosen.place)
    if chosen.permit:
        letters = letters.filter(approval__permit_no__icontains=chosen.permit)
    if chosen.kind:
        letters = letters.filter(approval__kind=chosen.kind)
    if chosen.unit:
        letters = letters.filter(approval__issuing_unit=chosen.unit)
    if chosen.validity:
        letters = letters.filter(_validity(chosen.validity))
        return letters.order_by("approval__valid_until", "id")
    return letters.order_by("-created_at", "-id")


def _validity(wanted: str) -> Q:
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=number(EXPIRING_DAYS))
    match wanted:
        case "valid":
            return Q(approval__valid_until__gte=today) | Q(approval__valid_until__isnull=True)
        case "expiring":
            return Q(approval__valid_until__gte=today, approval__valid_until__lte=soon)
        case "expired":
            return Q(approval__valid_until__lt=today)
    return Q()


def validity_of(letter: Letter, today: datetime.date) -> str:
    """valid, expiring, expired, or an empty string where no end is known."""
    until = letter.approval.valid_until
    if until is None:
        return ""
    if until < today:
        return "expired"
    return "expiring" if until <= today + datetime.timedelta(days=number(EXPIRING_DAYS)) else "valid"


def answerable(user: User, kinds: frozenset[str]) -> LetterQuerySet:
    """Letters that came to the person's units and may be answered by a letter of its own, newest first."""
    units = _places(scope_of(user), WRITERS)
    return Letter.objects.visible_to(user).sent().filter(_came_to(units), kind__in=kinds).order_by("-sent_at")[:200]
