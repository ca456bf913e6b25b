"""Time passing: reminders once for each level and deadline, notices to those who must act, the audit."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from core.outbox.delivery import drain
from intranet.inbox.models import Notification
from intranet.tasks.enums import Reminder
from intranet.tasks.enums import SupervisionState as P
from intranet.tasks.enums import TaskState as S
from intranet.tasks.models import TaskAssist
from intranet.tasks.periodic import remind_all
from tests.factories.tasks import cast, draft, supervision_do, supervision_in, task_do, task_in

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def told(parts) -> set[tuple[str, str]]:
    """(who, what) of every notice so far, and forget them."""
    names = {user.pk: name for name, user in parts.people.items()}
    rows = {(names[row.recipient_id], row.said) for row in Notification.objects.all()}
    Notification.objects.all().delete()
    return rows


def test_a_task_is_reminded_before_its_day_after_it_and_reported_to_the_office_once_each():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS)
    assert remind_all(timezone.now()) == 0
    due = task.due_at
    assert remind_all(due - 1.5 * DAY) == 1
    before = told(parts)
    assert {who for who, _text in before} == {"handler", "second_handler", "liaison"}
    assert all("将于" in text for _who, text in before)
    assert remind_all(due - DAY) == 0
    assert remind_all(due + 0.1 * DAY) == 1
    assert "unit_head" in {who for who, _text in told(parts)}
    assert remind_all(due + 4 * DAY) == 1
    assert {who for who, _text in told(parts)} == {"office_clerk", "second_clerk"}
    assert remind_all(due + 9 * DAY) == 0


def test_an_extension_starts_the_reminders_anew():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS)
    task_do(parts, task, "handler", "ask_extension")
    assert remind_all(task.due_at - DAY) == 1
    task_do(parts, task, "unit_head", "approve_extension")
    assert task.reminder == Reminder.NONE
    assert remind_all(timezone.now()) == 0
    assert remind_all(task.due_at - DAY) == 1


def test_an_assisting_unit_is_reminded_of_its_own_day_until_it_answers():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS, joint=True)
    TaskAssist.objects.filter(task=task).update(due_at=timezone.now() + DAY)
    assert remind_all(timezone.now()) == 1
    assert {who for who, _text in told(parts)} == {"other_handler", "other_head"}
    task_do(parts, task, "other_handler", "assist")
    assert remind_all(timezone.now() + 5 * DAY) == 0


def test_a_long_overdue_record_is_told_of_once_not_three_times():
    parts = cast()
    row = supervision_in(parts, P.SUPERVISING)
    told(parts)
    later = row.due_at + 10 * DAY
    assert remind_all(later) == 2  # the supervision and the task that it is about
    assert {who for who, _text in told(parts)} == {"office_clerk", "second_clerk"}
    assert remind_all(later) == 0


@pytest.mark.parametrize(
    ("who", "action", "state", "expected"),
    [
        ("office_clerk", "issue", S.DRAFT, {"handler", "second_handler", "liaison", "unit_head", "other_handler", "other_head"}),
        ("handler", "ask_extension", S.IN_PROGRESS, {"unit_head"}),
        ("handler", "report", S.IN_PROGRESS, {"office_clerk", "second_clerk"}),
        ("leader", "return_report", S.REPORTED, {"handler", "second_handler", "liaison", "unit_head"}),
        ("other_handler", "assist", S.IN_PROGRESS, {"handler", "second_handler", "liaison", "office_clerk", "second_clerk"}),
        ("office_clerk", "waive_assist", S.IN_PROGRESS, {"other_handler", "other_head"}),
    ],
)
def test_each_act_tells_those_who_must_act_next(who, action, state, expected):
    parts = cast()
    task = task_in(parts, state, joint=True)
    drain()
    told(parts)
    task_do(parts, task, who, action)
    drain()
    assert {name for name, _text in told(parts)} == expected


def test_decisions_are_told_to_whoever_asked_even_when_the_task_goes_away():
    parts = cast()
    task = task_in(parts, S.ISSUED)
    task_do(parts, task, "liaison", "ask_return")
    drain()
    told(parts)
    task_do(parts, task, "office_clerk", "approve_return")
    drain()
    (row,) = Notification.objects.all()
    assert (row.recipient, row.url) == (parts.people["liaison"], "/tasks/")


def test_a_supervision_tells_the_unit_from_its_dispatch_and_the_office_of_its_answer():
    parts = cast()
    row = supervision_in(parts, P.REGISTERED)
    drain()
    assert not {"handler", "unit_head"} & {name for name, text in told(parts) if row.number in text}
    supervision_do(parts, row, "office_clerk", "dispatch")
    drain()
    assert {"handler", "unit_head", "liaison"} <= {name for name, _text in told(parts)}
    for action in ("receive", "reply"):
        supervision_do(parts, row, "handler", action)
    drain()
    assert {name for name, _text in told(parts)} == {"office_clerk", "second_clerk"}


def test_every_act_is_in_the_audit_with_its_step():
    parts = cast()
    task, row = task_in(parts, S.CLOSED, joint=True), supervision_in(parts, P.ARCHIVED)
    actions = set(AuditEntry.objects.filter(subject_kind="intranet_tasks.task", subject_id=task.pk).values_list("action", flat=True))
    assert {
        f"intranet_tasks.task.{name}" for name in ("create", "issue", "receive", "start", "report", "approve", "assist", "close")
    } == actions
    pressed = set(AuditEntry.objects.filter(subject_kind="intranet_tasks.supervision", subject_id=row.pk).values_list("action", flat=True))
    named = ("propose", "register", "dispatch", "receive", "reply", "verify", "archive")
    assert {f"intranet_tasks.supervision.{name}" for name in named} == pressed


def test_a_draft_reminds_nobody():
    parts = cast()
    draft(parts, joint=True)
    assert remind_all(timezone.now() + 60 * DAY) == 0
