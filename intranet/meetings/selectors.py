"""Reading meetings: the year, the missing month, the register of decisions, clusters of complaints."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.utils import timezone

from core.categories.models import MinorCategory
from core.parameters.selectors import number
from core.units.models import Unit, User
from intranet.casework.models import Case
from intranet.meetings.enums import TOOK_PLACE, Follow, MeetingKind, MeetingState
from intranet.meetings.managers import DecisionQuerySet, MeetingQuerySet
from intranet.meetings.models import Decision, Meeting
from intranet.meetings.parameters import warn_day
from intranet.tasks.enums import OPEN_TASKS, TaskState


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A month of the series: its meeting, or that it has none and should."""

    month: datetime.date
    meeting: Meeting | None
    missing: bool
    future: bool


def month_missing(month: datetime.date, today: datetime.date) -> bool:
    """No monthly meeting took place in the month, and it is past the day by which it should have (S68)."""
    first = month.replace(day=1)
    if today < first.replace(day=warn_day()):
        return False
    return not Meeting.objects.monthly_held(first).exists()


def year_of(user: User, year: int, today: datetime.date) -> list[MonthCell]:
    """Twelve months in one query. Only who sees every meeting is told of a missing one; others see theirs."""
    rows = Meeting.objects.visible_to(user).of_year(year).filter(kind=MeetingKind.MONTHLY).exclude(state=MeetingState.CANCELLED)
    meetings = {meeting.month: meeting for meeting in rows}
    first = Meeting.objects.order_by("month").values_list("month", flat=True).first()
    limit = warn_day()
    cells: list[MonthCell] = []
    for index in range(1, 13):
        month = datetime.date(year, index, 1)
        meeting = meetings.get(month)
        took_place = meeting is not None and meeting.state in TOOK_PLACE
        # Months before the series began are not missing.
        counted = first is not None and month >= first
        missing = counted and not took_place and today >= month.replace(day=limit)
        cells.append(MonthCell(month, meeting, missing, month > today))
    return cells


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """What the list is narrowed to."""

    year: int | None = None
    kind: str = ""
    state: str = ""


def meeting_list(user: User, chosen: MeetingFilter) -> MeetingQuerySet:
    """The person's meetings, the newest first."""
    found = Meeting.objects.visible_to(user).for_list()
    if chosen.year:
        found = found.of_year(chosen.year)
    exact = {"kind": chosen.kind, "state": chosen.state}
    return found.filter(**{name: value for name, value in exact.items() if value}).order_by("-starts_at", "-id")


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """What the register of decisions is narrowed to."""

    follow: str = ""
    unit: int | None = None
    words: str = ""


def decision_list(user: User, chosen: DecisionFilter, today: datetime.date) -> DecisionQuerySet:
    """重大事项台账: what was resolved and how far it is (S26)."""
    found = Decision.objects.visible_to(user).for_list()
    if chosen.unit:
        helped = Decision.objects.filter(assisting_units=chosen.unit).values("pk")
        found = found.filter(Q(lead_unit=chosen.unit) | Q(pk__in=helped))
    if chosen.words:
        found = found.filter(content__icontains=chosen.words)
    return found.filter(_follow(chosen.follow, today)).order_by("-id")


def _follow(follow: str, today: datetime.date) -> Q:
    match follow:
        case Follow.NONE:
            return Q(task__isnull=True)
        case Follow.DONE:
            return Q(task__state=TaskState.CLOSED)
        case Follow.CANCELLED:
            return Q(task__state=TaskState.CANCELLED)
        case Follow.OVERDUE:
            return Q(task__state__in=OPEN_TASKS, task__due_on__lt=today)
        case Follow.OPEN:
            return Q(task__state__in=OPEN_TASKS, task__due_on__gte=today)
    return Q()


@dataclass(frozen=True, slots=True)
class Cluster:
    """反映强烈: as many cases of one subcategory in one community within the period as the setting says."""

    minor: MinorCategory
    community: Unit
    count: int
    newest: datetime.datetime


def clusters(user: User, now: datetime.datetime, most: int = 50) -> list[Cluster]:
    """The clusters among the cases this person sees, the largest first (domain.md §3.7)."""
    since = now - datetime.timedelta(days=number("case.cluster_days"))
    groups = (
        Case.objects.visible_to(user)
        .filter(reported_at__gte=since, minor__isnull=False, community__isnull=False)
        .order_by()
        .values("minor", "community")
        .annotate(count=Count("pk"), newest=Max("reported_at"))
        .filter(count__gte=number("case.cluster_size"))
        .order_by("-count", "-newest")[:most]
    )
    rows = list(groups)
    minors = MinorCategory.objects.select_related("major").in_bulk({row["minor"] for row in rows})
    units = Unit.objects.select_related("parent").in_bulk({row["community"] for row in rows})
    return [Cluster(minors[row["minor"]], units[row["community"]], row["count"], row["newest"]) for row in rows]


def cluster_cases(user: User, *, minor: int, community: int, now: datetime.datetime) -> Sequence[Case]:
    """The cases of one cluster, newest first; a confidential case is counted but never put on an agenda."""
    since = now - datetime.timedelta(days=number("case.cluster_days"))
    found = Case.objects.visible_to(user).filter(minor=minor, community=community, reported_at__gte=since, confidential=False)
    return list(found.select_related("minor", "community__parent", "street").order_by("-reported_at")[:200])


def current_month(now: datetime.datetime) -> datetime.date:
    return timezone.localdate(now).replace(day=1)
