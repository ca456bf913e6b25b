"""The standard way of a case, its side ways, and the facts each act leaves behind."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from core.clocks.selectors import clocks_of, limit_end, open_clock
from core.outbox.models import OutboxMessage
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.workflow.errors import IllegalTransition, InvalidData, NotAllowed, Refused
from core.workflow.models import Step
from core.workflow.services import advance
from intranet.casework.enums import CaseState as S
from intranet.casework.models import Case
from tests.factories.casework import WAYS, bring_to, case_in, cast, complaint_case, data_for, do, patrol_case

pytestmark = pytest.mark.django_db


def test_standard_way_closes_and_leaves_one_step_each():
    parts = cast()
    case = case_in(parts, S.CLOSED)
    actions = list(Step.objects.filter(subject_id=case.pk).values_list("action", flat=True))
    assert actions == ["submit", "accept", "file", "dispatch", "receive", "complete", "begin_check", "check_pass", "follow_up", "close"]
    assert AuditEntry.objects.filter(subject_id=case.pk, action__startswith="intranet_casework").count() == len(actions)
    assert case.public_reply
    assert case.closed_at
    assert case.satisfaction == 3
    handling = clocks_of(case).get(name="handling")
    assert handling.on_time is True
    assert not clocks_of(case).open().exists()


def test_wrong_unit_is_returned_once_and_dispatched_again():
    parts = cast()
    case = case_in(parts, S.DISPATCHED)
    do(parts, case, "handler", "ask_return", proposed_unit=parts.district.greening)
    do(parts, case, "dispatcher", "approve_return")
    assert (case.state, case.lead_unit, case.wrong_dispatch_count) == (S.FILED, None, 1)
    do(parts, case, "dispatcher", "dispatch", lead_unit=parts.district.greening, assisting_units=[])
    do(parts, case, "other_handler", "receive")
    assert case.state == S.HANDLING


def test_refused_return_makes_the_assignment_final():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    do(parts, case, "handler", "ask_return")
    with pytest.raises(NotAllowed):
        do(parts, case, "handler", "approve_return")
    do(parts, case, "dispatcher", "refuse_return")
    assert case.finally_assigned
    with pytest.raises(Refused):
        do(parts, case, "handler", "ask_return")


def test_failed_check_is_rework_at_the_same_unit_and_the_clock_goes_on():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    started = open_clock(case, "handling").started_at
    do(parts, case, "handler", "complete")
    assert open_clock(case, "handling").state == "paused"
    do(parts, case, "second_supervisor", "begin_check")
    with pytest.raises(NotAllowed):
        do(parts, case, "supervisor", "check_pass")
    do(parts, case, "second_supervisor", "check_fail")
    assert (case.state, case.rework_count, case.lead_unit) == (S.DISPATCHED, 1, parts.district.sanitation)
    clock = open_clock(case, "handling")
    assert (clock.state, clock.started_at) == ("running", started)


@pytest.mark.parametrize("anew", [False, True])
def test_setting_says_whether_a_failed_check_gives_the_whole_time_again(anew):
    if anew:  # off is the default
        parameter_set(key="case.rework_resets_clock", value=True, by=SYSTEM, reason="测试")
    parts = cast()
    monday = datetime.datetime(2026, 9, 14, 9, tzinfo=timezone.get_current_timezone())
    case = patrol_case(parts, at=monday)
    hour, day = datetime.timedelta(hours=1), datetime.timedelta(days=1)
    for count, (who, action) in enumerate(WAYS[S.CHECKING], start=1):
        moment = monday + count * hour + (2 * day if action in ("complete", "begin_check") else 0 * day)
        advance(case, action, by=parts.actor(who), data=data_for(parts, action), at=moment)
    before = open_clock(case, "handling")
    limit = before.limit
    failed = monday + 3 * day
    advance(case, "check_fail", by=parts.actor("supervisor"), data=data_for(parts, "check_fail"), at=failed)
    clock = open_clock(case, "handling")
    before.refresh_from_db()
    assert (clock.pk != before.pk) == anew
    assert clock.state == "running"
    if anew:
        assert (before.state, before.on_time, before.stopped_at) == ("stopped", True, failed)
        assert (clock.started_at, clock.limit, clock.due_at) == (failed, limit, limit_end(limit, failed).at)
    else:
        assert clock.started_at < failed
        assert clock.paused_seconds > 0
        assert clock.due_at < limit_end(limit, failed).at
    # What lists, lamps and the resident see is the clock that runs now, and it ends when the check is passed.
    advance(case, "receive", by=parts.actor("handler"), at=failed + hour)
    assert (case.clock_name, case.due_at) == ("handling", clock.due_at)
    for count, (who, action) in enumerate([("handler", "complete"), ("supervisor", "begin_check"), ("supervisor", "check_pass")], start=2):
        advance(case, action, by=parts.actor(who), data=data_for(parts, action), at=failed + count * hour)
    assert open_clock(case, "handling") is None


def test_first_extension_by_unit_head_second_by_leader():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    due = open_clock(case, "handling").due_at
    with pytest.raises(NotAllowed):
        do(parts, case, "unit_head", "ask_extension")
    do(parts, case, "handler", "ask_extension")
    with pytest.raises(NotAllowed):
        do(parts, case, "leader", "approve_extension")
    do(parts, case, "unit_head", "approve_extension")
    later = open_clock(case, "handling").due_at
    assert later > due
    do(parts, case, "unit_head", "ask_extension")
    with pytest.raises(NotAllowed):
        do(parts, case, "unit_head", "approve_extension")
    do(parts, case, "leader", "approve_extension")
    assert case.extension_count == 2
    assert case.due_at == open_clock(case, "handling").due_at > later
    with pytest.raises(Refused):
        do(parts, case, "handler", "ask_extension")


def test_parked_case_comes_back_by_itself_on_the_review_date():
    parts = cast()
    case = case_in(parts, S.SUSPENDED)
    assert open_clock(case, "handling").state == "paused"
    assert case.due_at is None
    with pytest.raises(Refused):
        advance(case, "resume", by=SYSTEM)
    Case.objects.filter(pk=case.pk).update(review_on=timezone.localdate())
    case.refresh_from_db()
    advance(case, "resume", by=SYSTEM)
    assert case.state == S.HANDLING
    assert open_clock(case, "handling").state == "running"


def test_merge_follows_the_parent_and_can_be_undone_while_it_is_open():
    parts = cast()
    parent = case_in(parts, S.HANDLING)
    child = case_in(parts, S.ACCEPTED)
    do(parts, child, "acceptor", "merge", parent=parent)
    assert child.state == S.MERGED
    do(parts, child, "acceptor", "unmerge")
    assert (child.state, child.parent) == (S.ACCEPTED, None)
    assert Step.objects.filter(subject_id=child.pk).last().to_state == S.ACCEPTED
    do(parts, child, "acceptor", "merge", parent=parent)
    bring_rest(parts, parent)
    with pytest.raises(Refused):
        do(parts, child, "acceptor", "unmerge")


def bring_rest(parts, case):
    for who, action in (
        ("handler", "complete"),
        ("supervisor", "begin_check"),
        ("supervisor", "check_pass"),
        ("acceptor", "follow_up"),
        ("shift_leader", "close"),
    ):
        do(parts, case, who, action)


def test_dissatisfied_goes_back_once_then_only_a_leader_decides():
    parts = cast()
    case = case_in(parts, S.FOLLOW_UP)
    do(parts, case, "requester", "rate", satisfaction=1)
    with pytest.raises(Refused):
        do(parts, case, "shift_leader", "close")
    do(parts, case, "acceptor", "redo")
    assert (case.state, case.round, case.redo_count, case.satisfaction) == (S.DISPATCHED, 2, 1, None)
    for who, action in (("handler", "receive"), ("handler", "complete"), ("supervisor", "begin_check"), ("supervisor", "check_pass")):
        do(parts, case, who, action)
    do(parts, case, "requester", "rate", satisfaction=1)
    with pytest.raises(NotAllowed):
        do(parts, case, "acceptor", "redo")
    do(parts, case, "leader", "redo")
    assert case.round == 3


def test_requester_reopens_within_the_window_only():
    parts = cast()
    case = case_in(parts, S.CLOSED)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - datetime.timedelta(days=40))
    case.refresh_from_db()
    with pytest.raises(Refused):
        do(parts, case, "requester", "reopen")
    do(parts, case, "office_clerk", "reopen")
    assert (case.state, case.round, case.finally_assigned) == (S.DISPATCHED, 2, True)


def test_handler_may_not_close_even_when_also_shift_leader():
    parts = cast()
    from core.units.services import role_assign

    case = case_in(parts, S.FOLLOW_UP)
    do(parts, case, "acceptor", "follow_up")
    handler = parts.people["handler"]
    role_assign(user=handler, role="shift_leader", unit=parts.district.supervision)
    del handler._scope
    with pytest.raises(NotAllowed, match="另一人"):
        do(parts, case, "handler", "close")


def test_self_handled_find_closes_with_before_and_after():
    parts = cast()
    case = patrol_case(parts)
    with pytest.raises(NotAllowed):
        do(parts, case, "second_supervisor", "self_handle")
    with pytest.raises(InvalidData) as caught:
        advance(case, "self_handle", by=parts.actor("supervisor"), data={"opinion": "劝离"})
    assert {"measure", "photos_before", "photos_after"} <= set(caught.value.fields)
    do(parts, case, "supervisor", "self_handle")
    assert case.state == S.CLOSED
    assert case.self_handled


def test_only_inquiries_are_answered_directly():
    parts = cast()
    with pytest.raises(Refused):
        do(parts, complaint_case(parts), "acceptor", "answer")
    assert do(parts, complaint_case(parts, kind="inquiry"), "acceptor", "answer").state == S.CLOSED


def test_unit_learns_nothing_of_a_confidential_case_elsewhere():
    parts = cast()
    case, known = complaint_case(parts, confidential=True), complaint_case(parts)
    for each in (case, known):
        bring_to(parts, each, S.HANDLING)
    assert set(Case.objects.visible_to(parts.people["handler"])) == {case, known}
    for name in ("street_centre", "community_worker"):
        assert set(Case.objects.visible_to(parts.people[name])) == {known}, name


def test_nothing_is_written_when_a_follower_fails(monkeypatch):
    parts = cast()
    case = complaint_case(parts)
    before = (Step.objects.count(), AuditEntry.objects.count(), OutboxMessage.objects.count(), clocks_of(case).count())

    def broken(*args, **kwargs):
        raise RuntimeError("outbox")

    monkeypatch.setattr("intranet.casework.followers.emit", broken)
    with pytest.raises(RuntimeError):
        do(parts, case, "acceptor", "accept")
    case.refresh_from_db()
    assert case.state == S.SUBMITTED
    assert before == (Step.objects.count(), AuditEntry.objects.count(), OutboxMessage.objects.count(), clocks_of(case).count())


def test_second_click_is_refused():
    parts = cast()
    case = complaint_case(parts)
    stale = Case.objects.get(pk=case.pk)
    do(parts, case, "acceptor", "accept")
    with pytest.raises(IllegalTransition):
        advance(stale, "accept", by=parts.actor("acceptor"), data=data_for(parts, "accept"))
