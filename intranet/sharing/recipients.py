"""Who is told about an act: the people who must act next, or whose letter was answered."""

from __future__ import annotations

from collections.abc import Collection

from core.units.enums import Role
from core.units.models import User
from core.workflow.models import ApprovalRequest, Step
from intranet.casework.recipients import people_with
from intranet.sharing.enums import ClockName, RecipientState, RequestKind
from intranet.sharing.letter_clocks import KIND
from intranet.sharing.models import Letter
from intranet.sharing.permissions import HEADS, RECEIVERS, present_rows, sender_head_places

TO_RECIPIENTS = frozenset({"approve_send", "send", "remind", "ask_again", "confirm", "record_result"})
TO_SENDER = frozenset({"receive", "accept", "return_back", "refuse", "reply", "reply_assist", "report_result", "answered"})
DECISIONS = {
    "approve_send": RequestKind.SEND,
    "refuse_send": RequestKind.SEND,
    "approve_extension": RequestKind.EXTENSION,
    "refuse_extension": RequestKind.EXTENSION,
}
LIAISONS = frozenset({Role.LIAISON, Role.OFFICE_CLERK, Role.STREET_CENTRE, Role.COMMUNITY_WORKER})


def recipients_of(letter: Letter, step: Step) -> list[User]:
    """The people to tell about a step; never the one who did it, and nobody who may not see the letter."""
    ids = _ids(letter, step)
    ids.discard(step.actor_id or 0)
    return may_know(letter, ids)


def may_know(letter: Letter, ids: Collection[int]) -> list[User]:
    """Those of the people who may see the letter now."""
    people = list(User.objects.filter(pk__in=ids, is_active=True))
    return [user for user in people if Letter.objects.visible_to(user).filter(pk=letter.pk).exists()]


def _ids(letter: Letter, step: Step) -> set[int]:
    found: set[int] = set()
    if step.action in DECISIONS:
        decided = ApprovalRequest.objects.filter(subject_kind=KIND, subject_id=letter.pk, kind=DECISIONS[step.action])
        found |= set(decided.order_by("-id").values_list("requested_by", flat=True)[:1])
    if step.action == "ask_send":
        return nearest(HEADS, letter.sender_unit_id, sender_head_places(letter))
    if step.action == "ask_extension":
        return people_with(HEADS, recipient_units(letter))
    if step.action in TO_RECIPIENTS:
        found |= receivers(letter, waiting=step.action == "remind")
    if step.action in TO_SENDER:
        found.add(letter.author_id)
    return found


def nearest(roles: Collection[str], unit_id: int, above: Collection[int]) -> set[int]:
    """Holders at the unit itself; where there is none, at the units above it."""
    return people_with(roles, [unit_id]) or people_with(roles, above)


def recipient_units(letter: Letter, *, waiting: bool = False) -> list[int]:
    """The units of the present round; ``waiting``: those that still owe something."""
    done = {RecipientState.REPLIED} if waiting else set()
    return [row.unit_id for row in present_rows(letter) if row.state not in done]


def receivers(letter: Letter, *, waiting: bool = False) -> set[int]:
    """The liaisons of the recipients; where a unit names none, whoever works there."""
    found: set[int] = set()
    for unit in recipient_units(letter, waiting=waiting):
        found |= people_with(LIAISONS, [unit]) or people_with(RECEIVERS, [unit])
    return found


def overdue_recipients(letter: Letter, level: int) -> set[int]:
    """Red lamp: first the liaison, then the unit head of whoever is late, then the office."""
    if level >= 3:
        return people_with({Role.OFFICE_CLERK})
    role = {Role.LIAISON} if level == 1 else {Role.UNIT_HEAD}
    if letter.clock_name == ClockName.SEND:
        return people_with(role, [letter.sender_unit_id]) | ({letter.author_id} if level == 1 else set())
    late = recipient_units(letter, waiting=True)
    return receivers(letter, waiting=True) if level == 1 else people_with(role, late)
