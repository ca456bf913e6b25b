"""From the portal through the worker: the case of a complaint, and what its resident does afterwards."""

from __future__ import annotations

import itertools

import pytest
from django.db import transaction

from core.outbox.services import emit
from core.outbox.worker import Worker
from core.workflow.models import Step
from intranet.casework.enums import CaseState as S
from intranet.casework.models import Case
from portal.complaints.models import PublicProgress, RequesterAct
from tests.factories.casework import bring_to, cast, do
from tests.factories.complaints import submitted

pytestmark = pytest.mark.django_db(transaction=True)
_keys = itertools.count()


def send(topic: str, payload: dict[str, int]) -> None:
    """As the portal does it: after-commit work, written in a transaction."""
    with transaction.atomic():
        emit(topic, payload)


def work() -> None:
    """Deliver until nothing is due."""
    worker = Worker(jobs=False)
    for _round in range(20):
        if not worker.turn():
            return


def taken_in(parts, state=S.SUBMITTED):
    """A complaint from the portal whose case the worker opened, brought to a state."""
    receipt = submitted(street=parts.district.street, community=parts.district.community)
    assert not Case.objects.exists()
    work()
    case = Case.objects.get(complaint=receipt.complaint)
    return bring_to(parts, case, state)


def asked(case, kind, **fields):
    """An act of the resident, as the portal writes it, and the worker's answer."""
    act = RequesterAct.objects.create(complaint=case.complaint, kind=kind, key_hash=f"k{next(_keys)}", **fields)
    send("complaints.act", {"act": act.pk})
    work()
    act.refresh_from_db()
    case.refresh_from_db()
    return act


def test_complaint_becomes_one_case_with_its_number_and_its_clock_from_the_submission():
    parts = cast()
    case = taken_in(parts)
    assert case.number == case.complaint.number
    assert case.reported_at == case.complaint.submitted_at
    assert case.due_at > case.reported_at
    assert Step.objects.filter(subject_id=case.pk).count() == 1
    send("complaints.submitted", {"complaint": case.complaint_id})
    work()
    assert Case.objects.count() == 1


def test_rating_and_supplement_are_applied():
    parts = cast()
    case = taken_in(parts, S.FOLLOW_UP)
    assert asked(case, "rating", rating=4, text="很快").state == "applied"
    assert (case.satisfaction, case.rating_comment) == (4, "很快")
    assert asked(case, "supplement", text="又堆了一些").state == "applied"
    assert Step.objects.filter(subject_id=case.pk).last().opinion == "又堆了一些"


def test_withdrawal_is_applied_before_dispatch_and_refused_after_it_with_a_reason():
    parts = cast()
    early = taken_in(parts)
    assert asked(early, "withdrawal", text="已解决").state == "applied"
    assert early.state == S.VOIDED
    late = bring_to(parts, _second(parts), S.HANDLING)
    act = asked(late, "withdrawal", text="算了")
    assert act.state == "refused"
    assert act.refusal_reason
    assert late.state == S.HANDLING


def _second(parts):
    receipt = submitted(street=parts.district.street)
    work()
    return Case.objects.get(complaint=receipt.complaint)


def test_reopening_is_applied_to_a_closed_case_and_refused_on_an_open_one():
    parts = cast()
    case = taken_in(parts, S.HANDLING)
    assert asked(case, "reopen", text="还没好").state == "refused"
    for who, action in (("handler", "complete"), ("supervisor", "begin_check"), ("supervisor", "check_pass")):
        do(parts, case, who, action)
    do(parts, case, "acceptor", "follow_up")
    do(parts, case, "shift_leader", "close")
    assert asked(case, "reopen", text="又出现了").state == "applied"
    assert (case.state, case.round) == (S.DISPATCHED, 2)


def test_act_delivered_twice_is_done_once():
    parts = cast()
    case = taken_in(parts, S.FOLLOW_UP)
    act = asked(case, "rating", rating=3)
    send("complaints.act", {"act": act.pk})
    work()
    assert Step.objects.filter(subject_id=case.pk, action="rate").count() == 1


def test_merged_child_shows_its_resident_the_way_of_the_parent():
    parts = cast()
    child = taken_in(parts, S.ACCEPTED)
    parent = bring_to(parts, _second(parts), S.HANDLING)
    do(parts, child, "acceptor", "merge", parent=parent)
    shown = PublicProgress.objects.get(complaint=child.complaint)
    assert shown.merged_into == parent.number
    for who, action in (("handler", "complete"), ("supervisor", "begin_check"), ("supervisor", "check_pass")):
        do(parts, parent, who, action)
    shown.refresh_from_db()
    of_parent = PublicProgress.objects.get(complaint=parent.complaint)
    assert (shown.public_state, shown.public_reply) == (of_parent.public_state, of_parent.public_reply)
    assert shown.public_reply
