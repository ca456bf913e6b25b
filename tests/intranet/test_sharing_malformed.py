"""More than a hundred malformed texts in the forms, acts, marks and addresses of letters: answered, said why, nothing lost."""

from __future__ import annotations

import itertools

import pytest
from django import forms
from django.http import HttpResponse

from core.units.actors import actor_of
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.kinds import RULES
from intranet.sharing.models import Letter, LetterMark
from intranet.sharing.views import compose, detail, lists, registers
from tests.factories.accounts import client_for
from tests.factories.sharing import desk, draft, letter_in, sides_of
from tests.portal.test_complaints_malformed import MALFORMED, shown, stands_in

pytestmark = pytest.mark.django_db
LIST = ("queue", "direction", "kind", "state", "lamp", "unit", "number", "text", "since", "until", "page")
APPROVALS = ("holder", "place", "permit", "kind", "validity", "unit", "page")
# Between them these kinds have every kind of field.
KINDS = (K.APPROVAL_INFO, K.OPINION_LETTER, K.JOINT_ENFORCEMENT)


@pytest.fixture
def forms_only(monkeypatch):
    """Draw the forms, and leave the frame of the page away: a thousand answers. One whole page is drawn below."""

    def drawn(request, template, context, status=200):
        found = [context["form"]] if "form" in context else [row.form for row in (*context.get("likely", ()), *context.get("others", ()))]
        return HttpResponse("".join(str(form) for form in found if form is not None), status=status)

    for module in (compose, detail):
        monkeypatch.setattr(module, "render", drawn)


def typed_into(form: forms.Form) -> list[str]:
    """The fields into which a person types."""
    kinds = (forms.TextInput, forms.Textarea, forms.DateInput, forms.NumberInput)
    return [name for name, field in form.fields.items() if isinstance(field.widget, kinds) and not field.widget.is_hidden]


def content(value: str) -> str:
    return "".join(char for char in value if char >= " ").strip()


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_that_is_refused_stands_in_the_form_again(kind, forms_only):
    """The new form and a draft's, one value in every field; nobody is chosen to receive it, so none can be saved."""
    parts = desk()
    sides = sides_of(parts, kind)
    client = client_for(parts.people[sides.writer])
    letter = draft(parts, kind)
    names = typed_into(compose.LetterForm(RULES[kind], actor_of(parts.people[sides.writer])))
    assert {"title", "body"} < set(names)
    assert len(MALFORMED) >= 100
    for turn, value in enumerate(MALFORMED if kind == K.APPROVAL_INFO else MALFORMED[::3]):
        address = f"/letters/{letter.pk}/edit/" if turn % 3 == 0 else f"/letters/new/{kind}/"
        answer = client.post(address, dict.fromkeys(names, value) | {"sender_unit": sides.sender.pk})
        assert answer.status_code == 422, (address, value[:80])
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert not content(value) or shown(page).count(content(value)) >= len(names), (address, value[:80])
    assert Letter.objects.get() == letter


def test_every_text_of_an_act_that_is_refused_stands_in_its_form_again(forms_only):
    """No opinion on what the matter is, or no count: the answer is not taken, the other words stay."""
    parts = desk()
    assist, joint = letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED), letter_in(parts, K.JOINT_ENFORCEMENT, S.SENT)
    acts = (
        (assist, client_for(parts.people["writer"]), "reply_assist", "handling", {"characterisation": ""}),
        (joint, client_for(parts.people["lead_writer"]), "record_result", "people", {"opinion": ""}),
    )
    for value, (letter, client, action, name, missing) in zip(MALFORMED, itertools.cycle(acts), strict=False):
        answer = client.post(f"/letters/{letter.pk}/do/{action}/", {name: value, **missing})
        assert answer.status_code in (409, 422), (action, value[:80])
        assert stands_in(answer.content.decode(), value), (action, value[:80])
    assert {letter.state for letter in Letter.objects.all()} == {S.RECEIVED, S.SENT}


def test_a_whole_page_says_what_is_wrong_beside_the_fields():
    parts = desk()
    client = client_for(parts.people["writer"])
    page = client.post("/letters/new/approval_info/", {"title": "告知标题", "body": "写了半天的正文", "event_on": "明天"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "error-summary" in text
    for words in ("告知标题", "写了半天的正文", "明天"):
        assert words in text
    assert text.count('aria-invalid="true"') >= 2


def test_every_mark_is_taken_or_said_why_not(monkeypatch):
    parts = desk()
    client, unit = client_for(parts.people["office_clerk"]), parts.district.sanitation
    monkeypatch.setattr(
        registers, "render", lambda request, template, context, status=200: HttpResponse(str(context["rows"]), status=status)
    )
    for value in MALFORMED:
        answer = client.post("/letters/marks/", {"unit": unit.pk, "mark": value})
        assert answer.status_code in (302, 422), value[:80]
    for value in MALFORMED[::4]:
        assert client.post("/letters/marks/", {"unit": value, "mark": "甲函"}).status_code in (302, 404), value[:80]
    for mark in LetterMark.objects.values_list("mark", flat=True):
        assert 1 <= len(mark) <= 20
        assert mark.isprintable()


def test_every_address_is_answered(monkeypatch):
    parts = desk()
    letter_in(parts, K.APPROVAL_INFO, S.SENT)
    client = client_for(parts.people["leader"])
    for module in (lists, registers):
        monkeypatch.setattr(
            module, "render", lambda request, template, context, status=200: HttpResponse(list(context["rows"]), status=status)
        )
    for turn, value in enumerate(MALFORMED):
        for path, names in (("", LIST), ("approvals/", APPROVALS), ("duties/", ("kind",))):
            query = {names[turn % len(names)]: value} if turn % 3 else dict.fromkeys(names, value)
            assert client.get(f"/letters/{path}", query).status_code == 200, (path, value[:80])
