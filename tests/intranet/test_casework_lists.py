"""The list: cost, nonsense in the address, filters, queues, export."""

from __future__ import annotations

import csv
import io
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intranet.casework.enums import CaseState as S
from intranet.casework.models import Case
from intranet.casework.views.lists import safe_cell
from tests.factories.accounts import client_for
from tests.factories.casework import Cast, case_in, cast, minor, patrol_case

pytestmark = pytest.mark.django_db

PARAMETERS = ("queue", "state", "lamp", "unit", "street", "major", "source", "number", "since", "until", "order", "page", "format")
NONSENSE = (
    "",
    "-1",
    "0",
    "9" * 15,
    "9" * 400,
    "%00",
    "١٢",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "'; DROP TABLE",
    "<script>",
    "%ff%fe",
    "²",
)


def fill(parts: Cast, count: int) -> None:
    first = Case.objects.count()
    now = timezone.now()
    Case.objects.bulk_create(
        Case(
            number=f"CG-20260101-{first + index:05d}",
            source="patrol",
            request_kind="complaint",
            title=f"路面垃圾{index}",
            description="路面垃圾",
            place="望河路",
            street=parts.district.street,
            community=parts.district.community,
            minor=minor(),
            state=S.HANDLING,
            lead_unit=parts.district.sanitation,
            state_since=now,
            reported_at=now,
            due_at=now,
        )
        for index in range(count)
    )


@pytest.mark.parametrize("who", ["leader", "handler", "community_worker"])
def test_list_costs_the_same_for_ten_and_a_thousand(who):
    parts = cast()
    client = client_for(parts.people[who])
    fill(parts, 10)
    client.get("/cases/")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/cases/").status_code == 200
    fill(parts, 990)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/cases/")
    assert page.context["page"].paginator.count == 1000
    assert len(page.context["rows"]) == 25
    assert len(many) == len(few) <= 30


def test_no_address_is_answered_with_a_fault():
    parts = cast()
    patrol_case(parts)
    client = client_for(parts.people["leader"])
    addresses = [f"/cases/?{name}={value}" for name, value in itertools.product(PARAMETERS, NONSENSE)]
    assert len(addresses) > 100
    for address in addresses:
        assert client.get(address).status_code < 500, address


def test_filters_narrow_and_stand_as_chips_that_keep_the_rest():
    parts = cast()
    handling, filed = case_in(parts, S.HANDLING), case_in(parts, S.FILED)
    page = client_for(parts.people["leader"]).get("/cases/?state=handling&source=web")
    assert [row.case for row in page.context["rows"]] == [handling]
    assert filed.number not in page.content.decode()
    assert {chip.url for chip in page.context["chips"]} == {"?source=web", "?state=handling"}


def test_queue_of_another_post_is_not_opened_by_its_name():
    parts = cast()
    case_in(parts, S.SUBMITTED)
    handling = case_in(parts, S.HANDLING)
    page = client_for(parts.people["handler"]).get("/cases/?queue=to-accept")
    assert [row.case for row in page.context["rows"]] == [handling]


def test_clearing_the_filters_stays_in_the_queue():
    parts = cast()
    page = client_for(parts.people["handler"]).get("/cases/?queue=handling&source=web")
    assert 'class="chips__clear" href="?queue=handling"' in page.content.decode()


def test_export_holds_what_the_filter_shows_and_starts_no_formula():
    parts = cast()
    patrol_case(parts, description="=HYPERLINK(1)")
    case_in(parts, S.HANDLING)
    answer = client_for(parts.people["leader"]).get("/cases/?format=csv&state=submitted")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_cell_is_text(text):
    assert safe_cell(text) == "'" + text
    assert safe_cell("望河路") == "望河路"
