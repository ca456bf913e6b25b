"""Who is told about an act on a meeting."""

from __future__ import annotations

from django.utils import timezone

from core.units.enums import Role
from core.units.models import RoleAssignment, User
from core.workflow.models import Step
from intranet.meetings.models import Decision, Meeting, MinutesRevision

TO_UNITS = frozenset({"notify", "postpone", "cancel", "issue"})
UNIT_POSTS = frozenset({Role.LIAISON, Role.UNIT_HEAD})


def recipients_of(meeting: Meeting, step: Step) -> list[User]:
    """The people to tell; never the one who did it, never one who may not see the meeting or its decisions."""
    ids = _ids(meeting, step)
    ids.discard(step.actor_id or 0)
    users = User.objects.filter(pk__in=ids, is_active=True)
    return [user for user in users if _sees(meeting, user)]


def _sees(meeting: Meeting, user: User) -> bool:
    if Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists():
        return True
    return Decision.objects.visible_to(user).filter(meeting=meeting).exists()


def _ids(meeting: Meeting, step: Step) -> set[int]:
    if step.action in TO_UNITS:
        units = set(meeting.invitations.values_list("unit_id", flat=True))
        return _people(UNIT_POSTS, units) if meeting.notified_at else set()
    if step.action == "submit":
        return {meeting.chair_id} | _people({Role.LEADER}, None)
    authors = MinutesRevision.objects.filter(item__meeting=meeting).values_list("by", flat=True)
    return {pk for pk in {meeting.created_by_id, *authors} if pk}


def _people(roles: frozenset[Role] | set[Role], units: set[int] | None) -> set[int]:
    found = RoleAssignment.objects.current(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    if units is not None:
        found = found.filter(unit__in=units)
    return set(found.values_list("user_id", flat=True))


def clerks() -> list[User]:
    """The office's people."""
    return list(User.objects.filter(pk__in=_people({Role.OFFICE_CLERK}, None)))
