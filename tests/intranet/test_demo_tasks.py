"""The demo's committee tasks: every state, numbers in the order of the year, nothing of the future, the same each time."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from core.clocks.models import Clock
from core.workflow.models import ApprovalRequest, Step
from intranet.demo import content, tasks
from intranet.demo.frame import frame_load, units_by_key
from intranet.tasks.enums import SupervisionState, TaskState
from intranet.tasks.models import Supervision, Task, TaskAssist

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def frame() -> None:
    frame_load(timezone.localdate())


def test_a_year_of_tasks_in_every_state(frame: None) -> None:
    units = units_by_key()
    assert tasks.tasks_load(units=units, seed=2026, now=timezone.now()) == 120
    states = Counter(Task.objects.values_list("state", flat=True))
    assert set(states) >= set(TaskState) - {TaskState.DRAFT, TaskState.ISSUED, TaskState.RECEIVED, TaskState.APPROVED}
    assert states[TaskState.CLOSED] > 60
    assert TaskAssist.objects.filter(waived_at__isnull=False).exclude(waive_reason="").exists()
    assert TaskAssist.objects.filter(submitted_at__isnull=True, waived_at__isnull=True, due_at__lt=timezone.now()).exists()
    assert Supervision.objects.filter(state=SupervisionState.ARCHIVED).exists()
    assert ApprovalRequest.objects.filter(subject_kind="intranet_tasks.task", state="approved").exists()
    assert Task.objects.filter(due_at__lt=timezone.now()).exists()
    _ledgers_are_true()


def _ledgers_are_true() -> None:
    now = timezone.now()
    steps = Step.objects.filter(subject_kind__startswith="intranet_tasks.").order_by("id")
    moments = list(steps.values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < now
    for task in Task.objects.all():
        last = steps.filter(subject_kind="intranet_tasks.task", subject_id=task.pk).last()
        assert last is not None
        assert last.to_state == task.state
    open_clocks = Clock.objects.open().filter(subject_kind="intranet_tasks.task", subject_id__in=Task.objects.filter(state="closed"))
    assert not open_clocks.exists()
    by_year: dict[str, list[int]] = {}
    for number in Task.objects.exclude(number="").order_by("issued_at").values_list("number", flat=True):
        head, _mark, rest = number.partition("〕")
        by_year.setdefault(head, []).append(int(rest.removesuffix("号")))
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in by_year.values())


def test_the_same_seed_gives_the_same_year(frame: None, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {**content.table("tasks"), "topic": content.table("tasks")["topic"][:8]}
    monkeypatch.setattr(tasks, "table", lambda _name: few)
    units, told, now = units_by_key(), [], timezone.now()
    for _turn in range(2):
        with transaction.atomic():
            tasks.tasks_load(units=units, seed=7, now=now)
            told.append(list(Step.objects.order_by("id").values_list("action", "at", "opinion", "actor_label")))
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0]) > 60


def test_every_topic_belongs_to_units_on_the_platform_and_leaves_no_gap(frame: None) -> None:
    units = units_by_key()
    for topic in content.table("tasks")["topic"]:
        named = [key for key, _said in topic.get("assists", ())]
        named += [] if topic["lead"] in ("street", "centre") else [topic["lead"]]
        assert all(units[key].joined_status != "not_joined" for key in named), topic["title"]
        assert topic["lead"] not in [key for key, _said in topic.get("assists", ())]
    for plan in tasks.plans(units, TODAY):
        assert "{" not in plan.text("title") + plan.text("content") + plan.text("result") + plan.text("note")
        assert len(plan.text("title")) <= 80
        assert TODAY - datetime.timedelta(days=370) < plan.day <= TODAY
