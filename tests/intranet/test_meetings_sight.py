"""Who sees what of a meeting: pages, papers, search; and what the files hold."""

from __future__ import annotations

import datetime
import io
import re
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from core.units.selectors import acl_tokens, scope_of
from intranet.meetings import search
from intranet.meetings.enums import MeetingState
from intranet.meetings.models import Decision, Meeting
from intranet.meetings.papers import minutes_docx, minutes_pdf, numeral
from tests.factories.accounts import client_for
from tests.factories.meetings import DECISION, MINUTES, do, first_decision, meeting_cast, meeting_in, planned

pytestmark = pytest.mark.django_db
S = MeetingState


def test_sight_equals_the_search_tokens():
    parts = meeting_cast()
    months = iter(range(1, 13))
    meetings = [
        meeting_in(parts, state, kind="ad_hoc", sitting_in=[parts.district.street] if next(months) % 2 else []) for state in S.values
    ]
    for user in parts.people.values():
        tokens = acl_tokens(user)
        seen = set(Meeting.objects.visible_to(user).values_list("pk", flat=True))
        assert seen == {meeting.pk for meeting in meetings if tokens & search.meeting_acl(meeting)}
        decisions = set(Decision.objects.visible_to(user).values_list("pk", flat=True))
        assert decisions == {row.pk for row in Decision.objects.for_list() if tokens & search.decision_acl(row)}


def test_who_sees_what_by_the_rule():
    parts = meeting_cast()
    people = parts.people

    def sees(meeting: Meeting) -> set[str]:
        return {name for name, user in people.items() if Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()}

    always = {"office_clerk", "second_clerk", "leader", "second_leader"}
    assert sees(meeting_in(parts, S.PLANNED, kind="ad_hoc")) == always
    invited = {"handler", "liaison", "unit_head", "street_centre", "community_worker"}
    at_street = {name for name in ("street_centre", "community_worker") if parts.district.street.pk in people_tree(people[name])}
    notified = sees(meeting_in(parts, S.NOTIFIED, kind="ad_hoc"))
    assert notified == always | (invited - {"street_centre", "community_worker"}) | at_street
    assert {"acceptor", "dispatcher", "assessor", "sysadmin", "auditor", "green_liaison"}.isdisjoint(notified)
    issued = meeting_in(parts, S.ISSUED, kind="ad_hoc")
    assert "green_liaison" not in sees(issued)  # named in a decision, not invited: sees the decision only
    assert Decision.objects.visible_to(people["green_liaison"]).filter(meeting=issued).count() == 1
    assert (
        client_for(people["green_liaison"]).get(reverse("intranet_meetings:decision", args=[first_decision(issued).pk])).status_code == 200
    )


def people_tree(user):
    return scope_of(user).tree_ids


@pytest.mark.parametrize("state", [S.MINUTES_DRAFT, S.MINUTES_APPROVED])
def test_minutes_are_the_offices_until_they_are_issued(state):
    parts = meeting_cast()
    meeting = meeting_in(parts, state)
    invited, office = client_for(parts.people["liaison"]), client_for(parts.people["office_clerk"])
    page = reverse("intranet_meetings:detail", args=[meeting.pk])
    assert MINUTES in office.get(page).content.decode()
    hidden = invited.get(page).content.decode()
    assert MINUTES not in hidden
    assert DECISION not in hidden
    paper = reverse("intranet_meetings:paper", args=[meeting.pk, "pdf"])
    assert office.get(paper).status_code == 200
    assert invited.get(paper).status_code == 404
    assert invited.get(reverse("intranet_meetings:decision", args=[first_decision(meeting).pk])).status_code == 404
    record = search.build_meetings([meeting.pk])[0]
    assert MINUTES not in record.body
    if state == S.MINUTES_DRAFT:
        do(parts, meeting, "office_clerk", "submit")
        do(parts, meeting, "leader", "approve")
    do(parts, meeting, "office_clerk", "issue")
    assert MINUTES in invited.get(page).content.decode()
    assert invited.get(paper).status_code == 200
    assert MINUTES in search.build_meetings([meeting.pk])[0].body


def test_papers_hold_what_the_standard_asks():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.ISSUED)
    first = minutes_pdf(meeting)
    assert first == minutes_pdf(Meeting.objects.get(pk=meeting.pk))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(first))
    text = re.sub(r"[\s\u200b]", "", text)
    word = Document(io.BytesIO(minutes_docx(meeting)))
    words = "".join(paragraph.text for paragraph in word.paragraphs) + "".join(
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    )
    for expected in ("城市管理联席会议纪要", meeting.minutes_number, MINUTES, DECISION, "环境卫生管理处张某", "一、", "二、"):
        assert expected in text, expected
        assert expected in re.sub(r"\s", "", words), expected
    for label in ("出席：", "列席："):
        assert label in text
        assert label in words
    assert "送审稿" not in text
    draft = meeting_in(parts, S.MINUTES_DRAFT, kind="ad_hoc")
    assert "送审稿" in "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(minutes_pdf(draft)))


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_heads_are_numbered_in_chinese(number, words):
    assert numeral(number) == words


def ics_parse(data: bytes) -> list[tuple[str, dict[str, str], str]]:
    """A strict reader of RFC 5545 content lines of our own: CRLF, folding at 75 octets, parameters."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
    lines = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    rows = []
    for line in lines:
        found = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]+))*):(.*)", line)
        assert found, line
        parameters = dict(part.split("=", 1) for part in found[2].split(";")[1:])
        rows.append((found[1], parameters, found[3]))
    return rows


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Urumqi"])
def test_calendar_file_has_the_right_moment_in_both_zones(zone, settings):
    settings.TIME_ZONE = zone
    parts = meeting_cast()
    start = (timezone.now() + datetime.timedelta(days=3)).replace(microsecond=0)
    meeting = planned(parts, title="联席会议，第二次；" + "长" * 40, starts_at=start, ends_at=start + datetime.timedelta(hours=2))
    answer = client_for(parts.people["office_clerk"]).get(reverse("intranet_meetings:ics", args=[meeting.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    rows = ics_parse(answer.content)
    values = {(name): (parameters, value) for name, parameters, value in rows}
    stack: list[str] = []
    for name, _parameters, value in rows:
        if name == "BEGIN":
            stack.append(value)
        elif name == "END":
            assert stack.pop() == value
    assert not stack
    for name, expected in (("DTEND", meeting.ends_at),):
        parameters, value = values[name]
        assert parameters["TZID"] == zone
        assert datetime.datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(zone)) == expected
    begins = [(p, v) for name, p, v in rows if name == "DTSTART" and "TZID" in p]
    assert datetime.datetime.strptime(begins[0][1], "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(zone)) == start
    offset = {"Asia/Shanghai": "+0800", "Asia/Urumqi": "+0600"}[zone]
    assert values["TZOFFSETTO"][1] == offset
    assert values["TZID"][1] == zone
    assert values["SUMMARY"][1].startswith("联席会议，第二次；长")
    assert values["STATUS"][1] == "CONFIRMED"


def test_cancelled_meeting_cancels_the_entry():
    parts = meeting_cast()
    meeting = meeting_in(parts, S.CANCELLED)
    rows = {
        name: value
        for name, _p, value in ics_parse(
            client_for(parts.people["liaison"]).get(reverse("intranet_meetings:ics", args=[meeting.pk])).content
        )
    }
    assert (rows["METHOD"], rows["STATUS"]) == ("CANCEL", "CANCELLED")
    assert int(rows["SEQUENCE"]) > 1


def grow(meeting: Meeting, count: int) -> None:
    """More meetings and decisions of the same kind, without their histories."""
    facts = {field.attname: getattr(meeting, field.attname) for field in Meeting._meta.concrete_fields if field.name != "id"}
    facts |= {"kind": "ad_hoc", "minutes_number": ""}
    rows = Meeting.objects.bulk_create(Meeting(**(facts | {"number": f"X{count}-{index}"})) for index in range(count))
    model = first_decision(meeting)
    Decision.objects.bulk_create(
        Decision(meeting=row, position=1, content="事项", lead_unit=model.lead_unit, due_on=model.due_on) for row in rows
    )


@pytest.mark.parametrize("name", ["list", "decisions"])
def test_lists_cost_the_same_with_a_thousand_rows(name):
    parts = meeting_cast()
    meeting = meeting_in(parts, S.ISSUED)
    client = client_for(parts.people["office_clerk"])
    url = reverse(f"intranet_meetings:{name}")

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    cost()
    grow(meeting, 30)
    few = cost()
    grow(meeting, 1000)
    assert cost() == few


def test_page_costs_the_same_with_many_items_and_units():
    parts = meeting_cast()
    small = meeting_in(parts, S.MINUTES_DRAFT, kind="ad_hoc")
    large = meeting_in(parts, S.MINUTES_DRAFT, kind="ad_hoc", decisions=15)
    client = client_for(parts.people["office_clerk"])

    def cost(meeting: Meeting) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("intranet_meetings:detail", args=[meeting.pk])).status_code == 200
        return len(caught)

    cost(small)
    assert cost(large) <= cost(small) + 1
