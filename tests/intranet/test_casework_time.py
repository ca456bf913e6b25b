"""Time passing by itself: notices about overdue cases, parked cases that come back, follow-up that ends."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from core.clocks.selectors import open_clock
from core.workflow.models import Step
from intranet.casework.enums import CaseState as S
from intranet.casework.models import Case
from intranet.casework.periodic import time_passes
from intranet.inbox.models import Notification
from tests.factories.casework import case_in, cast

pytestmark = pytest.mark.django_db


def pass_to(moment: datetime.datetime) -> None:
    """The minute's job at a moment."""
    with time_machine.travel(moment, tick=False):
        time_passes(timezone.now())


def told(parts) -> list[str]:
    """Who has a notice about an overdue case."""
    names = {user.pk: name for name, user in parts.people.items()}
    rows = Notification.objects.filter(text__contains="已超期").order_by("id").values_list("recipient", flat=True)
    return [names[pk] for pk in rows]


def test_overdue_is_told_one_step_up_at_a_time_and_once():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    due = case.due_at
    pass_to(due - datetime.timedelta(minutes=1))
    assert told(parts) == []
    pass_to(due + datetime.timedelta(minutes=1))
    pass_to(due + datetime.timedelta(minutes=2))
    assert told(parts) == ["liaison"]
    pass_to(due + datetime.timedelta(hours=25))
    assert told(parts) == ["liaison", "unit_head"]
    pass_to(due + datetime.timedelta(hours=49))
    pass_to(due + datetime.timedelta(hours=80))
    assert told(parts) == ["liaison", "unit_head", "office_clerk"]


def test_after_a_long_stop_of_the_worker_only_the_highest_step_is_told():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    pass_to(case.due_at + datetime.timedelta(hours=60))
    assert told(parts) == ["office_clerk"]


def test_parked_case_comes_back_on_the_review_date_with_its_clock():
    parts = cast()
    case = case_in(parts, S.SUSPENDED)
    noon = datetime.time(12)
    zone = timezone.get_current_timezone()
    pass_to(datetime.datetime.combine(case.review_on - datetime.timedelta(days=1), noon, zone))
    case.refresh_from_db()
    assert case.state == S.SUSPENDED
    pass_to(datetime.datetime.combine(case.review_on, noon, zone))
    case.refresh_from_db()
    assert case.state == S.HANDLING
    assert open_clock(case, "handling").state == "running"
    assert case.due_at == open_clock(case, "handling").due_at
    assert Step.objects.filter(subject_id=case.pk).last().actor_kind == "system"


def test_follow_up_ends_by_itself_once():
    parts = cast()
    case = case_in(parts, S.FOLLOW_UP)
    pass_to(case.due_at - datetime.timedelta(minutes=1))
    assert not Case.objects.get(pk=case.pk).follow_up_expired
    pass_to(case.due_at + datetime.timedelta(minutes=1))
    pass_to(case.due_at + datetime.timedelta(minutes=2))
    case.refresh_from_db()
    assert case.follow_up_expired
    assert case.state == S.FOLLOW_UP
    assert Step.objects.filter(subject_id=case.pk, action="expire_follow_up").count() == 1
