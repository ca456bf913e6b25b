"""What the acts do: who signs, numbers, return and resend, receipts one by one, answers by letter, a case from a transfer."""

from __future__ import annotations

import pytest

from core.files.services import document_store
from core.outbox.delivery import drain
from core.units.actors import actor_of
from core.units.enums import Role
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.models import Step
from intranet.casework.models import Case
from intranet.inbox.models import Notification
from intranet.records.selectors import chain_of, consequences_of
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.models import Letter, LetterMark
from intranet.sharing.services import letter_edit, mark_set
from tests.factories.accounts import client_for, user_with
from tests.factories.casework import Cast, patrol_case
from tests.factories.sharing import desk, do, draft, facts_for, letter_in, paper, sides_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", K.values)
def test_author_does_not_sign(kind):
    """Neither who wrote it, nor who changed a word, nor who sent it to be signed, with whatever roles."""
    parts = desk()
    sides = sides_of(parts, kind)
    both = user_with(Role.HANDLER, sides.sender, Role.UNIT_HEAD)
    editor = user_with(Role.HANDLER, sides.sender, Role.UNIT_HEAD)
    letter = draft(parts, kind, by=actor_of(both))
    facts = facts_for(parts, kind)
    letter_edit(letter=letter, title="改过的标题", recipients=sides.recipients, data=facts, by=actor_of(editor))
    do(parts, letter, sides.writer, "ask_send")
    parts.people |= {"both": both, "editor": editor}
    for who in ("both", "editor"):
        for action in ("approve_send", "refuse_send"):
            with pytest.raises(NotAllowed):
                do(parts, letter, who, action)
    other = draft(parts, kind)
    do(parts, other, "both", "ask_send")
    with pytest.raises(NotAllowed):
        do(parts, other, "both", "approve_send")
    assert do(parts, letter, sides.signer, "approve_send").state == S.SENT
    assert letter.approver == parts.people[sides.signer]


def test_numbers_are_given_at_sending_and_once():
    parts = desk()
    first, second = draft(parts, K.WRITTEN_TRANSFER), draft(parts, K.WRITTEN_TRANSFER)
    assert (first.number, second.number) == ("", "")
    for letter in (second, first):
        do(parts, letter, "writer", "ask_send")
        do(parts, letter, "head", "approve_send")
    assert (second.number[-2:], first.number[-2:]) == ("1号", "2号")
    voided = letter_in(parts, K.WRITTEN_TRANSFER, S.VOIDED)
    assert voided.number == ""
    do(parts, first, "lead_liaison", "return_back")
    before = first.number
    do(parts, first, "writer", "ask_send")
    do(parts, first, "head", "approve_send")
    assert first.number == before


def test_mark_of_a_unit_stands_before_the_year():
    parts = desk()
    mark_set(unit=parts.district.sanitation, mark="云环函", by=parts.actor("office_clerk"))
    assert letter_in(parts, K.WRITTEN_TRANSFER, S.SENT).number.startswith("云环函〔")
    client = client_for(parts.people["office_clerk"])
    taken = client.post("/letters/marks/", {"unit": parts.lead.pk, "mark": "云环函"})
    assert taken.status_code == 422
    assert "已由其他单位使用" in taken.content.decode()
    for bad in ("", " ", "云〔环〕", "a b", "长" * 30):
        assert client.post("/letters/marks/", {"unit": parts.lead.pk, "mark": bad}).status_code == 422
    assert client.post("/letters/marks/", {"unit": "9" * 400, "mark": "云"}).status_code == 404
    assert client.post("/letters/marks/", {"unit": parts.lead.pk, "mark": "云执函"}).status_code == 302
    assert LetterMark.objects.count() == 2
    with pytest.raises(NotAllowed):
        mark_set(unit=parts.lead, mark="云城函", by=parts.actor("head"))
    assert client_for(parts.people["head"]).get("/letters/marks/").status_code == 403


def test_transfer_is_returned_sent_to_another_unit_accepted_and_answered():
    parts = desk()
    letter = letter_in(parts, K.WRITTEN_TRANSFER, S.SENT)
    do(parts, letter, "lead_liaison", "receive")
    do(parts, letter, "lead_liaison", "return_back", opinion="不属本局职责，应由园林处办理。")
    assert (letter.state, letter.round) == (S.RETURNED, 2)
    facts = facts_for(parts, K.WRITTEN_TRANSFER)
    letter = letter_edit(letter=letter, title=letter.title, recipients=[parts.district.greening], data=facts, by=parts.actor("writer"))
    assert not Letter.objects.visible_to(parts.people["third_liaison"]).exists()
    do(parts, letter, "writer", "ask_send")
    do(parts, letter, "head", "approve_send")
    do(parts, letter, "third_liaison", "receive")
    with pytest.raises(Refused):
        do(parts, letter, "third_writer", "report_result")
    do(parts, letter, "third_liaison", "accept")
    with pytest.raises(Refused):
        do(parts, letter, "third_liaison", "return_back")
    with pytest.raises(InvalidData):
        do(parts, letter, "third_writer", "report_result", decision_no="")
    do(parts, letter, "third_writer", "report_result")
    do(parts, letter, "writer", "ask_again")
    assert letter.state == S.RECEIVED
    do(parts, letter, "third_writer", "report_result", outcome="corrected", decision_no="")
    do(parts, letter, "writer", "confirm")
    assert (letter.state, letter.outcome) == (S.CONFIRMED, "corrected")
    page = client_for(parts.people["writer"]).get(f"/letters/{letter.pk}/")
    chain = [(row.unit.short_name, row.round, row.state) for row in page.context["receipts"]]
    assert chain == [("执法局", 1, "returned"), ("园林处", 2, "replied")]
    assert "不属本局职责" in page.content.decode()
    assert [answer.is_question for answer in page.context["thread"]] == [False, True, False]
    # Both units that had it in hand still know of it; a third learns nothing.
    assert client_for(parts.people["lead_liaison"]).get(f"/letters/{letter.pk}/").status_code == 200
    assert client_for(parts.people["street_centre"]).get(f"/letters/{letter.pk}/").status_code == 404


def test_what_a_returned_letter_said_is_kept_when_it_is_changed():
    parts = desk()
    letter = letter_in(parts, K.WRITTEN_TRANSFER, S.RETURNED)
    facts = facts_for(parts, K.WRITTEN_TRANSFER) | {"body": "改写的事实。"}
    letter_edit(letter=letter, title="改写", recipients=[parts.lead], data=facts, by=parts.actor("writer"))
    step = Step.objects.filter(subject_id=letter.pk, action="edit").get()
    assert step.data["as_sent"]["body"].startswith("望河路12号")


def test_each_recipient_receives_for_itself():
    parts = desk()
    letter = letter_in(parts, K.CIRCULATION, S.SENT)
    do(parts, letter, "third_liaison", "receive")
    assert letter.state == S.SENT
    with pytest.raises(Refused):
        do(parts, letter, "third_liaison", "receive")
    do(parts, letter, "lead_liaison", "receive")
    assert (letter.state, letter.closed_at is not None) == (S.CONFIRMED, True)
    rows = {row.unit.short_name: row.received_by for row in letter.recipients.all()}
    assert rows == {"执法局": parts.people["lead_liaison"], "园林处": parts.people["third_liaison"]}


def test_joint_enforcement_partners_answer_in_any_order_and_the_lead_counts():
    parts = desk()
    letter = letter_in(parts, K.JOINT_ENFORCEMENT, S.SENT)
    with pytest.raises(Refused):
        do(parts, letter, "writer", "reply")
    do(parts, letter, "liaison", "receive")
    do(parts, letter, "writer", "reply")
    assert letter.state == S.SENT
    do(parts, letter, "third_liaison", "receive")
    assert letter.state == S.RECEIVED
    do(parts, letter, "third_writer", "reply")
    assert letter.state == S.REPLIED
    with pytest.raises(Refused):
        do(parts, letter, "lead_writer", "confirm")
    do(parts, letter, "lead_writer", "record_result")
    counts = letter.joint_result
    assert (counts.people, counts.self_handled, counts.warned, counts.penalised) == (12, 3, 4, 1)


def test_liaison_receives_and_a_handler_only_where_none_is_named():
    parts = desk()
    letter = letter_in(parts, K.WRITTEN_TRANSFER, S.SENT)
    with pytest.raises(NotAllowed):
        do(parts, letter, "lead_writer", "receive")
    squad = letter_in(parts, K.WRITTEN_TRANSFER, S.SENT, recipients=(parts.squad,))
    assert do(parts, squad, "squad_officer", "receive").state == S.RECEIVED


def test_enforcement_reply_answers_the_letter_it_names():
    parts = desk()
    asked = letter_in(parts, K.APPROVAL_INFO, S.RECEIVED)
    page = client_for(parts.people["lead_writer"]).get(f"/letters/{asked.pk}/")
    form = client_for(parts.people["lead_writer"]).get(page.context["reply_by_letter"]).context["form"]
    assert (form["answers"].value(), form["recipients"].value(), form["party"].value()) == (asked.pk, asked.sender_unit_id, asked.party)
    reply = draft(parts, K.ENFORCEMENT_REPLY, answers=asked)
    asked.refresh_from_db()
    assert asked.state == S.RECEIVED
    do(parts, reply, "lead_writer", "ask_send")
    do(parts, reply, "lead_head", "approve_send")
    asked.refresh_from_db()
    assert (asked.state, asked.outcome) == (S.REPLIED, "corrected")
    groups = chain_of(asked, parts.people["writer"])
    assert [line.number for group in groups for line in group.lines] == [asked.number, reply.number]
    shown = client_for(parts.people["writer"]).get(f"/letters/{asked.pk}/")
    assert shown.context["thread"][0].letter_url == f"/letters/{reply.pk}/"


def test_enforcement_reply_may_name_only_what_came_to_its_own_unit():
    parts = desk()
    asked = letter_in(parts, K.WRITTEN_TRANSFER, S.RECEIVED, recipients=(parts.lead,))
    with pytest.raises(InvalidData):
        draft(parts, K.ENFORCEMENT_REPLY, sender_unit=parts.district.greening, by=parts.actor("third_writer"), answers=asked)
    form = client_for(parts.people["third_writer"]).get(f"/letters/new/enforcement_reply/?answers={asked.pk}").context["form"]
    assert form["answers"].value() is None
    assert asked.number not in str(form["answers"])


def test_case_becomes_a_transfer_and_a_transfer_a_case():
    parts = desk()
    case = patrol_case(_cases_of(parts), description="路边堆放建筑垃圾，无人清理。", place="望河路77号")
    writer = client_for(parts.people["office_clerk"])
    assert f"?case={case.pk}" in writer.get(f"/cases/{case.pk}/").content.decode()
    form = writer.get(f"/letters/new/written_transfer/?case={case.pk}").context["form"]
    assert (form["place"].value(), form["body"].value()) == ("望河路77号", "路边堆放建筑垃圾，无人清理。")
    values = {
        "title": "移送",
        "sender_unit": parts.district.office.pk,
        "recipients": parts.lead.pk,
        "party": "某单位",
        "place": "望河路77号",
    }
    values |= {"stop_measure": "责令停止", "materials": "照片", "body": "堆放", "case": case.pk}
    assert writer.post("/letters/new/written_transfer/", values).status_code == 302
    letter = Letter.objects.get()
    assert [ref.pk for ref in consequences_of(case)] == [letter.pk]
    do(parts, letter, "office_clerk", "ask_send")
    do(parts, letter, "office_head", "approve_send")
    do(parts, letter, "lead_liaison", "receive")
    with pytest.raises(Refused):
        do(parts, letter, "lead_writer", "open_case")
    do(parts, letter, "lead_liaison", "accept")
    do(parts, letter, "lead_writer", "open_case")
    with pytest.raises(Refused):
        do(parts, letter, "lead_writer", "open_case")
    opened = Case.objects.exclude(pk=case.pk).get()
    assert (opened.state, opened.record_kind, opened.place) == ("submitted", "enforcement", "望河路12号")


def _cases_of(parts):
    """The cast of casework over the same district."""
    return Cast(parts.district, parts.people)


def test_case_of_another_unit_is_not_told_by_the_form():
    parts = desk()
    case = patrol_case(_cases_of(parts), place="望河路77号", confidential=True)
    hidden = client_for(parts.people["third_writer"]).get(f"/letters/new/written_transfer/?case={case.pk}")
    absent = client_for(parts.people["third_writer"]).get("/letters/new/written_transfer/?case=99999")
    for page in (hidden, absent):
        assert page.context["cause"] is None
        assert "望河路77号" not in page.content.decode()


def test_files_come_with_the_answer_and_belong_to_the_letter():
    parts = desk()
    letter = letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED)
    stored = document_store(upload=paper(), by=parts.actor("writer"))
    do(parts, letter, "writer", "reply_assist", files=[stored])
    page = client_for(parts.people["lead_writer"]).get(f"/letters/{letter.pk}/")
    assert [item.name for item in page.context["thread"][0].files] == ["材料清单.txt"]
    assert [term.value for term in page.context["thread"][0].terms] == ["属于擅自占用道路。", "建议责令限期清除。"]
    url = page.context["thread"][0].files[0].url
    assert client_for(parts.people["lead_writer"]).get(url).status_code == 200
    assert client_for(parts.people["third_writer"]).get(url).status_code == 404
    other = letter_in(parts, K.OPINION_LETTER, S.SENT)
    assert client_for(parts.people["lead_writer"]).get(f"/letters/{other.pk}/files/{stored.pk}/").status_code == 404


def test_people_who_must_act_are_told_once_and_only_of_what_they_may_see():
    parts = desk()
    letter = letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED)
    do(parts, letter, "liaison", "ask_extension")
    drain()
    names = {user.pk: name for name, user in parts.people.items()}
    told = [(names[row.recipient_id], row.said.rsplit("· ", 1)[1]) for row in Notification.objects.order_by("id")]
    assert told[0] == ("lead_head", "送分管负责人签发")
    assert ("liaison", "签发") in told
    assert ("lead_writer", "签收") in told
    assert ("head", "申请延期") in told
    assert all(letter.title not in row.said for row in Notification.objects.all())
