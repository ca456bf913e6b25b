"""Joint meetings: the table for every role, two pairs of eyes, the revision guard, decisions that become tasks."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.outbox.delivery import drain
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.models import Step
from intranet.inbox.models import Notification
from intranet.meetings import tasking
from intranet.meetings.carrying import carried_of
from intranet.meetings.enums import Follow, MeetingState
from intranet.meetings.errors import ChangedMeanwhile
from intranet.meetings.machine import MACHINE
from intranet.meetings.minuting import decision_change, minutes_write
from intranet.meetings.models import AgendaItem, Decision, Meeting, MinutesRevision
from intranet.meetings.periodic import warn_missing
from intranet.meetings.selectors import clusters, year_of
from intranet.meetings.services import agenda_add, meeting_update, receipt_give
from intranet.records.selectors import chain_of
from intranet.tasks.models import Task
from tests.factories.accounts import client_for
from tests.factories.casework import complaint_case
from tests.factories.meetings import clerk, data_for, do, first_decision, meeting_cast, meeting_in, planned, write_up

pytestmark = pytest.mark.django_db
S = MeetingState
ACTIONS = sorted({row.action for row in MACHINE.transitions})


class Undo(Exception):
    """Takes a cell's effect back."""


def post(client, meeting, action, data):
    try:
        with transaction.atomic():
            response = client.post(reverse("intranet_meetings:act", args=[meeting.pk, action]), data)
            raise Undo
    except Undo:
        return response


@pytest.mark.parametrize("kind", ["monthly", "ad_hoc"])
@pytest.mark.parametrize("state", list(MACHINE.states))
def test_every_cell_by_direct_post(kind, state):
    parts = meeting_cast()
    meeting = meeting_in(parts, state, kind=kind)
    for name, user in parts.people.items():
        client = client_for(user)
        visible = Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
        held = {role for (role,) in parts.people[name].assignments.values_list("role")}
        for action in ACTIONS:
            row = MACHINE.find(state, action)
            status = post(client, meeting, action, data_for(action)).status_code
            if not visible:
                assert status == 404, (name, action)
            elif row is None:
                assert status == 409, (name, action)
            elif not held & set(row.roles):
                assert status == 403, (name, action)
            else:
                assert status in (302, 403, 409, 422), (name, action)
    assert Meeting.objects.get(pk=meeting.pk).state == state


def test_the_whole_way_makes_tasks_with_their_cause():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.ISSUED, decisions=2)
    year = timezone.localdate().year
    assert meeting.minutes_number == f"城管联纪〔{year}〕1号"
    for decision in meeting.decisions.all():
        task = decision.task
        assert task is not None
        assert (task.lead_unit, task.due_on, task.kind, task.state) == (parts.district.sanitation, decision.due_on, "joint", "issued")
        assert [row.unit for row in task.assists.all()] == [parts.district.greening]
        kinds = [group.kind.kind for group in chain_of(decision, parts.people["office_clerk"])]
        assert "intranet_tasks.task" in kinds
        assert "intranet_meetings.agendaitem" in kinds


def test_issue_makes_all_tasks_or_none(monkeypatch):
    parts = meeting_cast()
    meeting = meeting_in(parts, S.MINUTES_APPROVED, decisions=3)
    real, calls = tasking.task_create, []

    def third_fails(**values):
        calls.append(values)
        if len(calls) == 3:
            raise Refused("不能建立任务。")
        return real(**values)

    monkeypatch.setattr(tasking, "task_create", third_fails)
    with pytest.raises(Refused):
        do(parts, meeting, "office_clerk", "issue")
    assert Task.objects.count() == 0
    fresh = Meeting.objects.get(pk=meeting.pk)
    assert (fresh.state, fresh.minutes_number) == (S.MINUTES_APPROVED, "")
    monkeypatch.setattr(tasking, "task_create", real)
    do(parts, meeting, "office_clerk", "issue")
    assert Task.objects.count() == 3
    assert meeting.minutes_number.endswith("〕1号")  # the number of the failed issue was not lost


def test_author_never_approves_in_whatever_role():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.MINUTES_DRAFT)
    author = parts.people["second_leader"]
    author.assignments.create(role="office_clerk", unit=parts.district.office)
    author.__dict__.pop("_scope", None)
    item = meeting.items.first()
    minutes_write(item=item, text="改过", revision=item.revision, by=parts.actor("second_leader"))
    do(parts, meeting, "office_clerk", "submit")
    with pytest.raises(NotAllowed):
        do(parts, meeting, "second_leader", "approve")
    with pytest.raises(NotAllowed):
        do(parts, meeting, "office_clerk", "approve")
    assert do(parts, meeting, "leader", "approve").approved_by == parts.people["leader"]


def test_second_clerk_is_told_and_keeps_the_text():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.MINUTES_DRAFT)
    item = meeting.items.last()
    url = reverse("intranet_meetings:minutes", args=[meeting.pk, item.pk])
    seen = item.revision
    first, second = client_for(parts.people["office_clerk"]), client_for(parts.people["second_clerk"])
    assert first.post(url, {"text": "甲的文字", "revision": seen}).status_code == 302
    answer = second.post(url, {"text": "乙的文字", "revision": seen})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "甲的文字" in page
    assert "乙的文字" in page
    item.refresh_from_db()
    assert item.minutes == "甲的文字"
    assert f'value="{item.revision}"' in page
    assert second.post(url, {"text": "甲乙合并", "revision": item.revision}).status_code == 302
    assert list(MinutesRevision.objects.filter(item=item).values_list("text", flat=True))[-2:] == ["甲的文字", "甲乙合并"]


def test_revision_guards_decisions_and_facts():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.MINUTES_DRAFT)
    decision = first_decision(meeting)
    facts = {"item": None, "lead_unit": decision.lead_unit, "assisting_units": [], "due_on": decision.due_on, "by": clerk(parts)}
    decision_change(decision=decision, revision=1, content="一", **facts)
    with pytest.raises(ChangedMeanwhile):
        decision_change(decision=decision, revision=1, content="二", **facts)
    other = planned(parts, kind="ad_hoc")
    values = {name: getattr(other, name) for name in ("title", "starts_at", "ends_at", "place", "chair", "purpose")}
    values |= {"attending": [parts.district.sanitation], "sitting_in": [], "by": clerk(parts)}
    meeting_update(meeting=other, revision=other.revision, **values)
    with pytest.raises(ChangedMeanwhile):
        meeting_update(meeting=other, revision=other.revision, **values)


def test_next_meeting_opens_with_the_last_ones_list():
    parts = meeting_cast()
    start = timezone.now() - datetime.timedelta(days=60)
    with time_machine.travel(start, tick=False):
        first = meeting_in(parts, S.ISSUED, decisions=2)
    closed, _open = first.decisions.all()
    Task.objects.filter(pk=closed.task_id).update(state="closed")
    later = planned(parts)
    rows = {row.decision.pk: row.follow for row in carried_of(later)}
    assert rows == {closed.pk: Follow.DONE, _open.pk: Follow.OVERDUE}
    assert later.items.first().kind == "carry_over"
    page = client_for(parts.people["office_clerk"]).get(reverse("intranet_meetings:detail", args=[later.pk])).content.decode()
    assert _open.content in page
    do(parts, later, "office_clerk", "notify")
    do(parts, later, "office_clerk", "hold", at=later.starts_at + datetime.timedelta(minutes=5))
    assert str(Follow.OVERDUE.label) in later.items.first().body


def test_missing_month_is_told_once_from_the_25th_on():
    parts = meeting_cast()
    with time_machine.travel("2026-09-02T04:00:00Z", tick=False):
        planned(parts)
    told = lambda: Notification.objects.filter(recipient=parts.people["office_clerk"]).count()  # noqa: E731
    for moment, expected in (
        ("2026-11-24T04:00:00Z", 0),
        ("2026-11-24T17:00:00Z", 1),
        ("2026-11-28T04:00:00Z", 1),
        ("2026-12-25T04:00:00Z", 2),
    ):
        with time_machine.travel(moment, tick=False):
            warn_missing(timezone.now())
        assert told() == expected, moment
    cells = year_of(parts.people["office_clerk"], 2026, datetime.date(2026, 11, 26))
    assert [cell.month.month for cell in cells if cell.missing] == [9, 10, 11]


def test_month_that_had_its_meeting_is_not_missing():
    parts = meeting_cast()
    with time_machine.travel("2026-10-05T04:00:00Z", tick=False):
        planned(parts)
    with time_machine.travel("2026-11-20T04:00:00Z", tick=False):
        meeting_in(parts, S.HELD)
    with time_machine.travel("2026-11-26T04:00:00Z", tick=False):
        warn_missing(timezone.now())
    assert not Notification.objects.exists()


def test_one_monthly_meeting_a_month_unless_cancelled():
    parts = meeting_cast()
    first = planned(parts)
    with pytest.raises(InvalidData):
        planned(parts)
    do(parts, first, "office_clerk", "cancel", opinion="改期另开。")
    assert planned(parts).month == first.month


def test_receipt_by_the_unit_with_a_substitute_and_postponing_asks_again():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.NOTIFIED)
    invitation = meeting.invitations.get(unit=parts.district.sanitation)
    url = reverse("intranet_meetings:receipt", args=[meeting.pk, invitation.pk])
    liaison = client_for(parts.people["liaison"])
    bad = liaison.post(url, {"receipt": "substitute", "person": "李某"})
    assert bad.status_code == 422
    assert "李某" in bad.content.decode()
    assert liaison.post(url, {"receipt": "substitute", "person": "李某", "substitute_for": "王某", "reason": "出差"}).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.receipt, invitation.person, invitation.substitute_for) == ("substitute", "李某", "王某")
    street = meeting.invitations.get(unit=parts.district.street)
    assert (
        liaison.post(reverse("intranet_meetings:receipt", args=[meeting.pk, street.pk]), {"receipt": "leave", "reason": "x"}).status_code
        == 403
    )
    with pytest.raises(NotAllowed):
        receipt_give(invitation=invitation, receipt="coming", person="某", by=parts.actor("other_handler"))
    do(parts, meeting, "leader", "postpone", opinion="防汛。")
    invitation.refresh_from_db()
    assert (invitation.receipt, invitation.person) == ("pending", "")


def test_ad_hoc_meeting_from_a_cluster_has_its_cases_as_causes():
    parts = meeting_cast()
    cases = [complaint_case(parts) for _number in range(5)]
    secret = complaint_case(parts, confidential=True, description="保密的内容。")
    found = clusters(parts.people["office_clerk"], timezone.now())
    assert [row.count for row in found] == [6]
    url = f"{reverse('intranet_meetings:new')}?kind=ad_hoc&minor={found[0].minor.pk}&community={found[0].community.pk}"
    client = client_for(parts.people["office_clerk"])
    assert cases[0].number in client.get(url).content.decode()
    day = timezone.localdate() + datetime.timedelta(days=2)
    data = {"title": "专题会议", "day": day.isoformat(), "clock": "9:30", "minutes_long": "90", "place": "会议室"}
    data |= {"chair": parts.people["leader"].pk, "attending": [parts.district.sanitation.pk]}
    assert client.post(url, data).status_code == 302
    item = AgendaItem.objects.get(kind="cluster")
    assert secret.number not in item.body
    chain = {group.kind.kind: group for group in chain_of(item, parts.people["office_clerk"])}
    assert len(chain["intranet_casework.case"].lines) == 5
    forward = [group.kind.kind for group in chain_of(cases[0], parts.people["office_clerk"])]
    assert "intranet_meetings.agendaitem" in forward


def test_case_is_put_on_an_agenda_prefilled():
    parts = meeting_cast()
    meeting, case = planned(parts), complaint_case(parts)
    client = client_for(parts.people["office_clerk"])
    answer = client.post(f"{reverse('intranet_meetings:propose')}?case={case.pk}", {"meeting": meeting.pk})
    assert answer.status_code == 302
    assert case.number in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"title": "议题", "body": "说明", "unit": ""}).status_code == 302
    assert meeting.items.last().kind == "case"


def test_agenda_moves_and_leaves():
    parts = meeting_cast()
    meeting = planned(parts)
    agenda_add(meeting=meeting, kind="free", title="三", body="", unit=None, by=clerk(parts))
    client = client_for(parts.people["office_clerk"])
    last = meeting.items.last()
    client.post(reverse("intranet_meetings:agenda_do", args=[meeting.pk, last.pk, "up"]))
    assert [item.title for item in meeting.items.all()][1] == "三"
    client.post(reverse("intranet_meetings:agenda_do", args=[meeting.pk, last.pk, "remove"]))
    assert "三" not in [item.title for item in meeting.items.all()]


def test_notices_go_to_the_invited_and_name_no_content():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.NOTIFIED)
    drain()
    people = set(Notification.objects.values_list("recipient__pk", flat=True))
    assert people == {parts.people["liaison"].pk, parts.people["unit_head"].pk}
    assert all(meeting.title not in text for text in Notification.objects.values_list("text", flat=True))


def test_history_of_each_act_is_kept():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.ISSUED)
    actions = list(Step.objects.filter(subject_kind="intranet_meetings.meeting", subject_id=meeting.pk).values_list("action", flat=True))
    assert actions == ["plan", "notify", "hold", "draft", "submit", "approve", "issue"]


def test_submitting_asks_for_everything():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.HELD)
    do(parts, meeting, "office_clerk", "draft")
    with pytest.raises(Refused):
        do(parts, meeting, "office_clerk", "submit")
    write_up(parts, meeting)
    do(parts, meeting, "office_clerk", "submit")
    with pytest.raises(NotAllowed):  # before the leader nobody writes on
        minutes_write(item=meeting.items.first(), text="x", revision=1, by=clerk(parts))


@pytest.mark.parametrize(
    "query", ["year=99999", "year=x", "year=0", "page=-1", "page=zz", "kind=zzz", "state=%00", "year=2026&page=9999999999999999999"]
)
def test_senseless_addresses_are_answered(query):
    parts = meeting_cast()
    client = client_for(parts.people["office_clerk"])
    assert client.get(f"{reverse('intranet_meetings:list')}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["unit=x", "unit=99999999999999999999", "follow=zz", "q=%00", "page=zz"])
def test_senseless_register_addresses_are_answered(query):
    parts = meeting_cast()
    client = client_for(parts.people["office_clerk"])
    assert client.get(f"{reverse('intranet_meetings:decisions')}?{query}").status_code == 200


def test_malformed_forms_come_back_with_what_was_typed():
    parts = meeting_cast()
    client = client_for(parts.people["office_clerk"])
    for clock in ("25:00", "noon", "9:3", "\x00"):
        answer = client.post(
            reverse("intranet_meetings:new"), {"title": "留住我", "day": "2026-02-30", "clock": clock, "minutes_long": "-1", "chair": "x"}
        )
        assert answer.status_code == 422
        assert "留住我" in answer.content.decode()
    meeting = meeting_in(parts, S.MINUTES_DRAFT)
    url = reverse("intranet_meetings:decision_new", args=[meeting.pk])
    bad = {"content": "留住我", "lead_unit": parts.district.sanitation.pk, "assisting_units": [parts.district.sanitation.pk]}
    answer = client.post(url, bad | {"due_on": "2001-01-01"})
    assert answer.status_code == 422
    assert "留住我" in answer.content.decode()
    sheet = reverse("intranet_meetings:sign_in", args=[meeting.pk])
    row = meeting.invitations.first()
    assert client.post(sheet, {f"presence-{row.pk}": "zzz", f"name-{row.pk}": "留住我"}).status_code == 422
    assert Decision.objects.filter(meeting=meeting).count() == 1
