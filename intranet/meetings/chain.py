"""Meeting, agenda item and decision in the chain of records (来龙去脉).

An item leads to its meeting and to its own decisions; only a decision without an item comes of the meeting
itself. So a case's chain shows what was resolved about it, and not everything else of that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.units.models import User
from core.units.refs import SubjectRef
from intranet.casework.models import Case
from intranet.meetings.models import AgendaItem, Decision, Meeting
from intranet.meetings.permissions import is_clerk
from intranet.records.offers import RecordOffer, register_offer
from intranet.records.registry import Derived, RecordKind, RecordLine, register_derived, register_kind

MEETING, ITEM, DECISION = "intranet_meetings.meeting", "intranet_meetings.agendaitem", "intranet_meetings.decision"


def _items(user: User) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.visible_to(user).select_related("meeting")


def _decisions(user: User) -> QuerySet[Decision]:
    return Decision.objects.visible_to(user).select_related("meeting", "task", "lead_unit")


def _meeting_line(meeting: Meeting) -> RecordLine:
    url = reverse("intranet_meetings:detail", args=[meeting.pk])
    return RecordLine(meeting.number, meeting.title, url, meeting.get_state_display(), meeting.starts_at)


def _item_line(item: AgendaItem) -> RecordLine:
    url = f"{reverse('intranet_meetings:detail', args=[item.meeting_id])}#item-{item.pk}"
    return RecordLine(item.meeting.number, item.title, url, item.meeting.get_state_display(), item.meeting.starts_at)


def _decision_line(decision: Decision) -> RecordLine:
    state = decision.task.get_state_display() if decision.task else ""
    url = reverse("intranet_meetings:decision", args=[decision.pk])
    return RecordLine(decision.meeting.minutes_number or decision.meeting.number, decision.content[:60], url, state, decision.due_on)


def _item_to_meeting(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    return [(pk, SubjectRef(MEETING, meeting)) for pk, meeting in AgendaItem.objects.filter(pk__in=ids).values_list("pk", "meeting_id")]


def _meeting_to_item(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    return [(meeting, SubjectRef(ITEM, pk)) for pk, meeting in AgendaItem.objects.filter(meeting__in=ids).values_list("pk", "meeting_id")]


def _item_to_decision(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    return [(item, SubjectRef(DECISION, pk)) for pk, item in Decision.objects.filter(item__in=ids).values_list("pk", "item_id") if item]


def _decision_to_item(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    rows = Decision.objects.filter(pk__in=ids).values_list("pk", "item_id")
    return [(pk, SubjectRef(ITEM, item)) for pk, item in rows if item]


def _meeting_to_decision(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    rows = Decision.objects.filter(meeting__in=ids, item__isnull=True).values_list("pk", "meeting_id")
    return [(meeting, SubjectRef(DECISION, pk)) for pk, meeting in rows]


def _decision_to_meeting(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    rows = Decision.objects.filter(pk__in=ids, item__isnull=True).values_list("pk", "meeting_id")
    return [(pk, SubjectRef(MEETING, meeting)) for pk, meeting in rows]


def register() -> None:
    """Called once at start-up."""
    register_kind(RecordKind(model=AgendaItem, label=_("会议议题"), icon="list-ordered", order=40, visible=_items, line=_item_line))
    register_kind(
        RecordKind(model=Meeting, label=_("联席会议"), icon="users", order=45, visible=Meeting.objects.visible_to, line=_meeting_line)
    )
    register_kind(RecordKind(model=Decision, label=_("议定事项"), icon="gavel", order=50, visible=_decisions, line=_decision_line))
    register_derived(Derived(from_kind=ITEM, to_kind=MEETING, forward=_item_to_meeting, backward=_meeting_to_item))
    register_derived(Derived(from_kind=ITEM, to_kind=DECISION, forward=_item_to_decision, backward=_decision_to_item))
    register_derived(Derived(from_kind=MEETING, to_kind=DECISION, forward=_meeting_to_decision, backward=_decision_to_meeting))
    register_offer(
        RecordOffer(
            model=Case, label=_("列入会议议题"), icon="list-ordered", order=30,
            url=lambda case: f"{reverse('intranet_meetings:propose')}?case={case.pk}", may=lambda user, _case: is_clerk(user),
        )
    )  # fmt: skip
