"""Writing: nothing typed is lost, nothing typed twice, no input answered with a fault; the papers of a letter."""

from __future__ import annotations

import io
import itertools
import random

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from core.units.actors import actor_of
from intranet.records.selectors import chain_of, consequences_of
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.machine import MACHINE
from intranet.sharing.models import Letter
from intranet.sharing.papers import letter_docx, letter_pdf
from intranet.sharing.views import compose, detail
from tests.factories.accounts import client_for
from tests.factories.casework import Cast, patrol_case
from tests.factories.sharing import desk, do, draft, facts_for, letter_in, paper, sides_of

pytestmark = pytest.mark.django_db
NONSENSE = (
    "", " ", "\x00", "-1", "0", "9" * 15, "9" * 400, "1e9", "NaN", "١٢", "²", "2026-02-30", "0001-01-01", "9999-12-31", "31/12/2026",
    "'; DROP TABLE intranet_sharing_letter;--", "<script>alert(1)</script>", "{{ 7 * 7 }}", "%s%n%(x)s", "\ud83d".encode("utf-8", "replace").decode(),
    "\u202e倒", "长" * 7000, "../../etc/passwd", "on", "[]", "null",
)  # fmt: skip


def typed_approval(parts, **changes) -> dict:
    facts = {name: getattr(value, "pk", value) for name, value in facts_for(parts, K.APPROVAL_INFO).items()}
    data = (
        facts | {"title": "告知", "sender_unit": parts.district.sanitation.pk, "recipients": parts.lead.pk, "reply_wanted": "on"} | changes
    )
    return {name: value for name, value in data.items() if value is not None}


def test_open_opinion_is_shown_on_the_approvals_form_and_is_no_error():
    """Looked for by a button that saves nothing; and an approval with a flag is saved like any other."""
    parts = desk()
    letter_in(parts, K.OPINION_LETTER, S.SENT, hold_approval=True)
    client = client_for(parts.people["writer"])
    looked = client.post("/letters/new/approval_info/", {"party": "望河餐饮", "place": "", "check": "1", "body": "还没写完"})
    assert looked.status_code == 200
    assert not looked.context["form"].errors
    text = looked.content.decode()
    assert "同一当事人有未结的意见函" in text
    assert "请求审批暂不予办理" in text
    assert "还没写完" in text
    none = client.post("/letters/new/approval_info/", {"party": "别的单位", "check": "1"})
    assert none.context["flags"] == []
    assert "没有您可以看到的未结意见函" in none.content.decode()
    assert not Letter.objects.filter(kind=K.APPROVAL_INFO).exists()
    saved = client.post("/letters/new/approval_info/", typed_approval(parts))
    assert saved.status_code == 302
    letter = Letter.objects.get(kind=K.APPROVAL_INFO)
    for address in (saved["Location"], f"/letters/{letter.pk}/edit/"):
        assert "同一当事人在同一地点有未结的意见函" in client.get(address).content.decode(), address


def test_whoever_may_not_see_the_opinion_is_told_of_none_by_the_form():
    parts = desk()
    street = (parts.district.street,)
    letter_in(parts, K.OPINION_LETTER, S.SENT, recipients=street)
    looked = client_for(parts.people["writer"]).post(
        "/letters/new/approval_info/", {"party": "望河餐饮", "place": "望河路12号", "check": "1"}
    )
    assert looked.context["flags"] == []
    assert "没有您可以看到的未结意见函" in looked.content.decode()


def test_what_was_typed_and_attached_survives_an_error():
    parts = desk()
    client = client_for(parts.people["writer"])
    words = {"title": "告知标题", "body": "正文一段", "party": "青禾商行", "place": "槐荫路8号", "permit_no": "许〔2026〕3号"}
    answer = client.post("/letters/new/approval_info/", typed_approval(parts, valid_until="2020-01-01", **words) | {"files": paper()})
    assert answer.status_code == 422
    shown = answer.content.decode()
    for word in (*words.values(), "材料清单.txt", "有效期至不能早于有效期自"):
        assert word in shown, word


def test_a_penalty_is_followed_by_a_letter_of_opinion_without_typing_it_again():
    parts = desk()
    transfer = letter_in(parts, K.WRITTEN_TRANSFER, S.REPLIED)
    lead = client_for(parts.people["lead_writer"])
    address = lead.get(f"/letters/{transfer.pk}/").context["opinion_url"]
    form = lead.get(address).context["form"]
    assert [form[name].value() for name in ("party", "place", "decision_no")] == ["望河餐饮有限公司", "望河路12号", "云城管罚〔2026〕9号"]
    data = {"title": "意见函", "sender_unit": parts.lead.pk, "recipients": parts.district.greening.pk, "party": "望河餐饮有限公司"}
    data |= {"place": "望河路12号", "decision_no": "云城管罚〔2026〕9号", "event_on": "2026-01-05", "body": "请配合", "after": transfer.pk}
    assert lead.post("/letters/new/opinion_letter/", data).status_code == 302
    opinion = Letter.objects.get(kind=K.OPINION_LETTER)
    assert [ref.pk for ref in consequences_of(transfer)] == [opinion.pk]
    assert client_for(parts.people["writer"]).get(f"/letters/{transfer.pk}/").context["opinion_url"] == ""
    third = client_for(parts.people["third_writer"]).get(f"/letters/new/opinion_letter/?after={transfer.pk}")
    assert third.context["cause"] is None
    assert "云城管罚" not in third.content.decode()


def test_chain_runs_from_the_case_over_the_letter_to_its_reply():
    parts = desk()
    case = patrol_case(Cast(parts.district, parts.people), description="占用人行道堆料。", place="望河路77号")
    letter = _sent_by_office(parts, case)
    do(parts, letter, "lead_liaison", "receive")
    do(parts, letter, "lead_liaison", "accept")
    reply = draft(parts, K.ENFORCEMENT_REPLY, answers=letter, recipients=(parts.district.office,))
    do(parts, reply, "lead_writer", "ask_send")
    do(parts, reply, "lead_head", "approve_send")
    letter.refresh_from_db()
    assert letter.state == S.REPLIED
    for record in (case, letter, reply):
        groups = chain_of(record, parts.people["office_clerk"])
        assert groups[0].kind.label == "案件"
        assert {line.number for group in groups for line in group.lines} == {case.number, letter.number, reply.number}, record
    page = client_for(parts.people["office_clerk"]).get(f"/letters/{reply.pk}/").content.decode()
    assert case.number in page
    assert letter.number in page


def _sent_by_office(parts, case) -> Letter:
    letter = draft(
        parts,
        K.WRITTEN_TRANSFER,
        causes=[case],
        sender_unit=parts.district.office,
        recipients=(parts.lead,),
        by=parts.actor("office_clerk"),
    )
    do(parts, letter, "office_clerk", "ask_send")
    return do(parts, letter, "office_head", "approve_send")


def test_assist_is_asked_from_a_case_with_its_place_and_words():
    parts = desk()
    case = patrol_case(Cast(parts.district, parts.people), description="占用人行道堆料。", place="望河路77号")
    client = client_for(parts.people["office_clerk"])
    assert f"/letters/new/assist_request/?case={case.pk}" in client.get(f"/cases/{case.pk}/").content.decode()
    form = client.get(f"/letters/new/assist_request/?case={case.pk}").context["form"]
    assert (form["place"].value(), form["body"].value()) == ("望河路77号", "占用人行道堆料。")


def test_reply_goes_to_the_unit_that_asked():
    parts = desk()
    asked = letter_in(parts, K.APPROVAL_INFO, S.RECEIVED)
    page = client_for(parts.people["lead_writer"])
    data = {"title": "回复", "sender_unit": parts.lead.pk, "recipients": parts.district.greening.pk, "answers": asked.pk}
    data |= {"event_on": "2026-01-05", "outcome": "corrected", "body": "已检查"}
    answer = page.post("/letters/new/enforcement_reply/", data)
    assert answer.status_code == 422
    assert "recipients" in answer.context["form"].errors


def test_papers_are_the_same_bytes_whoever_asks_and_when():
    parts = desk()
    letter = letter_in(parts, K.ASSIST_REQUEST, S.SENT)
    asker = client_for(parts.people["lead_writer"])
    first = asker.get(f"/letters/{letter.pk}/pdf/")
    words = asker.get(f"/letters/{letter.pk}/docx/")
    do(parts, letter, "liaison", "receive")
    reader = client_for(parts.people["writer"])
    later = reader.get(f"/letters/{letter.pk}/pdf/", headers={"accept-language": "en"})
    assert first.content == later.content == letter_pdf(Letter.objects.get(pk=letter.pk))
    assert words.content == letter_docx(Letter.objects.get(pk=letter.pk))
    assert words.content[:2] == b"PK"
    with pikepdf.open(io.BytesIO(first.content)) as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    text = pypdfium2.PdfDocument(first.content)[0].get_textpage().get_text_bounded()
    for word in (letter.number, "关于望河路沿线情况", "请提供该处占道审批文件", "环境卫生管理处："):
        assert word in text.replace("\r\n", "").replace(" ", ""), word
    unsent = draft(parts, K.ASSIST_REQUEST)
    for name in ("pdf", "docx"):
        assert asker.get(f"/letters/{unsent.pk}/{name}/").status_code == 404
        assert client_for(parts.people["third_writer"]).get(f"/letters/{letter.pk}/{name}/").status_code == 404


@pytest.fixture
def forms_only(monkeypatch):
    """Draw the forms and leave the frame of the page away: hundreds of answers."""

    def drawn(request, template, context, status=200):
        forms = [context["form"]] if "form" in context else [row.form for row in (*context.get("likely", ()), *context.get("others", ()))]
        return HttpResponse("".join(str(form) for form in forms if form is not None), status=status)

    monkeypatch.setattr(compose, "render", drawn)
    monkeypatch.setattr(detail, "render", drawn)


@pytest.mark.parametrize("kind", K.values)
def test_no_form_is_answered_with_a_fault(kind, forms_only):
    """A hundred malformed posts to the new form and to the change of a draft, each field in turn and all at once."""
    parts = desk()
    sides = sides_of(parts, kind)
    client = client_for(parts.people[sides.writer])
    letter = draft(parts, kind)
    names = _fields(kind, parts)
    wrong = [dict.fromkeys(names, value) for value in NONSENSE]
    wrong += [
        _valid(parts, kind) | {name: value} for name, value in random.Random(kind).sample(list(itertools.product(names, NONSENSE)), 74)
    ]
    assert len(wrong) >= 100
    for data in wrong:
        for address in (f"/letters/new/{kind}/", f"/letters/{letter.pk}/edit/"):
            assert client.post(address, data | {"case": data.get("title", ""), "after": data.get("title", "")}).status_code < 500, (
                address,
                data,
            )
    broken = SimpleUploadedFile("坏.pdf", b"%PDF-1.7 broken", content_type="application/pdf")
    assert client.post(f"/letters/new/{kind}/", _valid(parts, kind) | {"files": broken, "files_kept": "nonsense"}).status_code == 422


def _fields(kind, parts) -> list[str]:
    form = compose.LetterForm(compose.RULES[kind], actor_of(parts.people[sides_of(parts, kind).writer]))
    return [*form.fields, "files_kept", "files_removed"]


def _valid(parts, kind) -> dict:
    sides = sides_of(parts, kind)
    facts = {name: getattr(value, "pk", value) for name, value in facts_for(parts, kind).items() if value not in (None, False)}
    return facts | {"title": "标题", "sender_unit": sides.sender.pk, "recipients": [unit.pk for unit in sides.recipients]}


def test_no_act_is_answered_with_a_fault(forms_only):
    parts = desk()
    needs = sorted({need.name for row in MACHINE.transitions for need in row.needs})
    assist, transfer = letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED), letter_in(parts, K.WRITTEN_TRANSFER, S.RECEIVED)
    joint = letter_in(parts, K.JOINT_ENFORCEMENT, S.SENT)
    sent = 0
    for letter, who, actions in (
        (assist, "head", ("refuse",)),
        (assist, "writer", ("reply_assist",)),
        (transfer, "lead_liaison", ("report_result", "open_case", "no_such_act")),
        (joint, "lead_writer", ("record_result",)),
    ):
        client = client_for(parts.people[who])
        for action, value in itertools.product(actions, NONSENSE):
            # Without an opinion nothing is carried out, so that the next nonsense meets the same letter.
            data = dict.fromkeys(needs, value) | {"opinion": "", "description": ""}
            assert client.post(f"/letters/{letter.pk}/do/{action}/", data).status_code < 500, (action, value)
            sent += 1
    assert sent >= 100
