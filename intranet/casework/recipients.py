"""Who is told about an act: the people who must act next, or whose request was decided."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from core.units.enums import Role
from core.units.models import RoleAssignment, User
from core.workflow.models import ApprovalRequest, Step
from intranet.casework.models import Case
from intranet.casework.permissions import HANDLING_ROLES, lead_unit_places
from intranet.casework.selectors import KIND

TO_UNIT = frozenset({"dispatch", "check_fail", "redo", "reopen", "refuse_return", "resume", "instruct", "remind", "supplement"})
DECISIONS = {
    "approve_extension": "extension",
    "refuse_extension": "extension",
    "approve_return": "return",
    "refuse_return": "return",
    "approve_suspend": "suspend",
    "refuse_suspend": "suspend",
    "approve_void": "void",
    "refuse_void": "void",
}
ASKED = {"ask_return": frozenset({Role.DISPATCHER}), "ask_suspend": frozenset({Role.LEADER}), "ask_void": frozenset({Role.SHIFT_LEADER})}
TO_ROLE = {
    "submit": frozenset({Role.ACCEPTOR}),
    "verify_false": frozenset({Role.ACCEPTOR}),
    "accept": frozenset({Role.SHIFT_LEADER}),
    "verify_true": frozenset({Role.SHIFT_LEADER}),
    "file": frozenset({Role.DISPATCHER}),
    "complete": frozenset({Role.SUPERVISOR}),
    "rate": frozenset({Role.SHIFT_LEADER}),
    "reopen_intake": frozenset({Role.ACCEPTOR}),
}


def people_with(roles: Collection[str], unit_ids: Collection[int] | None = None) -> set[int]:
    """Active people who hold one of the roles today, at one of the units if given."""
    found = RoleAssignment.objects.current(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    return set(found.values_list("user_id", flat=True))


def recipients_of(case: Case, step: Step) -> list[User]:
    """The people to tell about a step; never the one who did it."""
    ids = _ids(case, step)
    ids.discard(step.actor_id or 0)
    people = list(User.objects.filter(pk__in=ids, is_active=True))
    # Between the act and this notice a case may have been moved: nobody is told of what they may not see.
    return [user for user in people if Case.objects.visible_to(user).filter(pk=case.pk).exists()]


def _ids(case: Case, step: Step) -> set[int]:
    if step.action in DECISIONS:
        decided = ApprovalRequest.objects.filter(subject_kind=KIND, subject_id=case.pk, kind=DECISIONS[step.action])
        asker = decided.order_by("-id").values_list("requested_by", flat=True).first()
        return {asker} if asker else set()
    if step.action == "send_verify" and case.supervisor_id:
        return {case.supervisor_id}
    if step.action == "ask_extension":
        first = case.extension_count == 0
        return people_with({Role.UNIT_HEAD}, lead_unit_places(case)) if first else people_with({Role.LEADER})
    if step.action in ASKED:
        return people_with(ASKED[step.action])
    if step.action in TO_UNIT and case.lead_unit_id:
        assisting = [assist.unit_id for assist in case.assists.all()]
        return people_with(HANDLING_ROLES | {Role.LIAISON}, [case.lead_unit_id, *assisting])
    if step.action in TO_ROLE:
        return people_with(TO_ROLE[step.action])
    return set()


def overdue_recipients(case: Case, level: int) -> set[int]:
    """Red lamp: first the liaison, then the unit head, then the office (domain.md §3.4)."""
    if level >= 3 or case.lead_unit_id is None:
        return people_with({Role.OFFICE_CLERK})
    role = Role.LIAISON if level == 1 else Role.UNIT_HEAD
    return people_with({role}, lead_unit_places(case))
