"""Loading the demo district: whom it makes, how texts are published, and that it happens once and whole."""

from __future__ import annotations

import datetime
from collections import Counter
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from core.categories.models import FilingCondition
from core.units.enums import ADMINISTRATORS, EXCLUSIVE_ROLES, ContactKind, JoinStatus, Role, UnitKind
from core.units.models import RoleAssignment, Unit, UnitContact, User
from core.units.selectors import scope_of
from intranet.demo import district, loader, publications, texts
from intranet.demo.accounts import PASSWORD, SHOWN
from intranet.demo.frame import frame_load, units_by_key
from intranet.demo.management.commands import demo
from intranet.demo.models import DemoStep
from intranet.demo.pieces import once
from intranet.publishing.models import Contribution, PublicationReview
from intranet.publishing.setup import site_setup
from portal.base.enums import Validity
from portal.notices.models import NoticePage
from portal.policies.models import PolicyPage

TODAY = datetime.date(2026, 11, 23)
pytestmark = pytest.mark.django_db


@pytest.fixture
def frame() -> None:
    frame_load(TODAY)


def test_the_district_has_the_units_it_is_said_to_have(frame: None) -> None:
    kinds = Counter(Unit.objects.values_list("kind", flat=True))
    assert kinds[UnitKind.MEMBER_UNIT] >= 12
    assert kinds[UnitKind.STREET_OFFICE] == kinds[UnitKind.STREET_CENTRE] == kinds[UnitKind.ENFORCEMENT_SQUAD] == 6
    assert kinds[UnitKind.COMMUNITY] >= 20
    assert {kinds[kind] for kind in (UnitKind.COMMITTEE, UnitKind.OFFICE, UnitKind.SUPERVISION_CENTRE, UnitKind.COMMAND_CENTRE)} == {1}
    assert Unit.objects.get(short_name="市场监管局").former_names[1] == "工商局"
    assert set(Unit.objects.values_list("joined_status", flat=True)) == set(JoinStatus.values)
    streets = Unit.objects.streets()
    assert all(street.first_responsible and street.first_responsible.home_unit == street for street in streets)
    assert set(units_by_key()) == {seed.key for seed in district.units()}


def test_every_role_is_held_and_none_that_exclude_each_other(frame: None) -> None:
    held = RoleAssignment.objects.values_list("user_id", "role")
    assert {role for _user, role in held} == set(Role.values)
    by_person: dict[int, set[str]] = {}
    for user, role in held:
        by_person.setdefault(user, set()).add(role)
    for first, second in (
        *EXCLUSIVE_ROLES,
        (Role.SHIFT_LEADER, Role.HANDLER),
        (Role.SUPERVISOR, Role.HANDLER),
        (Role.PUBLISHER, Role.REVIEWER),
    ):
        assert not [user for user, roles in by_person.items() if {first, second} <= roles], f"{first} and {second}"
    assert User.objects.filter(is_demo=True).count() >= 40
    assert not User.objects.filter(is_demo=False).exists()
    assert not User.objects.filter(is_superuser=True).exists()


def test_every_unit_on_the_platform_names_its_two_contacts(frame: None) -> None:
    named = set(UnitContact.objects.values_list("unit__short_name", "kind"))
    joined = Unit.objects.filter(kind__in=(UnitKind.MEMBER_UNIT, UnitKind.STREET_OFFICE)).exclude(joined_status=JoinStatus.NOT_JOINED)
    for unit in joined:
        assert {(unit.short_name, ContactKind.HEAD), (unit.short_name, ContactKind.LIAISON)} <= named
    doubled = [key for key, count in Counter(UnitContact.objects.values_list("unit", "kind")).items() if count > 1]
    assert not doubled


def test_member_units_can_handle_cases(frame: None) -> None:
    for unit in Unit.objects.filter(kind=UnitKind.MEMBER_UNIT).exclude(joined_status=JoinStatus.NOT_JOINED):
        roles = set(RoleAssignment.objects.filter(unit=unit).values_list("role", flat=True))
        assert {Role.HANDLER, Role.UNIT_HEAD, Role.LIAISON} <= roles, unit


def test_a_street_worker_sees_his_own_area(frame: None) -> None:
    head = User.objects.get(username="wanghe-head")
    worker = User.objects.get(username="wanghe-community1")
    tree = {unit.short_name for unit in Unit.objects.filter(pk__in=scope_of(head).tree_ids)}
    assert {"望河街道", "望河街道城管中心", "望河中队", "望江社区"} <= tree
    assert len(scope_of(worker).tree_ids) == 1
    assert not scope_of(worker).sees_all


def test_administrators_have_their_second_factor_and_all_one_good_password(frame: None) -> None:
    administrators = User.objects.filter(assignments__role__in=ADMINISTRATORS)
    assert administrators.count() == 3
    assert all(Authenticator.objects.filter(user=user).exists() for user in administrators)
    for username, _what in SHOWN:
        user = User.objects.get(username=username)
        assert user.check_password(PASSWORD)
        validate_password(PASSWORD, user)
    assert len(PASSWORD) >= 12


def test_filing_conditions_name_the_units_of_the_district(frame: None) -> None:
    lamp = FilingCondition.objects.filter(minor__name="路灯").first()
    assert lamp is not None
    assert lamp.responsible_unit is not None
    assert lamp.responsible_unit.short_name == "市政管护中心"
    without = set(FilingCondition.objects.filter(responsible_unit=None).values_list("responsible_role", flat=True))
    assert without <= {"街道办事处", "通信"}


def some_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few of each kind, so that the test is short: a repeal with what it repeals, and notices with attachments."""
    policies, notices = publications.policies(TODAY), publications.notices(TODAY, seed=1)
    keys = {"05-assessment-trial", "06-assessment", "02-broad-scheme"}
    monkeypatch.setattr(texts, "policies", lambda _today: [policy for policy in policies if policy.key in keys])
    carried, plain = [notice for notice in notices if notice.attach][:2], [notice for notice in notices if not notice.attach][:2]
    monkeypatch.setattr(texts, "notices", lambda _today, *, seed: [*carried, *plain])


def test_a_text_is_written_by_one_person_and_approved_by_another(frame: None, monkeypatch: pytest.MonkeyPatch) -> None:
    site_setup()
    some_texts(monkeypatch)
    ticks: list[int] = []
    count = texts.texts_load(seed=1, scale=1, today=TODAY, tick=ticks.append)
    live = NoticePage.objects.live().count() + PolicyPage.objects.live().count()
    assert live == sum(ticks) == 7
    assert count == 7 + len(publications.standing_pages())
    for page in (*NoticePage.objects.all(), *PolicyPage.objects.all()):
        review = PublicationReview.objects.get(page_id=page.pk)
        authors = set(Contribution.objects.filter(page_id=page.pk).values_list("user__username", flat=True))
        assert authors <= {"publisher1", "publisher2"}
        assert authors
        assert review.reviewer.username in ("reviewer1", "reviewer2")
        assert timezone.localdate(page.first_published_at) == page.publish_date
        assert review.published_at == page.first_published_at
        assert page.index_no
        assert page.words
    assert PolicyPage.objects.get(title__contains="（试行）").current_validity == Validity.REPEALED


def test_attachments_are_published_with_their_text(frame: None, monkeypatch: pytest.MonkeyPatch) -> None:
    site_setup()
    some_texts(monkeypatch)
    texts.texts_load(seed=1, scale=1, today=TODAY, tick=lambda _count: None)
    carried = [page for page in NoticePage.objects.all() if page.attachments.exists()]
    assert len(carried) >= 2
    for page in carried:
        document = page.attachments.get().document
        with document.file.open("rb") as source:
            assert source.read(4)
        assert document.size > 0
        assert page.public_files.filter(document=document).exists()


def test_scale_makes_more_notices_in_bulk(frame: None, monkeypatch: pytest.MonkeyPatch) -> None:
    site_setup()
    monkeypatch.setattr(texts, "policies", lambda _today: [])
    year = publications.notices(TODAY, seed=1)[:1]
    monkeypatch.setattr(texts, "notices", lambda _today, *, seed: year)
    monkeypatch.setattr(texts, "standing_pages", list)
    with CaptureQueriesContext(connection) as queries:
        assert texts.texts_load(seed=1, scale=301, today=TODAY, tick=lambda _count: None) == 301
    written = [query["sql"] for query in queries.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert len(written) < 90, "rows in pieces, not page by page"
    pages = NoticePage.objects.live()
    assert pages.count() == 301
    assert len(set(pages.values_list("index_no", flat=True))) == 301
    assert Page.find_problems() == ([], [], [], [], [])
    assert all(page.year == page.publish_date.year for page in pages)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three small steps instead of the real ones."""
    done: list[str] = []
    named = {name: loader.LoadStep(name, lambda _order, name=name: done.append(name)) for name in ("frame", "texts", "cases")}
    monkeypatch.setattr(loader, "STEPS", named)
    return done


def load() -> dict[str, int]:
    return loader.demo_load(seed=1, scale=1, tell=lambda _label: None)


def test_it_is_loaded_once(steps: list[str]) -> None:
    assert not loader.is_loaded()
    load()
    assert loader.is_loaded()
    load()
    assert steps == ["frame", "texts", "cases"]


def test_a_broken_loading_goes_on_where_it_broke(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_order: loader.Order) -> None:
        Unit.objects.create(kind=UnitKind.MEMBER_UNIT, name="半途", short_name="半途", code="X", path="x/")
        raise OSError("disk full")

    good = loader.STEPS["texts"]
    loader.STEPS["texts"] = loader.LoadStep("texts", breaks)
    with pytest.raises(OSError, match="disk full"):
        load()
    assert list(DemoStep.objects.values_list("name", flat=True)) == ["frame"]
    assert not Unit.objects.exists(), "what the broken step wrote is gone"
    assert not loader.is_loaded()
    loader.STEPS["texts"] = good
    load()
    assert steps == ["frame", "texts", "cases"]
    assert loader.is_loaded()


def test_a_loading_is_finished_as_it_was_begun(steps: list[str]) -> None:
    """Another day, seed or scale would give a district of two halves."""
    orders: list[loader.Order] = []

    def breaks(order: loader.Order) -> None:
        orders.append(order)
        if len(orders) == 1:
            raise OSError("disk full")

    loader.STEPS["cases"] = loader.LoadStep("cases", breaks, whole=False)
    with time_machine.travel(datetime.datetime(2026, 11, 20, 23, 50, tzinfo=datetime.UTC)), pytest.raises(OSError, match="disk full"):
        loader.demo_load(seed=7, scale=3, tell=lambda _label: None)
    with pytest.raises(CommandError, match="--seed 7 --scale 3"):
        call_command("demo", "--no-progress")
    load()
    assert orders[0].now == orders[1].now
    assert (orders[1].seed, orders[1].scale) == (7, 3)
    assert DemoStep.objects.get(name="cases").scale == 3


def test_parts_of_a_step_that_were_done_are_not_done_again() -> None:
    done: list[str] = []

    def part(name: str) -> dict[str, int]:
        done.append(name)
        if done.count("second") == 1 and name == "second":
            Unit.objects.create(kind=UnitKind.MEMBER_UNIT, name="半途", short_name="半途", code="X", path="x/")
            raise OSError("killed")
        return {"number": len(done)}

    assert once("first", lambda: part("first")) == {"number": 1}
    with pytest.raises(OSError, match="killed"):
        once("second", lambda: part("second"))
    assert not Unit.objects.exists(), "what the broken part wrote is gone"
    assert [once(name, lambda name=name: part(name))["number"] for name in ("first", "second")] == [1, 3]  # type: ignore[misc]


def test_production_refuses_demo_accounts(settings: Any, steps: list[str]) -> None:
    settings.APP_ENV = SimpleNamespace(production=True)
    with pytest.raises(CommandError, match="production"):
        load()
    with pytest.raises(CommandError, match="production"):
        call_command("demo", "--no-progress")
    assert steps == []


def test_it_does_not_mix_with_real_units(steps: list[str]) -> None:
    Unit.objects.create(kind=UnitKind.MEMBER_UNIT, name="真单位", short_name="真", code="R", path="r/")
    with pytest.raises(CommandError, match="empty"):
        load()
    with pytest.raises(CommandError, match="empty"):
        call_command("demo", "--dry-run", "--no-progress")
    call_command("demo", "--once", "--no-progress")  # a start beside real units must not fail
    assert steps == []


def test_the_command(steps: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "first_load", nullcontext)  # SQLite changes its durability outside transactions only
    call_command("demo", "--dry-run", "--no-progress")
    assert steps == []
    call_command("demo", "--no-progress", "--json")
    assert '"cases": 0' in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("demo", "--no-progress")
    call_command("demo", "--once", "--no-progress")
    with pytest.raises(CommandError):
        call_command("demo", "--scale", "0", "--no-progress")
