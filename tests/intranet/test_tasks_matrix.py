"""The whole tables by direct POST: state × action × post for 交办, 会办 and 督办, every legal cell through the page's
own form, and nobody decides about his own work, whatever posts he holds."""

from __future__ import annotations

import datetime
import re
from typing import Any

import html5lib
import pytest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from core.units.actors import actor_of
from core.units.enums import Role
from core.units.models import RoleAssignment, Unit, User
from core.workflow.selectors import legal_actions
from intranet.records import acts
from intranet.tasks.enums import SupervisionState as P
from intranet.tasks.enums import TaskState as S
from intranet.tasks.machine import SUPERVISION_MACHINE, TASK_MACHINE
from intranet.tasks.models import Supervision, Task
from intranet.tasks.views import detail, supervisions
from tests.factories.accounts import client_for, user_with
from tests.factories.casework import Cast
from tests.factories.tasks import cast, proposed, supervision_data, supervision_do, supervision_in, task_data, task_do, task_in

pytestmark = pytest.mark.django_db
NS = {"h": "http://www.w3.org/1999/xhtml"}


class Undo(Exception):
    """Takes a cell's effect back."""


def act_url(record: Task | Supervision, action: str) -> str:
    name = "intranet_tasks:act" if isinstance(record, Task) else "intranet_tasks:supervision_act"
    return reverse(name, args=[record.pk, action])


def post(client, record, action, data=None):
    """POST one act and undo whatever it did."""
    try:
        with transaction.atomic():
            response = client.post(act_url(record, action), data or {})
            raise Undo
    except Undo:
        return response


class Silent:
    """Takes the place of the messages that the middleware keeps."""

    def add(self, *_words) -> None:
        pass


def direct(user: User, record: Any, action: str) -> int:
    """The status of a POST to the act's address, undone. Thousands of cells: the address is resolved and its view
    called, without the session and the middleware, which every offered act below passes through."""
    path = act_url(record, action)
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


def may(parts: Cast, name: str, record: Any, row: Any) -> bool:
    """An independent reading of the table: does the person hold one of the row's roles at a fitting unit?"""
    if not row.place:
        return any(role in row.roles for role in parts.people[name].assignments.values_list("role", flat=True))
    lead = record.lead_unit if isinstance(record, Task) else record.unit
    above = {int(part) for part in lead.path.split("/") if part}
    assisting = set(record.assists.values_list("unit_id", flat=True)) if isinstance(record, Task) else set()
    fitting = {"lead": above, "unit": above, "assisting": assisting, "involved": above | assisting}[row.place]
    return any(role in row.roles and unit in fitting for role, unit in parts.people[name].assignments.values_list("role", "unit_id"))


@pytest.fixture
def bare_pages(monkeypatch):
    """Thousands of refusals: their status is tested here, their look elsewhere."""
    for module in (detail, supervisions, acts):
        monkeypatch.setattr(module, "render", lambda request, template, context, status=200: HttpResponse(template, status=status))
    for module in (detail, supervisions):
        monkeypatch.setattr(module, "page_context", lambda request, record, failed=None: {})


def every_cell(parts: Cast, record: Any, machine: Any, *, unknown: bool) -> int:
    """POST every action as everybody; whoever may not see the record is answered 404. Returns the cells asked."""
    actions = sorted({row.action for row in machine.transitions})
    asked = 0
    for name, user in parts.people.items():
        if not type(record).objects.visible_to(user).filter(pk=record.pk).exists():
            assert direct(user, record, actions[0]) == 404, (record.state, name)
            continue
        offered = {offer.action for offer in legal_actions(record, actor_of(user))}
        for action in actions:
            row = machine.find(record.state, action)
            if row is None and not unknown:
                continue
            status = direct(user, record, action)
            if row is None:
                assert status == 409, (record.state, name, action)
            elif not may(parts, name, record, row):
                assert status == 403, (record.state, name, action)
            elif action in offered:
                assert status in (302, 422), (record.state, name, action)
            else:
                assert status in (403, 409), (record.state, name, action)
            asked += 1
    return asked


@pytest.mark.parametrize("joint", [True, False])
def test_every_cell_of_a_task_by_direct_post(joint, bare_pages):
    """Whether a state knows an act does not depend on the kind: those cells are asked of 会办 alone."""
    parts = cast()
    asked = sum(every_cell(parts, task_in(parts, state, joint=joint), TASK_MACHINE, unknown=joint) for state in S)
    assert asked > (1200 if joint else 300)


def test_every_cell_of_a_supervision_by_direct_post(bare_pages):
    parts = cast()
    asked = sum(every_cell(parts, supervision_in(parts, state), SUPERVISION_MACHINE, unknown=True) for state in P)
    assert asked > 500


def forms_of(html: str) -> dict[str, dict[str, str]]:
    """The acts' forms on the page: action → the values that it would send as it stands."""
    found: dict[str, dict[str, str]] = {}
    for form in html5lib.parse(html).iterfind(".//h:form", NS):
        match = re.search(r"/do/([\w-]+)/$", form.get("action", ""))
        if match:
            inputs = [field for field in form.iterfind(".//h:input", NS) if field.get("type") not in ("file", "checkbox", "radio")]
            found[match[1]] = {field.get("name"): field.get("value", "") for field in inputs if field.get("name") != "csrfmiddlewaretoken"}
    return found


def sent(data: dict[str, Any]) -> dict[str, Any]:
    """Valid data of an act as a form sends it."""
    return {name: getattr(value, "pk", value) for name, value in data.items()}


def through_forms(parts: Cast, record: Any, page: str, data: Any) -> set[str]:
    """The page shows a form for exactly the acts that are then carried out; filled in, each succeeds."""
    carried: set[str] = set()
    for name, user in parts.people.items():
        offered = {offer.action for offer in legal_actions(record, actor_of(user))}
        if not offered or not type(record).objects.visible_to(user).filter(pk=record.pk).exists():
            continue
        client = client_for(user)
        shown = forms_of(client.get(reverse(page, args=[record.pk])).content.decode())
        assert set(shown) == offered, (record.state, name)
        for action in offered - carried:
            response = post(client, record, action, shown[action] | sent(data(action)))
            assert response.status_code == 302, (record.state, name, action)
        carried |= offered
    return carried


def test_every_legal_act_of_a_task_goes_through_its_own_form():
    parts = cast()
    carried: set[str] = set()
    records = [task_in(parts, state, joint=True) for state in S]
    for action, state in (("ask_return", S.ISSUED), ("ask_extension", S.IN_PROGRESS)):
        records.append(task_in(parts, state, joint=True))
        task_do(parts, records[-1], "handler", action)
    for task in records:
        carried |= through_forms(parts, task, "intranet_tasks:detail", lambda action, task=task: task_data(parts, action, task))
    missing = {row.action for row in TASK_MACHINE.transitions} - carried
    # A report whose opinions are missing is not closed; the closing is carried out below.
    assert missing <= {"close"}
    closing = task_in(parts, S.APPROVED)
    assert "close" in through_forms(parts, closing, "intranet_tasks:detail", lambda action: task_data(parts, action, closing))


def test_every_legal_act_of_a_supervision_goes_through_its_own_form():
    parts = cast()
    records = [supervision_in(parts, state) for state in P]
    records.append(supervision_in(parts, P.SUPERVISING))
    supervision_do(parts, records[-1], "handler", "ask_extension")
    unreceived = supervision_in(parts, P.REGISTERED)
    supervision_do(parts, unreceived, "office_clerk", "dispatch")
    carried: set[str] = set()
    for row in [*records, unreceived]:
        carried |= through_forms(parts, row, "intranet_tasks:supervision", lambda action: supervision_data(parts, action))
    assert carried == {row.action for row in SUPERVISION_MACHINE.transitions}


def give_role(user: User, role: str, unit: Unit) -> None:
    RoleAssignment.objects.create(user=user, role=role, unit=unit, valid_from=timezone.localdate() - datetime.timedelta(days=1))


@pytest.fixture
def almighty():
    """A cast with one person who holds every role at the lead unit, the office and the committee."""
    parts = cast()
    place = parts.district
    person = user_with(Role.HANDLER, place.sanitation)
    for role in (Role.UNIT_HEAD, Role.LIAISON):
        give_role(person, role, place.sanitation)
    give_role(person, Role.OFFICE_CLERK, place.office)
    give_role(person, Role.LEADER, place.committee)
    parts.people["almighty"] = person
    office = user_with(Role.OFFICE_CLERK, place.office)
    give_role(office, Role.LEADER, place.committee)
    parts.people["office_and_leader"] = office
    return parts


@pytest.mark.parametrize(
    ("state", "ask", "decisions"),
    [
        (S.IN_PROGRESS, "ask_extension", ("approve_extension", "refuse_extension")),
        (S.ISSUED, "ask_return", ("approve_return", "refuse_return")),
        (S.IN_PROGRESS, "report", ("approve", "return_report")),
        (S.REPORTED, "", ("approve", "return_report")),
        (S.APPROVED, "", ("close", "return_report")),
    ],
)
def test_nobody_decides_about_the_work_of_his_own_unit_or_his_own_request(almighty, state, ask, decisions):
    task = task_in(almighty, state)
    if ask:
        task_do(almighty, task, "almighty", ask)
    client = client_for(almighty.people["almighty"])
    for action in decisions:
        assert post(client, task, action, sent(task_data(almighty, action, task))).status_code == 403, action


def test_who_approved_does_not_close_and_who_returned_may_not_be_the_reporter(almighty):
    task = task_in(almighty, S.REPORTED)
    task_do(almighty, task, "office_and_leader", "approve")
    assert post(client_for(almighty.people["office_and_leader"]), task, "close", {"opinion": "属实"}).status_code == 403
    assert post(client_for(almighty.people["office_clerk"]), task, "close", {"opinion": "属实"}).status_code == 302


def test_a_supervision_is_never_registered_checked_or_closed_by_the_one_before(almighty):
    client, other = client_for(almighty.people["almighty"]), client_for(almighty.people["office_and_leader"])
    row = proposed(almighty, by=almighty.actor("office_and_leader"))
    assert post(other, row, "register").status_code == 403
    assert post(client, row, "register").status_code == 302
    for who, action in (("second_clerk", "register"), ("office_clerk", "dispatch"), ("almighty", "receive"), ("almighty", "ask_extension")):
        supervision_do(almighty, row, who, action)
    assert post(client, row, "approve_extension").status_code == 403
    assert post(client, row, "refuse_extension", {"opinion": "不同意"}).status_code == 403
    supervision_do(almighty, row, "almighty", "reply")
    assert post(client, row, "verify", {"opinion": "属实"}).status_code == 403
    supervision_do(almighty, row, "office_and_leader", "verify")
    assert post(other, row, "archive").status_code == 403
    assert post(client, row, "archive").status_code == 403
    assert post(client_for(almighty.people["leader"]), row, "archive").status_code == 302
