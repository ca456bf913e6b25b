"""Who may do what with a meeting."""

from __future__ import annotations

from typing import Any

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.meetings.enums import MeetingState
from intranet.meetings.managers import sees_every_meeting
from intranet.meetings.models import Invitation, Meeting

CLERK = frozenset({Role.OFFICE_CLERK})
LEADER = frozenset({Role.LEADER})
# Who answers an invitation for a unit.
ANSWERING = frozenset({Role.LIAISON, Role.UNIT_HEAD, Role.HANDLER, Role.STREET_CENTRE})


def is_clerk(user: User) -> bool:
    return scope_of(user).has(*CLERK)


def may_prepare(user: User, meeting: Meeting) -> bool:
    """Facts, agenda and invitations, until the meeting took place."""
    return is_clerk(user) and meeting.in_preparation


def may_sign_in(user: User, meeting: Meeting) -> bool:
    return is_clerk(user) and meeting.state in (MeetingState.NOTIFIED, MeetingState.HELD, MeetingState.MINUTES_DRAFT)


def may_write_minutes(user: User, meeting: Meeting) -> bool:
    """While they are being drafted and not before the leader."""
    return is_clerk(user) and meeting.state == MeetingState.MINUTES_DRAFT and meeting.submitted_at is None


def may_read_minutes(user: User, meeting: Meeting) -> bool:
    """The office and the leaders while they are written, the invited units once they are issued."""
    return meeting.is_issued or sees_every_meeting(scope_of(user))


def places_of(unit: Any) -> set[int]:
    """The unit and those above it."""
    return {int(part) for part in unit.path.split("/") if part}


def may_answer(user: User, invitation: Invitation) -> bool:
    """An answering post of the unit or of one above it; the office for a unit that telephones."""
    if invitation.meeting.state != MeetingState.NOTIFIED:
        return False
    scope = scope_of(user)
    return scope.has(*CLERK) or scope.holds_at(ANSWERING, places_of(invitation.unit))
