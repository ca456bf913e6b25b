"""What meetings and decisions put in the index. The minutes' text is in it from the issue on, not before."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from intranet.meetings.enums import MeetingState
from intranet.meetings.models import Decision, Meeting
from search.records import RecordClass, SearchRecord
from search.registry import Source, register_source
from search.viewers import Viewer

EVERY = frozenset({f"role:{Role.OFFICE_CLERK.value}", f"role:{Role.LEADER.value}"})


def build_meetings(ids: Sequence[int]) -> Iterable[SearchRecord]:
    """One record for each meeting with its agenda."""
    rows = Meeting.objects.filter(pk__in=ids).prefetch_related("items", "invitations", "decisions")
    return [_meeting(row) for row in rows]


def _meeting(meeting: Meeting) -> SearchRecord:
    parts = [meeting.purpose, meeting.place]
    for item in meeting.items.all():
        parts += [item.title, item.body]
    if meeting.is_issued:
        parts += [meeting.summary, *(item.minutes for item in meeting.items.all()), *(row.content for row in meeting.decisions.all())]
    return SearchRecord(
        kind="meeting",
        pk=meeting.pk,
        title=meeting.title,
        url=reverse("intranet_meetings:detail", args=[meeting.pk]),
        body="\n".join(part for part in parts if part),
        caption=str(meeting.get_state_display()),
        number=meeting.minutes_number or meeting.number,
        published_on=timezone.localdate(meeting.starts_at),
        acl=meeting_acl(meeting),
        version=version_of(meeting.changed_at),
    )


def meeting_acl(meeting: Meeting) -> frozenset[str]:
    """The same rule as MeetingQuerySet.visible_to, as tokens (a test holds the two equal)."""
    if meeting.notified_at is None:
        return EVERY
    return EVERY | {f"unit:{row.unit_id}" for row in meeting.invitations.all()}


def build_decisions(ids: Sequence[int]) -> Iterable[SearchRecord]:
    """One record for each decision."""
    rows = Decision.objects.filter(pk__in=ids).for_list().prefetch_related("meeting__invitations")
    return [_decision(row) for row in rows]


def _decision(decision: Decision) -> SearchRecord:
    return SearchRecord(
        kind="decision",
        pk=decision.pk,
        title=decision.content[:60],
        url=reverse("intranet_meetings:decision", args=[decision.pk]),
        body=decision.content,
        caption=decision.meeting.title,
        number=decision.meeting.minutes_number,
        unit_id=decision.lead_unit_id,
        published_on=timezone.localdate(decision.meeting.starts_at),
        acl=decision_acl(decision),
        version=version_of(decision.meeting.changed_at),
    )


def decision_acl(decision: Decision) -> frozenset[str]:
    """The same rule as DecisionQuerySet.visible_to, as tokens."""
    if decision.meeting.state != MeetingState.ISSUED:
        return EVERY
    units = {decision.lead_unit_id, *(unit.pk for unit in decision.assisting_units.all())}
    units |= {row.unit_id for row in decision.meeting.invitations.all()}
    return EVERY | {f"unit:{unit}" for unit in units}


def version_of(changed_at: datetime.datetime) -> int:
    """Microseconds of the last change of the meeting or of anything in it."""
    return int(changed_at.timestamp() * 1_000_000)


def visible_meetings(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
    if viewer.user is None:
        return ()
    return set(Meeting.objects.visible_to(viewer.user).filter(pk__in=ids).values_list("pk", flat=True))


def visible_decisions(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
    if viewer.user is None:
        return ()
    return set(Decision.objects.visible_to(viewer.user).filter(pk__in=ids).values_list("pk", flat=True))


def all_meetings() -> Iterable[tuple[int, int]]:
    for pk, changed_at in Meeting.objects.values_list("pk", "changed_at").iterator():
        yield pk, version_of(changed_at)


def all_decisions() -> Iterable[tuple[int, int]]:
    for pk, changed_at in Decision.objects.values_list("pk", "meeting__changed_at").iterator():
        yield pk, version_of(changed_at)


def register() -> None:
    register_source(
        Source(
            kind="meeting", label=_("联席会议"), record_class=RecordClass.CASE,
            build=build_meetings, visible_ids=visible_meetings, all_ids=all_meetings,
        )
    )  # fmt: skip
    register_source(
        Source(
            kind="decision", label=_("议定事项"), record_class=RecordClass.CASE,
            build=build_decisions, visible_ids=visible_decisions, all_ids=all_decisions,
        )
    )  # fmt: skip
