"""The registers: cost, nonsense in the address, filters, queues, export, approvals and their flags."""

from __future__ import annotations

import csv
import datetime
import io
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.matching import party_key, place_key
from intranet.sharing.models import ApprovalInfo, Letter, LetterRecipient
from intranet.sharing.parameters import LEAD
from tests.factories.accounts import client_for
from tests.factories.sharing import desk, do, draft, letter_in

pytestmark = pytest.mark.django_db
PARAMETERS = ("queue", "direction", "kind", "state", "lamp", "unit", "number", "text", "since", "until", "page", "format")
APPROVAL_PARAMETERS = ("holder", "place", "permit", "kind", "validity", "unit", "page")
NONSENSE = (
    "",
    "-1",
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


def fill(parts, count: int) -> None:
    """Approvals that were sent to the lead and to 园林处."""
    first, now = Letter.objects.count(), timezone.now()
    letters = Letter.objects.bulk_create(
        Letter(
            kind=K.APPROVAL_INFO, number=f"云〔2026〕{first + index}号", title=f"许可{index}", sender_unit=parts.district.sanitation,
            author=parts.people["writer"], state=S.SENT, state_since=now, created_at=now, sent_at=now, due_at=now, reply_wanted=True,
            party=f"商户{index}", place="望河路", party_key=f"商户{index}", place_key="望河路",
        )
        for index in range(count)
    )  # fmt: skip
    units = (parts.lead, parts.district.greening)
    LetterRecipient.objects.bulk_create(LetterRecipient(letter=letter, unit=unit, sent_at=now) for letter in letters for unit in units)
    ApprovalInfo.objects.bulk_create(
        ApprovalInfo(letter=letter, kind="approval", permit_no=letter.number, issuing_unit=parts.district.sanitation) for letter in letters
    )


@pytest.mark.parametrize("who", ["leader", "lead_liaison", "third_liaison"])
@pytest.mark.parametrize("address", ["/letters/", "/letters/?queue=to-receive", "/letters/approvals/"])
def test_lists_cost_the_same_for_ten_and_a_thousand(who, address):
    parts = desk()
    client = client_for(parts.people[who])
    letter_in(parts, K.OPINION_LETTER, S.SENT, place="望河路")
    fill(parts, 10)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    fill(parts, 990)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address)
    assert len(page.context["rows"]) == 25
    assert page.context["page"].paginator.count >= 1000
    assert len(many) == len(few) <= 34  # a liaison's bar counts the inbox: one query for each feature that puts duties there


def test_letter_page_costs_the_same_however_long_the_history():
    parts = desk()
    letter = letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED)
    client = client_for(parts.people["lead_writer"])
    do(parts, letter, "lead_writer", "remind")
    client.get(f"/letters/{letter.pk}/")
    with CaptureQueriesContext(connection) as few:
        assert client.get(f"/letters/{letter.pk}/").status_code == 200
    for _turn in range(15):
        do(parts, letter, "lead_writer", "remind")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/letters/{letter.pk}/")
    assert len(many) == len(few) <= 60


def test_no_address_is_answered_with_a_fault():
    parts = desk()
    letter_in(parts, K.APPROVAL_INFO, S.SENT)
    client = client_for(parts.people["leader"])
    addresses = [f"/letters/?{name}={value}" for name, value in itertools.product(PARAMETERS, NONSENSE)]
    addresses += [f"/letters/approvals/?{name}={value}" for name, value in itertools.product(APPROVAL_PARAMETERS, NONSENSE)]
    addresses += [f"/letters/duties/?kind={value}" for value in NONSENSE]
    for address in addresses:
        assert client.get(address).status_code < 500, address


def test_filters_narrow_and_stand_as_chips_that_keep_the_rest():
    parts = desk()
    transfer, assist = letter_in(parts, K.WRITTEN_TRANSFER, S.SENT), letter_in(parts, K.ASSIST_REQUEST, S.SENT)
    client = client_for(parts.people["liaison"])

    def found(query: str) -> set[int]:
        return {row.letter.pk for row in client.get(f"/letters/?{query}").context["rows"]}

    assert found("direction=out") == {transfer.pk}
    assert found("direction=in") == {assist.pk}
    assert found("queue=to-receive") == {assist.pk}
    assert found("kind=written_transfer&state=sent") == {transfer.pk}
    assert found(f"unit={parts.lead.pk}") == {transfer.pk, assist.pk}
    assert found(f"unit={parts.district.greening.pk}") == set()
    assert found(f"number={transfer.number}") == {transfer.pk}
    assert found("text=望河餐饮") == {transfer.pk}
    assert found("until=2020-01-01") == set()
    assert found("lamp=green") == {transfer.pk, assist.pk}
    page = client.get("/letters/?kind=written_transfer&state=sent")
    assert {chip.url for chip in page.context["chips"]} == {"?state=sent", "?kind=written_transfer"}


def test_queues_hold_what_waits_for_the_post_and_nothing_of_others():
    parts = desk()
    asked = do(parts, draft(parts, K.WRITTEN_TRANSFER), "writer", "ask_send")
    expected = {
        "to-sign": ("head", asked),
        "to-receive": ("lead_liaison", letter_in(parts, K.WRITTEN_TRANSFER, S.SENT)),
        "to-answer": ("writer", letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED)),
        "extensions": ("head", do(parts, letter_in(parts, K.ASSIST_REQUEST, S.SENT), "liaison", "ask_extension")),
        "to-confirm": ("lead_writer", letter_in(parts, K.OPINION_LETTER, S.REPLIED)),
        "results": ("lead_writer", letter_in(parts, K.JOINT_ENFORCEMENT, S.SENT, event_on=timezone.localdate())),
        "drafts": ("writer", letter_in(parts, K.APPROVAL_INFO, S.RETURNED)),
    }
    for queue, (who, letter) in expected.items():
        rows = client_for(parts.people[who]).get(f"/letters/?queue={queue}").context["rows"]
        assert [row.letter.pk for row in rows] == [letter.pk], queue
        assert letter.title in client_for(parts.people[who]).get("/").content.decode(), queue
    third = client_for(parts.people["street_centre"])
    for queue in expected:
        assert [row.letter.pk for row in third.get(f"/letters/?queue={queue}").context["rows"]] == [], queue


def test_export_holds_what_the_filter_shows_and_starts_no_formula():
    parts = desk()
    letter_in(parts, K.ASSIST_REQUEST, S.SENT, title="=HYPERLINK(1)")
    letter_in(parts, K.WRITTEN_TRANSFER, S.SENT)
    answer = client_for(parts.people["leader"]).get("/letters/?format=csv&kind=assist_request")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][2] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("one", "other"),
    [("望河餐饮有限公司", "望河餐饮"), ("望河 餐饮（有限公司）", "望河餐饮有限公司"), ("ＡＢＣ商行", "abc商行"), ("王记-面馆", "王记面馆")],
)
def test_same_party_however_it_is_typed(one, other):
    assert party_key(one) == party_key(other) != ""


def test_different_parties_and_places_stay_apart():
    assert party_key("望河餐饮") != party_key("望江餐饮")
    assert place_key("望河路12号门前") == place_key("望河路 12 号")
    assert place_key("望河路12号") != place_key("望河路112号")
    assert (party_key("（）"), party_key("有限公司"), place_key("")) == ("", "有限公司", "")


def flagged(parts, who: str, approval: Letter) -> list[Letter]:
    client = client_for(parts.people[who])
    page, listed = client.get(f"/letters/{approval.pk}/"), client.get("/letters/approvals/")
    on_page = [flag.letter for flag in page.context["flags"]]
    on_list = [flag.letter for letter, _validity, flags in listed.context["rows"] if letter.pk == approval.pk for flag in flags]
    assert on_page == on_list
    return on_page


def test_open_opinion_flags_the_approval_for_exactly_those_who_may_see_it():
    """The approval goes to 园林处, which has no part in the opinion: it is not even told that there is one."""
    parts = desk()
    parameter_set(key=LEAD, value="", by=SYSTEM, reason="测试")
    approval = letter_in(parts, K.APPROVAL_INFO, S.SENT, recipients=(parts.district.greening,), party="望河餐饮", place="望河路12号门前")
    opinion = letter_in(
        parts, K.OPINION_LETTER, S.SENT, recipients=(parts.district.street,), sender_unit=parts.lead, by=parts.actor("lead_writer")
    )
    for who in ("office_clerk", "leader"):
        assert flagged(parts, who, approval) == [opinion], who
    for who in ("writer", "head", "third_liaison", "third_writer"):
        client = client_for(parts.people[who])
        assert flagged(parts, who, approval) == [], who
        for address in (f"/letters/{approval.pk}/", "/letters/approvals/", f"/letters/{approval.pk}/panel/"):
            text = client.get(address).content.decode()
            assert "意见函</a>" not in text
            assert opinion.number not in text
            assert "未结" not in text
    parameter_set(key=LEAD, value=parts.lead.code, by=SYSTEM, reason="测试")
    for who in ("lead_writer", "lead_liaison"):
        assert flagged(parts, who, approval) == [opinion], who


@pytest.mark.parametrize("state", [S.DRAFT, S.SENT, S.RECEIVED, S.REPLIED, S.RETURNED, S.CONFIRMED, S.VOIDED])
def test_only_an_open_opinion_that_was_sent_flags(state):
    parts = desk()
    approval = letter_in(parts, K.APPROVAL_INFO, S.SENT)
    letter_in(parts, K.OPINION_LETTER, state, party="别的单位", hold_approval=True)
    flags = flagged(parts, "lead_writer", approval)
    assert bool(flags) == (state in (S.SENT, S.RECEIVED, S.REPLIED, S.RETURNED))


def test_flag_refuses_nothing():
    parts = desk()
    letter_in(parts, K.OPINION_LETTER, S.SENT, hold_approval=True)
    approval = letter_in(parts, K.APPROVAL_INFO, S.CONFIRMED)
    assert approval.state == S.CONFIRMED
    fresh = draft(parts, K.OPINION_LETTER)
    assert fresh.hold_approval is False


def test_approvals_are_found_by_holder_place_permit_and_end():
    parts = desk()
    today = timezone.localdate()
    soon = letter_in(parts, K.APPROVAL_INFO, S.SENT)
    over = letter_in(
        parts, K.APPROVAL_INFO, S.SENT, party="青麓商行", place="青麓大道3号", permit_no="X-9",
        valid_from=today - datetime.timedelta(days=90), valid_until=today - datetime.timedelta(days=1),
    )  # fmt: skip
    draft(parts, K.APPROVAL_INFO)
    client = client_for(parts.people["lead_writer"])

    def found(query: str) -> set[int]:
        return {letter.pk for letter, _validity, _flags in client.get(f"/letters/approvals/?{query}").context["rows"]}

    assert found("") == {soon.pk, over.pk}
    assert found("holder=青麓") == found("place=青麓大道") == found("permit=x-9") == found("validity=expired") == {over.pk}
    assert found("validity=expiring") == found("validity=valid") == {soon.pk}
    assert found("kind=policy") == set()
    assert client_for(parts.people["third_writer"]).get("/letters/approvals/").context["rows"] == []
