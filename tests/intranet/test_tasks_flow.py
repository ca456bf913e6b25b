"""Tasks and supervisions from draft to 销号: numbers, assists, waivers, returns, extensions, the chain."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from core.clocks.models import Clock
from core.clocks.selectors import explain, open_clock
from core.workflow.errors import IllegalTransition, InvalidData, NotAllowed, Refused
from core.workflow.selectors import steps_of
from intranet.records.selectors import causes_of, chain_of
from intranet.tasks.enums import SupervisionState as P
from intranet.tasks.enums import TaskState as S
from intranet.tasks.models import Supervision, Task
from intranet.tasks.services import AssistPlan, supervision_open, task_edit
from tests.factories.casework import patrol_case
from tests.factories.tasks import cast, draft, in_days, proposed, supervision_do, supervision_in, task_do, task_in

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.mark.parametrize("state", [state.value for state in S])
@pytest.mark.parametrize("joint", [False, True])
def test_every_state_is_reached_by_acts(state, joint):
    task = task_in(cast(), state, joint=joint)
    assert task.state == state
    assert (open_clock(task, "deadline") is not None) == (state in {S.ISSUED, S.RECEIVED, S.IN_PROGRESS, S.RETURNED, S.REPORTED})


@pytest.mark.parametrize("state", [state.value for state in P])
def test_every_state_of_a_supervision_is_reached_by_acts(state):
    row = supervision_in(cast(), state)
    assert row.state == state
    assert (open_clock(row, "reply") is not None) == (state in {P.SUPERVISING, P.REPLIED})


def test_numbers_are_taken_at_issue_by_kind_and_year_without_gaps():
    parts = cast()
    tasks = [draft(parts, joint=joint) for joint in (False, True, False)]
    assert {task.number for task in tasks} == {""}
    for task in reversed(tasks):
        task_do(parts, task, "office_clerk", "issue")
    assert [task.number for task in tasks] == [f"城管交〔{YEAR}〕2号", f"城管会〔{YEAR}〕1号", f"城管交〔{YEAR}〕1号"]
    assert supervision_in(parts, P.REGISTERED, parent=tasks[0]).number == f"城管督〔{YEAR}〕1号"


def test_an_issue_that_fails_uses_no_number(monkeypatch):
    parts = cast()
    task = draft(parts)
    with monkeypatch.context() as patch:
        patch.setattr("intranet.tasks.task_clocks.clock_start", _broken)
        with pytest.raises(RuntimeError):
            task_do(parts, task, "office_clerk", "issue")
    task_do(parts, task, "office_clerk", "issue")
    assert task.number == f"城管交〔{YEAR}〕1号"


def _broken(**_values):
    raise RuntimeError


def test_a_joint_task_is_not_closed_while_an_opinion_is_missing():
    parts = cast()
    task = draft(parts, joint=True, assisting_units=[parts.district.greening, parts.district.street])
    for who, action in (
        ("office_clerk", "issue"),
        ("handler", "receive"),
        ("handler", "start"),
        ("handler", "report"),
        ("leader", "approve"),
    ):
        task_do(parts, task, who, action)
    with pytest.raises(Refused, match="园林处、望河街道"):
        task_do(parts, task, "office_clerk", "close")
    task_do(parts, task, "other_handler", "assist", opinion="行道树已修剪。")
    with pytest.raises(Refused, match="望河街道"):
        task_do(parts, task, "office_clerk", "close")
    with pytest.raises(InvalidData):
        task_do(parts, task, "office_clerk", "waive_assist", waived_unit=parts.district.street, opinion=" ")
    task_do(parts, task, "office_clerk", "waive_assist", waived_unit=parts.district.street, opinion="该街道无此路段。")
    task_do(parts, task, "office_clerk", "close")
    given, waived = task.assists.order_by("id")
    assert (given.opinion, given.submitted_by) == ("行道树已修剪。", parts.people["other_handler"])
    assert (waived.waive_reason, waived.waived_by, waived.submitted_at) == ("该街道无此路段。", parts.people["office_clerk"], None)


def test_each_assisting_unit_has_its_own_day_and_clock():
    parts = cast()
    plan = AssistPlan(parts.district.greening, in_days(4))
    task = draft(parts, joint=True, assisting_units=[plan])
    task_do(parts, task, "office_clerk", "issue")
    assist = task.assists.get()
    assert timezone.localdate(assist.due_at) == in_days(4)
    task_do(parts, task, "other_handler", "assist")
    assist.refresh_from_db()
    assert assist.due_at is None
    assert Clock.objects.get(subject_kind="intranet_tasks.taskassist", subject_id=assist.pk).on_time is True
    with pytest.raises(Refused):
        task_do(parts, task, "other_handler", "assist")


def test_the_day_ordered_ends_with_its_last_second_and_is_explained():
    parts = cast()
    task = task_in(parts, S.ISSUED)
    assert timezone.localtime(task.due_at).strftime("%H:%M:%S") == "23:59:59"
    assert timezone.localdate(task.due_at) == task.due_on
    assert "第10日" in str(explain(open_clock(task, "deadline")))


def test_the_deadline_stands_still_while_the_office_examines_and_goes_on_when_sent_back():
    parts = cast()
    start = timezone.now().replace(hour=2, minute=0)
    task = draft(parts, at=start)
    day = datetime.timedelta(days=1)
    for days, who, action in ((0, "office_clerk", "issue"), (0, "handler", "receive"), (0, "handler", "start"), (4, "handler", "report")):
        task_do(parts, task, who, action, at=start + days * day)
    assert task.clock_name == "review"
    task_do(parts, task, "leader", "return_report", at=start + 6 * day)
    # Four days were used up to the report's own day, which like the two after it is not counted.
    assert task.due_on == timezone.localdate(start) + 13 * day
    task_do(parts, task, "handler", "report", at=start + 7 * day)
    task_do(parts, task, "leader", "approve", at=start + 8 * day)
    # The check finds it undone after all: the same clock runs on.
    task_do(parts, task, "second_clerk", "return_report", at=start + 9 * day)
    assert (task.state, task.return_count) == (S.RETURNED, 2)
    task_do(parts, task, "handler", "report", at=start + 10 * day)
    task_do(parts, task, "leader", "approve", at=start + 30 * day)
    clock = Clock.objects.get(subject_kind="intranet_tasks.task", subject_id=task.pk, name="deadline")
    assert clock.on_time is True


def test_a_return_by_the_unit_is_asked_and_decided_and_the_task_goes_to_another_under_its_number():
    parts = cast()
    task = task_in(parts, S.ISSUED)
    number = task.number
    task_do(parts, task, "handler", "ask_return")
    with pytest.raises(Refused, match="待审批"):
        task_do(parts, task, "handler", "receive")
    task_do(parts, task, "second_clerk", "approve_return")
    assert (task.state, task.number, task.due_at) == (S.DRAFT, number, None)
    task_edit(task=task, by=parts.actor("office_clerk"), assisting_units=(), facts={"lead_unit": parts.district.greening})
    task.refresh_from_db()
    task_do(parts, task, "office_clerk", "issue")
    assert (task.number, task.round, task.lead_unit) == (number, 2, parts.district.greening)


def test_a_refused_return_uses_it_up():
    parts = cast()
    task = task_in(parts, S.RECEIVED)
    task_do(parts, task, "unit_head", "ask_return")
    task_do(parts, task, "leader", "refuse_return")
    with pytest.raises(Refused, match="用完"):
        task_do(parts, task, "handler", "ask_return")


def test_extensions_first_by_the_head_then_by_the_leader():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS)
    with pytest.raises(NotAllowed):
        task_do(parts, task, "unit_head", "ask_extension")
    task_do(parts, task, "handler", "ask_extension")
    with pytest.raises(NotAllowed):
        task_do(parts, task, "leader", "approve_extension")
    task_do(parts, task, "unit_head", "approve_extension")
    assert task.due_on == in_days(15) == timezone.localdate(task.due_at)
    with pytest.raises(NotAllowed):
        task_do(parts, task, "handler", "ask_extension")
    task_do(parts, task, "unit_head", "ask_extension")
    with pytest.raises(NotAllowed):
        task_do(parts, task, "unit_head", "approve_extension")
    task_do(parts, task, "leader", "approve_extension")
    assert (task.due_on, task.extension_count) == (in_days(20), 2)
    with pytest.raises(Refused, match="用完"):
        task_do(parts, task, "unit_head", "ask_extension")


@pytest.mark.parametrize("days", [0, -3, 10, 71, 4000])
def test_an_extension_to_a_senseless_day_is_refused(days):
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS)
    with pytest.raises(InvalidData):
        task_do(parts, task, "handler", "ask_extension", new_due_on=in_days(days))


def test_no_extension_is_asked_after_the_day():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS)
    with pytest.raises(Refused, match="已超过"):
        task_do(parts, task, "handler", "ask_extension", at=timezone.now() + datetime.timedelta(days=11))


def test_who_reported_does_not_approve_and_who_approved_does_not_close():
    parts = cast()
    clerk = parts.people["office_clerk"]
    task = task_in(parts, S.REPORTED)
    task_do(parts, task, "office_clerk", "approve")
    with pytest.raises(NotAllowed, match="另一人"):
        task_do(parts, task, "office_clerk", "close")
    task_do(parts, task, "second_clerk", "close")
    assert clerk.pk in {step.actor_id for step in steps_of(task).filter(action="approve")}


def test_a_draft_that_was_issued_meanwhile_is_not_edited():
    parts = cast()
    task = task_in(parts, S.ISSUED)
    with pytest.raises(IllegalTransition):
        task_edit(task=task, by=parts.actor("office_clerk"), assisting_units=(), facts={"title": "另一个"})


def test_a_draft_past_its_day_is_not_issued():
    parts = cast()
    task = draft(parts, due_on=in_days(1))
    with pytest.raises(Refused, match="须晚于下达当日"):
        task_do(parts, task, "office_clerk", "issue", at=timezone.now() + datetime.timedelta(days=1))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"joint": True, "assisting_units": []}, "kind"),
        ({"kind": "assign", "assisting_units": "greening"}, "kind"),
        ({"joint": True, "assisting_units": "sanitation"}, "assisting_units"),
        ({"lead_unit": "office"}, "lead_unit"),
    ],
)
def test_units_and_kind_must_fit(facts, field):
    parts = cast()
    named = {key: getattr(parts.district, value) if isinstance(value, str) and key != "kind" else value for key, value in facts.items()}
    if "assisting_units" in named and not isinstance(named["assisting_units"], list):
        named["assisting_units"] = [named["assisting_units"]]
    with pytest.raises(InvalidData) as caught:
        draft(parts, **named)
    assert field in caught.value.fields


def test_only_the_office_drafts():
    parts = cast()
    with pytest.raises(NotAllowed):
        draft(parts, by=parts.actor("dispatcher"))
    assert not Task.objects.exists()


def test_causes_and_supervisions_stand_in_the_chain():
    parts = cast()
    case = patrol_case(parts)
    task = draft(parts, causes=[case])
    supervision = supervision_open(parent=task, level="ordinary", opinion="抓紧办理。", due_on=in_days(3), by=parts.actor("leader"))
    assert [ref.pk for ref in causes_of(task)] == [case.pk]
    groups = chain_of(case, parts.people["office_clerk"])
    assert [group.kind.order for group in groups] == [20, 60, 65]
    assert groups[-1].lines[0].title == supervision.title == "抓紧办理"


def test_a_supervision_is_registered_by_another_and_only_once_open():
    parts = cast()
    row = proposed(parts)
    with pytest.raises(NotAllowed, match="立项人以外"):
        supervision_do(parts, row, "office_clerk", "register")
    with pytest.raises(InvalidData):
        proposed(parts, parent=Task.objects.get(pk=row.parent_id))
    supervision_do(parts, row, "leader", "register")
    supervision_do(parts, row, "leader", "cancel")
    assert proposed(parts, parent=Task.objects.get(pk=row.parent_id)).pk != row.pk


def test_a_case_nobody_has_in_hand_needs_a_named_unit():
    parts = cast()
    case = patrol_case(parts)
    with pytest.raises(InvalidData) as caught:
        proposed(parts, parent=case)
    assert "unit" in caught.value.fields
    assert proposed(parts, parent=case, unit=parts.district.street).unit == parts.district.street


def test_what_cannot_be_supervised_is_refused():
    parts = cast()
    with pytest.raises(InvalidData):
        proposed(parts, parent=parts.district.sanitation)
    assert not Supervision.objects.exists()


def test_a_supervision_is_extended_by_a_leader_and_answered_again_after_a_return():
    parts = cast()
    row = supervision_in(parts, P.SUPERVISING)
    supervision_do(parts, row, "unit_head", "ask_extension")
    with pytest.raises(NotAllowed):
        supervision_do(parts, row, "unit_head", "approve_extension")
    supervision_do(parts, row, "leader", "approve_extension")
    assert row.due_on == in_days(9)
    supervision_do(parts, row, "handler", "reply")
    supervision_do(parts, row, "second_clerk", "return_reply")
    assert (row.state, row.return_count) == (P.SUPERVISING, 1)
    supervision_do(parts, row, "office_clerk", "raise_level")
    assert row.level == "listed"
    with pytest.raises(Refused, match="最高"):
        supervision_do(parts, row, "office_clerk", "raise_level", level="listed")
