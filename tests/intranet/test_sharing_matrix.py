"""The whole table by direct POST for every kind: state × action × post, and every legal cell through the page's own form."""

from __future__ import annotations

import re

import html5lib
import pytest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from core.parameters.services import parameter_set
from core.units.actors import SYSTEM, actor_of
from core.workflow.selectors import legal_actions
from intranet.records import acts
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.machine import MACHINE
from intranet.sharing.models import Letter
from intranet.sharing.parameters import approval_key
from intranet.sharing.permissions import present_rows
from intranet.sharing.views import detail
from tests.factories.accounts import client_for
from tests.factories.sharing import Desk, data_for, desk, do, letter_in, reachable, sides_of

pytestmark = pytest.mark.django_db
ACTIONS = sorted({row.action for row in MACHINE.transitions})
NS = {"h": "http://www.w3.org/1999/xhtml"}


class Undo(Exception):
    """Takes a cell's effect back."""


def post(client, letter: Letter, action: str, data=None):
    """POST one act and undo whatever it did."""
    try:
        with transaction.atomic():
            response = client.post(reverse("intranet_sharing:act", args=[letter.pk, action]), data or {})
            raise Undo
    except Undo:
        return response


class Silent:
    """Takes the place of the messages that the middleware keeps."""

    def add(self, *_words) -> None:
        pass


def direct(user, letter: Letter, action: str) -> int:
    """The status of a POST to the act's address, undone. Thousands of cells: the address is resolved and its view
    called, without the session and the middleware, which every offered act below passes through."""
    path = reverse("intranet_sharing:act", args=[letter.pk, action])
    request, match = RequestFactory().post(path), resolve(path)
    request.user, request._messages = user, Silent()
    try:
        with transaction.atomic():
            try:
                response = match.func(request, *match.args, **match.kwargs)
            except Http404:
                response = HttpResponse(status=404)
            raise Undo
    except Undo:
        return response.status_code


def may(parts: Desk, name: str, letter: Letter, row) -> bool:
    """An independent reading of the table: does the person hold one of the row's roles at a fitting unit?"""
    if "user" not in row.actors:
        return False
    to = [each.unit for each in present_rows(letter)]

    def above(units):
        return {int(part) for unit in units for part in unit.path.split("/") if part}

    fitting = {
        "sender": {letter.sender_unit_id},
        "sender_head": above([letter.sender_unit]),
        "recipient": {unit.pk for unit in to},
        "recipient_head": above(to),
    }[row.place]
    return any(role in row.roles and unit in fitting for role, unit in parts.people[name].assignments.values_list("role", "unit_id"))


@pytest.fixture
def bare_pages(monkeypatch):
    """Thousands of refusals: their status is tested here, their look elsewhere."""
    monkeypatch.setattr(detail, "render", lambda request, template, context, status=200: HttpResponse(template, status=status))
    monkeypatch.setattr(acts, "render", lambda request, template, context, status=200: HttpResponse(template, status=status))
    monkeypatch.setattr(detail, "page_context", lambda request, letter, failed=None: {})


@pytest.mark.parametrize("kind", K.values)
def test_every_cell_by_direct_post(kind, bare_pages):
    """Whether a state knows an act does not depend on the kind: those cells are asked once, by the kind that
    can stand in every state. Whoever may not see the letter is answered 404, whatever the act."""
    parts = desk()
    for state in reachable(kind):
        letter = letter_in(parts, kind, state)
        for name, user in parts.people.items():
            if not Letter.objects.visible_to(user).filter(pk=letter.pk).exists():
                assert direct(user, letter, "receive") == 404, (state, name)
                continue
            offered = {offer.action for offer in legal_actions(letter, actor_of(user))}
            for action in ACTIONS:
                row = MACHINE.find(state, action)
                if row is None and kind != K.ASSIST_REQUEST:
                    continue
                status = direct(user, letter, action)
                if row is None:
                    assert status == 409, (state, name, action)
                elif not may(parts, name, letter, row):
                    assert status == 403, (state, name, action)
                elif action in offered:
                    assert status in (302, 422), (state, name, action)
                else:
                    assert status in (403, 409), (state, name, action)


def test_one_kind_can_stand_in_every_state():
    assert set(reachable(K.ASSIST_REQUEST)) == set(S)


@pytest.mark.parametrize("kind", K.values)
def test_every_offered_act_goes_through_its_own_form(kind):
    """The page shows a form for exactly the acts that are then carried out; filled in, each succeeds."""
    parts = desk()
    carried: set[str] = set()
    clients = {name: client_for(user) for name, user in parts.people.items()}
    for state in reachable(kind):
        for letter in prepared(parts, kind, state):
            for name in parts.people:
                offered = {offer.action for offer in legal_actions(letter, parts.actor(name))}
                if not offered:
                    continue
                shown = forms_of(clients[name].get(reverse("intranet_sharing:detail", args=[letter.pk])).content.decode())
                assert set(shown) == offered, (state, name)
                for action in offered:
                    response = post(clients[name], letter, action, shown[action] | data_for(action))
                    assert response.status_code == 302, (state, name, action)
                    carried.add(action)
    assert {"ask_send", "approve_send", "refuse_send", "withdraw_send", "void", "receive", "remind"} <= carried


def prepared(parts: Desk, kind: str, state: str) -> list[Letter]:
    """The letter as it stands, and with each approval asked for that can be asked for here."""
    letter = letter_in(parts, kind, state)
    sides = sides_of(parts, kind)
    found = [letter]
    if state in (S.DRAFT, S.RETURNED):
        found.append(do(parts, letter_in(parts, kind, state), sides.writer, "ask_send"))
    if kind == K.ASSIST_REQUEST and state in (S.SENT, S.RECEIVED):
        found.append(do(parts, letter_in(parts, kind, state), sides.receivers[0], "ask_extension"))
    return found


@pytest.mark.parametrize("kind", K.values)
def test_without_approval_a_kind_is_sent_by_its_writer(kind):
    parts = desk()
    parameter_set(key=approval_key(kind), value=False, by=SYSTEM, reason="测试")
    letter, sides = letter_in(parts, kind, S.DRAFT), sides_of(parts, kind)
    writer = client_for(parts.people[sides.writer])
    assert post(writer, letter, "ask_send").status_code == 409
    assert post(writer, letter, "send").status_code == 302
    assert post(client_for(parts.people["third_head"]), letter, "send").status_code == 404


def forms_of(html: str) -> dict[str, dict[str, str]]:
    """The acts' forms on the page: action → the values that it would send as it stands."""
    found: dict[str, dict[str, str]] = {}
    for form in html5lib.parse(html).iterfind(".//h:form", NS):
        match = re.search(r"/do/([\w-]+)/$", form.get("action", ""))
        if match:
            inputs = [field for field in form.iterfind(".//h:input", NS) if field.get("type") not in ("file", "checkbox", "radio")]
            found[match[1]] = {field.get("name"): field.get("value", "") for field in inputs if field.get("name") != "csrfmiddlewaretoken"}
    return found
