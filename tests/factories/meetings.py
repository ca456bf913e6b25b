"""Joint meetings in any state, made by the services and acts themselves."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from core.units.actors import Actor, actor_of
from core.units.enums import Role
from core.units.models import User
from core.workflow.services import advance
from intranet.meetings.enums import MeetingState as S
from intranet.meetings.enums import Presence
from intranet.meetings.minuting import decision_add, minutes_write, sign_in
from intranet.meetings.models import Decision, Meeting
from intranet.meetings.services import agenda_add, meeting_create
from tests.factories.accounts import user_with
from tests.factories.casework import Cast, cast

MINUTES = "会议听取了汇报，同意集中整治方案。"
DECISION = "开展河滨路早市占道经营集中整治"


def meeting_cast() -> Cast:
    """The cast of cases with a second clerk and a second leader."""
    parts = cast()
    parts.people["second_clerk"] = user_with(Role.OFFICE_CLERK, parts.district.office)
    parts.people["second_leader"] = user_with(Role.LEADER, parts.district.committee)
    parts.people["green_liaison"] = user_with(Role.LIAISON, parts.district.greening)
    return parts


def clerk(parts: Cast) -> Actor:
    return parts.actor("office_clerk")


def planned(parts: Cast, *, kind: str = "monthly", at: datetime.datetime | None = None, days: int = 3, **facts: Any) -> Meeting:
    """A meeting in preparation: the sanitation unit attends, the street sits in; one free item."""
    moment = at or timezone.now()
    start = moment + datetime.timedelta(days=days)
    values: dict[str, Any] = {
        "kind": kind,
        "title": "城市管理联席会议",
        "starts_at": start,
        "ends_at": start + datetime.timedelta(hours=2),
        "place": "三楼会议室",
        "chair": parts.people["leader"],
        "attending": [parts.district.sanitation],
        "sitting_in": [parts.district.street],
        "by": clerk(parts),
        "at": moment,
    }
    meeting = meeting_create(**(values | facts))
    agenda_add(
        meeting=meeting, kind="free", title="研究早市占道经营问题", body="近期投诉较多。", unit=parts.district.sanitation, by=clerk(parts)
    )
    return meeting


def do(parts: Cast, meeting: Meeting, who: str, action: str, **data: Any) -> Meeting:
    at = data.pop("at", None)
    advance(meeting, action, by=parts.actor(who), data=data, at=at)
    return meeting


def write_up(parts: Cast, meeting: Meeting, *, decisions: int = 1, assisting: bool = True) -> None:
    """Sign-in, minutes of each item and decisions."""
    by = clerk(parts)
    rows = {row.pk: (Presence.PRESENT.value, "张某") for row in meeting.invitations.all()}
    sign_in(meeting=meeting, rows=rows, by=by)
    for item in meeting.items.all():
        minutes_write(item=item, text=MINUTES, revision=item.revision, by=by)
    item = meeting.items.last()
    for number in range(decisions):
        decision_add(
            meeting=meeting,
            item=item,
            content=f"{DECISION}{number + 1}",
            lead_unit=parts.district.sanitation,
            assisting_units=[parts.district.greening] if assisting else [],
            due_on=timezone.localdate() + datetime.timedelta(days=20 + number),
            by=by,
        )


def meeting_in(parts: Cast, state: str, *, decisions: int = 1, submitted: bool = False, **facts: Any) -> Meeting:
    """A meeting in a state. Those that took place did so two days ago."""
    long_ago = timezone.now() - datetime.timedelta(days=5)
    meeting = planned(parts, at=long_ago if state in AFTER else None, **facts)
    if state == S.PLANNED:
        return meeting
    if state in (S.POSTPONED, S.CANCELLED):
        do(parts, meeting, "office_clerk", "notify")
        return do(parts, meeting, "office_clerk", "postpone" if state == S.POSTPONED else "cancel", opinion="主持人外出。")
    do(parts, meeting, "office_clerk", "notify", at=meeting.state_since)
    if state == S.NOTIFIED:
        return meeting
    do(parts, meeting, "office_clerk", "hold")
    if state == S.HELD:
        return meeting
    do(parts, meeting, "office_clerk", "draft")
    write_up(parts, meeting, decisions=decisions)
    meeting.refresh_from_db()
    if state == S.MINUTES_DRAFT and not submitted:
        return meeting
    do(parts, meeting, "office_clerk", "submit")
    if state == S.MINUTES_DRAFT:
        return meeting
    do(parts, meeting, "leader", "approve")
    return do(parts, meeting, "office_clerk", "issue") if state == S.ISSUED else meeting


AFTER = frozenset({S.HELD, S.MINUTES_DRAFT, S.MINUTES_APPROVED, S.ISSUED})


def data_for(action: str) -> dict[str, Any]:
    """What a form would post for each act."""
    text = {"opinion": "按规定办理。"}
    later = timezone.localdate() + datetime.timedelta(days=9)
    return text | ({"day": later.isoformat(), "clock": "14:30"} if action == "reschedule" else {})


def first_decision(meeting: Meeting) -> Decision:
    found = meeting.decisions.first()
    assert found is not None
    return found


def actor(user: User) -> Actor:
    return actor_of(user)
