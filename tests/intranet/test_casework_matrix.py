"""The whole table by direct POST: every state × action × post, and every legal cell through the page's own form."""

from __future__ import annotations

import re

import html5lib
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from intranet.casework.enums import CaseState as S
from intranet.casework.machine import MACHINE
from intranet.casework.models import Case
from intranet.casework.views import detail
from tests.factories.accounts import client_for
from tests.factories.casework import Cast, case_in, cast, data_for, do

ACTIONS = sorted({row.action for row in MACHINE.transitions})
STATES = list(MACHINE.states)
NS = {"h": "http://www.w3.org/1999/xhtml"}


class Undo(Exception):
    """Takes a cell's effect back."""


def post(client: Client, case: Case, action: str, data=None):
    """POST one act and undo whatever it did."""
    try:
        with transaction.atomic():
            response = client.post(reverse("intranet_casework:act", args=[case.pk, action]), data or {})
            raise Undo
    except Undo:
        return response


def may(parts: Cast, name: str, row) -> bool:
    """An independent reading of the table: does the person hold one of the row's roles at a fitting unit?"""
    if "user" not in row.actors:
        return False
    units = {"": None, "lead": {parts.district.sanitation.pk, parts.district.committee.pk}, "assisting": {parts.district.greening.pk}}
    units["involved"] = units["lead"] | units["assisting"]
    held = parts.people[name].assignments.values_list("role", "unit_id")
    return any(role in row.roles and (units[row.place] is None or unit in units[row.place]) for role, unit in held)


@pytest.fixture
def bare_pages(monkeypatch):
    """Thousands of refusals: their status is tested here, their look elsewhere."""
    monkeypatch.setattr(detail, "render", lambda request, template, context, status=200: HttpResponse(template, status=status))
    monkeypatch.setattr(detail, "page_context", lambda request, case, failed=None: {})


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_every_cell_by_direct_post(state, bare_pages):
    parts = cast()
    case = case_in(parts, state)
    table = {action: MACHINE.find(state, action) for action in ACTIONS}
    for name, user in parts.people.items():
        client = client_for(user)
        visible = Case.objects.visible_to(user).filter(pk=case.pk).exists()
        for action, row in table.items():
            status = post(client, case, action).status_code
            if not visible:
                assert status == 404, (name, action)
            elif row is None:
                assert status == 409, (name, action)
            elif not may(parts, name, row):
                assert status == 403, (name, action)
            else:
                assert status in (302, 403, 409, 422), (name, action)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_every_offered_act_goes_through_its_own_form(state):
    """The page shows a form for exactly the acts that are then carried out; filled in, each succeeds."""
    parts = cast()
    for patrol in (False, True):
        case = case_in(parts, state, patrol=patrol)
        for name, user in parts.people.items():
            client = client_for(user)
            page = client.get(reverse("intranet_casework:detail", args=[case.pk]))
            if page.status_code == 404:
                continue
            offered = forms_of(page.content.decode())
            for action in ACTIONS:
                row = MACHINE.find(state, action)
                if row is None or not may(parts, name, row):
                    assert action not in offered, (state, name, action)
                    continue
                data = form_data(parts, case, action, offered.get(action, {}))
                response = post(client, case, action, data)
                if action in offered:
                    assert response.status_code == 302, (state, name, action, messages(response))
                else:
                    assert response.status_code in (403, 409), (state, name, action)


PENDING = {"extension": "handler", "return": "handler", "suspend": "unit_head", "void": "acceptor"}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(PENDING))
@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_who_asks_does_not_decide(kind, decision):
    """Each asked-for approval, decided by everybody: only the right post may, never the person who asked."""
    parts = cast()
    deciders = {"extension": {"unit_head"}, "return": {"dispatcher", "leader"}, "suspend": {"leader"}, "void": {"shift_leader"}}[kind]
    case = case_in(parts, S.HANDLING)
    do(parts, case, PENDING[kind], f"ask_{kind}")
    for name, user in parts.people.items():
        if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
            continue
        status = post(client_for(user), case, f"{decision}_{kind}", {"opinion": "意见"}).status_code
        assert (status == 302) == (name in deciders), (name, status)


def forms_of(html: str) -> dict[str, dict[str, str]]:
    """The acts' forms on the page: action → the values that it would send as it stands."""
    found: dict[str, dict[str, str]] = {}
    document = html5lib.parse(html)
    for form in document.iterfind(".//h:form", NS):
        match = re.search(r"/do/([\w-]+)/$", form.get("action", ""))
        if match:
            found[match[1]] = dict(_values(form))
    return found


def _values(form):
    for field in form.iterfind(".//h:input", NS):
        if field.get("name") and field.get("type") not in ("file", "checkbox", "radio", "submit"):
            yield field.get("name"), field.get("value", "")
    for select in form.iterfind(".//h:select", NS):
        chosen = [option.get("value", "") for option in select.iterfind(".//h:option", NS) if option.get("selected") is not None]
        yield select.get("name"), chosen[0] if chosen else ""
    for area in form.iterfind(".//h:textarea", NS):
        yield area.get("name"), (area.text or "").strip()


def form_data(parts: Cast, case: Case, action: str, shown: dict[str, str]) -> dict:
    """The form as shown, with the empty places filled in as a person would."""
    from tests.factories.casework import picture

    data: dict = {name: value for name, value in shown.items() if name and name != "csrfmiddlewaretoken"}
    for name, value in data_for(parts, action).items():
        if name.startswith("photos"):
            data[name] = picture()
        elif isinstance(value, list):
            data[name] = [getattr(item, "pk", item) for item in value]
        elif value is not None and value is not False:
            data[name] = getattr(value, "pk", value)
    if action == "merge":
        from tests.factories.casework import complaint_case

        data["parent"] = complaint_case(parts).pk
    return data


def messages(response) -> str:
    """What the page says is wrong, for the failure's message."""
    return " ".join(re.findall(r'field__errors[^>]*>(.*?)</ul>|role="alert">(.*?)<', response.content.decode(), re.S).__str__().split())[
        :400
    ]
