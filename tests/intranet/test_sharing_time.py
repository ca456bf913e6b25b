"""Deadlines under moved time: what is told when, the one extension, what units owe each period."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.units.enums import Role
from core.workflow.errors import NotAllowed, Refused
from intranet.inbox.models import Notification
from intranet.sharing import periods
from intranet.sharing.duties import duty_rows, last_due, not_sent
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.models import DutyReminder, Letter
from intranet.sharing.periodic import remind_duties, tell_overdue
from tests.factories.accounts import client_for, user_with
from tests.factories.sharing import desk, do, draft, letter_in, sides_of

pytestmark = pytest.mark.django_db
ZONE = datetime.timezone(datetime.timedelta(hours=8))
MONDAY = datetime.datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)


def told(parts, word: str) -> list[str]:
    names = {user.pk: name for name, user in parts.people.items()}
    return [names.get(row.recipient_id, "?") for row in Notification.objects.order_by("id") if word in row.said]


@pytest.mark.parametrize(
    ("kind", "name", "day"),
    [
        (K.ASSIST_REQUEST, "reply", datetime.date(2026, 3, 9)),  # 5 working days
        (K.WRITTEN_TRANSFER, "answer", datetime.date(2026, 3, 5)),  # 3 working days
        (K.OPINION_LETTER, "reply", datetime.date(2026, 3, 12)),  # 10 natural days
        (K.APPROVAL_INFO, "reply", datetime.date(2026, 3, 9)),
        (K.ENFORCEMENT_REPLY, "receive", datetime.date(2026, 3, 4)),
        (K.CIRCULATION, "receive", datetime.date(2026, 3, 4)),
        (K.JOINT_ENFORCEMENT, "receive", datetime.date(2026, 3, 4)),
    ],
)
def test_each_kind_has_its_limit(kind, name, day):
    with time_machine.travel(MONDAY, tick=False):
        letter = letter_in(desk(), kind, S.SENT)
        assert (letter.clock_name, timezone.localdate(letter.due_at)) == (name, day)


@pytest.mark.parametrize("kind", [K.APPROVAL_INFO, K.ENFORCEMENT_REPLY])
def test_duty_to_tell_runs_from_the_event_until_the_sending(kind):
    with time_machine.travel(MONDAY, tick=False):
        parts = desk()
        letter = draft(parts, kind, event_on=datetime.date(2026, 2, 26))
        # 27, Saturday 28 (worked, by the notice for the Spring Festival), 2, 3, 4.
        assert (letter.clock_name, timezone.localdate(letter.due_at)) == ("send", datetime.date(2026, 3, 4))
        sides = sides_of(parts, kind)
        do(parts, letter, sides.writer, "ask_send")
        do(parts, letter, sides.signer, "approve_send")
        assert letter.clock_name != "send"


def test_transfer_has_ninety_days_for_its_result_after_acceptance():
    with time_machine.travel(MONDAY, tick=False):
        letter = letter_in(desk(), K.WRITTEN_TRANSFER, S.RECEIVED)
        assert (letter.clock_name, timezone.localdate(letter.due_at)) == ("result", datetime.date(2026, 5, 31))


def test_assist_is_extended_once_by_another_person_and_before_it_is_due():
    with time_machine.travel(MONDAY, tick=False):
        parts = desk()
        letter = letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED)
        parts.people["both"] = user_with(Role.LIAISON, parts.district.sanitation, Role.UNIT_HEAD)
        do(parts, letter, "both", "ask_extension")
        with pytest.raises(NotAllowed):
            do(parts, letter, "both", "approve_extension")
        with pytest.raises(Refused):
            do(parts, letter, "writer", "reply_assist")
        do(parts, letter, "head", "refuse_extension")
        assert timezone.localdate(letter.due_at) == datetime.date(2026, 3, 9)
        do(parts, letter, "liaison", "ask_extension")
        do(parts, letter, "head", "approve_extension")
        assert timezone.localdate(letter.due_at) == datetime.date(2026, 3, 16)
        with pytest.raises(Refused):
            do(parts, letter, "liaison", "ask_extension")
        other = letter_in(parts, K.OPINION_LETTER, S.RECEIVED)
        with pytest.raises(Refused):
            do(parts, other, "liaison", "ask_extension")
        late = letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED)
    with time_machine.travel(MONDAY + datetime.timedelta(days=8), tick=False), pytest.raises(Refused):
        do(parts, late, "liaison", "ask_extension")


def test_overdue_is_told_one_step_up_at_a_time_and_once():
    with time_machine.travel(MONDAY, tick=False):
        parts = desk()
        letter = letter_in(parts, K.ASSIST_REQUEST, S.SENT)
    due = letter.due_at
    for hours, people in (
        (-1, []),
        (1, ["liaison"]),
        (2, ["liaison"]),
        (25, ["liaison", "head"]),
        (49, ["liaison", "head", "office_clerk"]),
    ):
        with time_machine.travel(due + datetime.timedelta(hours=hours), tick=False):
            tell_overdue(timezone.now())
            assert told(parts, "已超期") == people
            listed = client_for(parts.people["office_clerk"]).get("/letters/?lamp=red")
            assert (len(listed.context["rows"]) == 1) == (hours > 0)


def test_late_sending_is_told_to_the_sender():
    with time_machine.travel(MONDAY, tick=False):
        parts = desk()
        letter = draft(parts, K.APPROVAL_INFO)
    with time_machine.travel(letter.due_at + datetime.timedelta(hours=1), tick=False):
        tell_overdue(timezone.now())
    assert told(parts, "已超期") == ["writer", "liaison"]


def test_a_period_is_owed_by_the_fifth_of_the_next_month():
    february = periods.period_of(K.PERIODIC_REPORT, datetime.date(2026, 2, 14))
    assert (february.start, february.last_day) == (datetime.date(2026, 2, 1), datetime.date(2026, 3, 5))
    december = periods.period_of(K.CIRCULATION, datetime.date(2026, 12, 31))
    assert december.last_day == datetime.date(2027, 1, 5)
    september = periods.period_of(K.CIRCULATION, datetime.date(2026, 9, 30))
    assert september.last_day == datetime.date(2026, 10, 8)  # the first working day after the National Day
    parameter_set(key="sharing.report_period", value="quarterly", by=SYSTEM, reason="测试")
    quarter = periods.period_of(K.PERIODIC_REPORT, datetime.date(2026, 5, 9))
    assert (quarter.start, quarter.last_day) == (datetime.date(2026, 4, 1), datetime.date(2026, 7, 6))  # the 5th is a Sunday
    parameter_set(key="sharing.report_period", value="weekly", by=SYSTEM, reason="测试")
    week = periods.period_of(K.PERIODIC_REPORT, datetime.date(2026, 3, 4))
    assert (week.start, week.last_day) == (datetime.date(2026, 3, 2), datetime.date(2026, 3, 11))
    assert [each.start.day for each in periods.recent(K.PERIODIC_REPORT, 2, datetime.date(2026, 3, 4))] == [2, 23]


def test_who_has_not_sent_and_who_is_reminded():
    with time_machine.travel(MONDAY, tick=False):
        parts = desk()
        remind_duties(timezone.now())
        remind_duties(timezone.now())
        assert sorted(told(parts, "情况报送请于")) == ["lead_liaison", "liaison", "street_liaison", "third_liaison"]
        letter_in(parts, K.PERIODIC_REPORT, S.SENT)
        period = last_due(K.PERIODIC_REPORT, timezone.now())
        assert "环卫处" not in {unit.short_name for unit in not_sent(K.PERIODIC_REPORT, period)}
    with time_machine.travel(MONDAY + datetime.timedelta(days=4), tick=False):
        remind_duties(timezone.now())
        after = told(parts, "情况报送已过期限")
        assert {"lead_liaison", "lead_head", "third_head"} <= set(after)
        assert not {"liaison", "head"} & set(after)
    assert DutyReminder.objects.count() == len(set(DutyReminder.objects.values_list("unit", "kind", "period", "level")))


def test_calendar_of_duties_shows_a_unit_itself_and_the_office_everybody():
    with time_machine.travel(MONDAY, tick=False):
        parts = desk()
        letter = letter_in(parts, K.PERIODIC_REPORT, S.SENT)
        cells = {row.unit.short_name: row.cells[1].state for row in duty_rows(K.PERIODIC_REPORT, periods.recent(K.PERIODIC_REPORT, 2), [letter.sender_unit, parts.lead], timezone.now())}  # fmt: skip
        assert cells == {"环卫处": "in_time", "执法局": "open"}
        office = client_for(parts.people["office_clerk"]).get("/letters/duties/")
        assert "环卫处" not in {unit.short_name for unit in office.context["absent"]}
        assert {"执法局", "园林处", "望河街道"} <= {unit.short_name for unit in office.context["absent"]}
        own = client_for(parts.people["third_writer"]).get("/letters/duties/")
        assert [row.unit.short_name for row, _may in own.context["rows"]] == ["园林处"]
        assert letter.number not in own.content.decode()
        form = client_for(parts.people["third_writer"]).get("/letters/new/periodic_report/?period=2026-02-01").context["form"]
        assert form["period"].value() == "2026-02-01"
    assert Letter.objects.count() == 1


def test_months_before_the_first_letter_of_all_are_nobodys_fault():
    with time_machine.travel(MONDAY + datetime.timedelta(days=9), tick=False):
        parts = desk()
        shown = periods.recent(K.PERIODIC_REPORT, 4)
        (row,) = duty_rows(K.PERIODIC_REPORT, shown, [parts.lead], timezone.now())
        assert [cell.state for cell in row.cells] == ["open", "missing", "none", "none"]
        letter_in(parts, K.PERIODIC_REPORT, S.SENT, period=shown[2].start.isoformat())
        (row,) = duty_rows(K.PERIODIC_REPORT, shown, [parts.lead], timezone.now())
        assert [cell.state for cell in row.cells] == ["open", "missing", "missing", "none"]
        assert "—" in client_for(parts.people["office_clerk"]).get("/letters/duties/").content.decode()
