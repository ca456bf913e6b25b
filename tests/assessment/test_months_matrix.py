"""The tables of a month and of an appeal by direct POST: state × action × post; nobody decides about what he computed,
raised, drafted or belongs to, whatever posts he holds."""

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

from core.audit.models import AuditEntry
from core.units.actors import actor_of
from core.units.enums import Role
from core.units.models import RoleAssignment, Unit, User
from core.workflow.models import Step
from core.workflow.selectors import legal_actions
from core.workflow.services import advance, step_write
from intranet.assessment.enums import AppealState as A
from intranet.assessment.enums import MonthState as M
from intranet.assessment.machine import APPEAL_MACHINE, MONTH_MACHINE
from intranet.assessment.models import Appeal, MonthlyAssessment
from intranet.assessment.services.bulletins import bulletin_draft
from intranet.assessment.views import appeals, months
from intranet.records import acts
from portal.bulletins.models import BulletinPage
from tests.factories import pages
from tests.factories.accounts import client_for, user_with
from tests.factories.casework import Cast
from tests.factories.months import bare_appeal, bare_month, bulletin_drafted, cast, closed_case, frozen_month, on, past_month

pytestmark = pytest.mark.django_db
NS = {"h": "http://www.w3.org/1999/xhtml"}
MONTH = datetime.date(2026, 3, 1)
TEXT = {"opinion": "情况属实，按规定办理。"}


class Undo(Exception):
    """Takes a cell's effect back."""


class Silent:
    """Takes the place of the messages that the middleware keeps."""

    def add(self, *_words) -> None:
        pass


def act_url(record: Any, action: str) -> str:
    if isinstance(record, Appeal):
        return reverse("intranet_assessment:appeal_act", args=[record.pk, action])
    return reverse("intranet_assessment:month_act", args=[record.key, action])


def traces() -> tuple[Any, ...]:
    """Everything an act may leave behind."""
    rows = [list(model.objects.order_by("pk").values_list()) for model in (MonthlyAssessment, Appeal)]
    return (*rows, Step.objects.count(), AuditEntry.objects.filter(result="ok").count())


def direct(user: User, record: Any, action: str, data: dict[str, Any]) -> int:
    """The status of a POST to the act's address, undone; refused, it leaves nothing behind."""
    path = act_url(record, action)
    request, match = RequestFactory().post(path, data), resolve(path)
    request.user, request._messages = user, Silent()
    before = traces()
    try:
        with transaction.atomic():
            try:
                response = match.func(request, *match.args, **match.kwargs)
            except Http404:
                response = HttpResponse(status=404)
            if response.status_code != 302:
                assert traces() == before, (record.state, action)
            raise Undo
    except Undo:
        return response.status_code


@pytest.fixture
def bare_pages(monkeypatch):
    """Hundreds of refusals: their status is tested here, their look elsewhere."""
    for module in (months, appeals, acts):
        monkeypatch.setattr(module, "render", lambda request, template, context, status=200: HttpResponse(template, status=status))
    for module in (months, appeals):
        monkeypatch.setattr(module, "page_context", lambda request, record, failed=None: {})


def may(user: User, record: Any, row: Any) -> bool:
    """An independent reading of the table: does the person hold one of the row's roles at a fitting unit?"""
    held = user.assignments.filter(role__in=row.roles)
    if row.place:
        held = held.filter(unit__in=[int(part) for part in record.unit.path.split("/") if part])
    return held.exists()


def data_of(record: Any, action: str) -> dict[str, Any]:
    return TEXT | ({"cases": record.case.number} if isinstance(record, Appeal) and action == "accept" else {})


def every_cell(parts: Cast, record: Any, machine: Any) -> set[tuple[str, str, str, int]]:
    """POST every action as everybody, with valid data. Returns (state, person, action, status)."""
    cells: set[tuple[str, str, str, int]] = set()
    for name, user in parts.people.items():
        seen = type(record).objects.visible_to(user).filter(pk=record.pk).exists()
        offered = {offer.action for offer in legal_actions(record, actor_of(user))}
        for action in sorted({row.action for row in machine.transitions}):
            status = direct(user, record, action, data_of(record, action))
            row = machine.find(record.state, action)
            if not seen:
                expected = {404}
            elif row is None:
                expected = {409}
            elif not may(user, record, row):
                expected = {403}
            elif action in offered:
                expected = {302}
            else:
                expected = {403, 409}
            assert status in expected, (record.state, name, action, status)
            cells.add((record.state, name, action, status))
    return cells


def test_every_cell_of_a_month_by_direct_post(bare_pages):
    parts = cast()
    cells = set()
    for number, state in enumerate(M):
        cells |= every_cell(parts, bare_month(parts, state, MONTH.replace(month=number + 1)), MONTH_MACHINE)
    assert len(cells) == len(M) * len(parts.people) * 7
    done = {(state, action) for state, _name, action, status in cells if status == 302}
    assert done == {(M.COMPUTED, "recompute"), (M.COMPUTED, "show"), (M.APPEAL, "freeze"), (M.FROZEN, "correct")}
    assert {name for _state, name, action, status in cells if status == 302 and action == "freeze"} == {
        "assessor",  # the month stands in the table as made, without the step of its computing: see below
        "second_assessor",
        "leader",
    }


def test_every_cell_of_an_appeal_by_direct_post(bare_pages):
    parts = cast()
    month = bare_month(parts, M.APPEAL, MONTH)
    cells = set()
    for state in A:
        cells |= every_cell(parts, bare_appeal(parts, state, month), APPEAL_MACHINE)
    assert len(cells) == len(A) * len(parts.people) * 3
    done = {(name, action) for _state, name, action, status in cells if status == 302}
    assert done == {("second_assessor", "accept"), ("second_assessor", "reject"), ("liaison", "withdraw"), ("unit_head", "withdraw")}
    assert {state for state, _name, _action, status in cells if status == 302} == {A.SUBMITTED}


@pytest.mark.parametrize("state", [state for state in M if state != M.APPEAL])
def test_no_appeal_is_answered_or_withdrawn_outside_the_window(bare_pages, state):
    parts = cast()
    appeal = bare_appeal(parts, A.SUBMITTED, bare_month(parts, state, MONTH))
    for name in ("second_assessor", "liaison"):
        for action in ("accept", "reject", "withdraw"):
            assert direct(parts.people[name], appeal, action, data_of(appeal, action)) in (403, 409), (name, action)


def forms_of(html: str) -> set[str]:
    actions = (form.get("action", "") for form in html5lib.parse(html).iterfind(".//h:form", NS))
    return {found[1] for action in actions if (found := re.search(r"/do/([\w-]+)/", action))}


def test_a_page_offers_exactly_the_acts_that_are_carried_out():
    parts = cast()
    records: list[Any] = [bare_month(parts, state, MONTH.replace(month=number + 1)) for number, state in enumerate(M)]
    open_month = next(row for row in records if row.state == M.APPEAL)
    pages_of = [(row, reverse("intranet_assessment:month", args=[row.key])) for row in records]
    for state in (A.SUBMITTED, A.REJECTED):
        appeal = bare_appeal(parts, state, open_month)
        pages_of.append((appeal, reverse("intranet_assessment:appeal", args=[appeal.pk])))
    for name in ("assessor", "second_assessor", "leader", "liaison", "office_clerk", "handler"):
        client = client_for(parts.people[name])
        for record, url in pages_of:
            response = client.get(url)
            offered = {offer.action for offer in legal_actions(record, parts.actor(name))}
            if response.status_code == 404:
                assert not type(record).objects.visible_to(parts.people[name]).filter(pk=record.pk).exists()
                continue
            assert forms_of(response.content.decode()) == offered, (name, record.state)


def give_role(user: User, role: str, unit: Unit) -> None:
    RoleAssignment.objects.create(user=user, role=role, unit=unit, valid_from=timezone.localdate() - datetime.timedelta(days=1))


def test_who_computed_neither_freezes_nor_answers(bare_pages):
    parts = cast()
    month = bare_month(parts, M.APPEAL, MONTH)
    give_role(parts.people["assessor"], Role.LEADER, parts.district.committee)
    by = parts.actor("assessor")
    step_write(obj=month, action="recompute", from_state="", actor=by, at=timezone.now(), data={}, unit_id=None)
    appeal = bare_appeal(parts, A.SUBMITTED, month)
    for action in ("accept", "reject"):
        assert direct(parts.people["assessor"], appeal, action, data_of(appeal, action)) == 403
    assert direct(parts.people["second_assessor"], month, "freeze", TEXT) == 409  # an appeal waits
    Appeal.objects.update(state=A.REJECTED)
    assert direct(parts.people["assessor"], month, "freeze", TEXT) == 403
    assert direct(parts.people["second_assessor"], month, "freeze", TEXT) == 302


def test_who_asked_for_a_correction_does_not_freeze_it(bare_pages):
    parts = cast()
    month = bare_month(parts, M.FROZEN, MONTH)
    advance(month, "correct", by=parts.actor("second_assessor"), data=TEXT)
    fresh = MonthlyAssessment.objects.get(month=MONTH, revision=2)
    past = timezone.now() - datetime.timedelta(days=1)
    MonthlyAssessment.objects.filter(pk=fresh.pk).update(state=M.APPEAL, stale=False, published_at=past, appeals_until=past)
    fresh.refresh_from_db()
    assert direct(parts.people["second_assessor"], fresh, "freeze", TEXT) == 403
    assert direct(parts.people["assessor"], fresh, "freeze", TEXT) == 302


def test_nobody_answers_an_appeal_of_his_own_or_of_his_unit(bare_pages):
    """The unit's own people, those of the unit below, and whoever raised it from a unit above."""
    parts = cast()
    place, month = parts.district, bare_month(parts, M.APPEAL, MONTH)
    liaison = parts.people["liaison"]
    give_role(liaison, Role.ASSESSOR, place.office)
    own = bare_appeal(parts, A.SUBMITTED, month)
    street = user_with(Role.LIAISON, place.street)
    give_role(street, Role.ASSESSOR, place.office)
    below = bare_appeal(parts, A.SUBMITTED, month, unit=place.street_centre, by=street)
    seconded = user_with(Role.ASSESSOR, place.office)
    User.objects.filter(pk=seconded.pk).update(seconded_unit=place.sanitation)
    for user, appeal in ((liaison, own), (street, below), (User.objects.get(pk=seconded.pk), own)):
        for action in ("accept", "reject"):
            assert direct(user, appeal, action, data_of(appeal, action)) == 403, (user, action)
        assert direct(parts.people["second_assessor"], appeal, "reject", TEXT) == 302


def test_an_accepted_appeal_names_cases_that_count_for_the_unit(bare_pages):
    parts = cast()
    month = bare_month(parts, M.APPEAL, MONTH)
    appeal = bare_appeal(parts, A.SUBMITTED, month)
    other = bare_appeal(parts, A.SUBMITTED, month, unit=parts.district.greening)
    for cases in ("", other.case.number, "没有这个案件", "\x01；，,"):
        assert direct(parts.people["second_assessor"], appeal, "accept", TEXT | {"cases": cases}) == 422, cases


@pytest.fixture
def frozen():
    parts = cast()
    pages.site()
    month = past_month()
    closed_case(parts, on(month, 6))
    return parts, frozen_month(parts, month)


def review(user: User, page: BulletinPage) -> int:
    data = {"action": "approve", "secrecy_checked": "on", "privacy_checked": "on"}
    return client_for(user).post(reverse("intranet_publishing:review", args=[page.pk]), data).status_code


def test_who_drafted_or_wrote_a_bulletin_does_not_publish_it(frozen):
    parts, month = frozen
    for name in ("assessor", "publisher"):
        give_role(parts.people[name], Role.REVIEWER, parts.district.office)
    drafter, writer = parts.people["assessor"], parts.people["publisher"]
    page = bulletin_draft(month=month, by=parts.actor("assessor"))
    page = pages.edit(BulletinPage.objects.get(pk=page.pk), writer, summary="编者补充的导语", publish_date=timezone.localdate())
    pages.submit(page, writer)
    for user in (drafter, writer, parts.people["liaison"], parts.people["leader"]):
        review(user, page)
        assert not BulletinPage.objects.get(pk=page.pk).live, user
    assert review(parts.people["reviewer"], page) == 302
    assert BulletinPage.objects.get(pk=page.pk).live
    month.refresh_from_db()
    assert month.bulletin_at is not None


def test_a_bulletin_is_drafted_by_few_and_only_of_a_frozen_month(frozen):
    parts, month = frozen
    url = reverse("intranet_assessment:draft", args=[month.key])
    for name, user in parts.people.items():
        status = client_for(user).post(url).status_code if name not in ("sysadmin", "secadmin", "auditor") else 403
        assert (status == 302) == (name in ("assessor", "second_assessor", "office_clerk", "publisher")), (name, status)
    assert BulletinPage.objects.count() == 1
    waiting = bare_month(parts, M.APPEAL, past_month(3))
    assert client_for(parts.people["assessor"]).post(reverse("intranet_assessment:draft", args=[waiting.key])).status_code == 409


def test_a_bulletin_that_says_something_else_than_its_month_is_not_published(frozen):
    parts, month = frozen
    page = bulletin_drafted(parts, month)
    figures = page.get_latest_revision_as_object().figures
    figures["district"]["on_time_handling"][0] += 1
    page = pages.edit(page, parts.people["publisher"], figures=figures)
    pages.submit(page, parts.people["publisher"])
    assert review(parts.people["reviewer"], page) < 500
    assert not BulletinPage.objects.get(pk=page.pk).live
