"""People, roles and accounts through their screens."""

from __future__ import annotations

import datetime
import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.units.models import RoleAssignment, User
from intranet.accounts.models import FactorReset, PersonalLink
from tests.factories.accounts import PASSWORD, client_for, district, totp_for, user_with
from tests.factories.registry import many_people, many_sessions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def place():
    return district()


@pytest.fixture
def admin(place):
    return client_for(user_with("sysadmin", place.office))


@pytest.fixture
def guard(place):
    return client_for(user_with("secadmin", place.office))


def url(name: str, *args: object) -> str:
    return reverse(f"intranet_registry:{name}", args=args)


def test_an_invitation_shows_its_link_once(admin, place):
    data = {
        "display_name": "赵工",
        "username": "zhao",
        "email": "zhao@example.test",
        "unit": place.sanitation.pk,
        "post": "班长",
        "roles": ["handler", "liaison"],
    }
    response = admin.post(url("invite"), data)
    page = admin.get(response["Location"]).content.decode()
    address = re.search(r"https?://[^/<]+(/accounts/link/[^<]+/)", page).group(1)
    assert address not in admin.get(response["Location"]).content.decode()
    user = User.objects.get(username="zhao")
    assert set(user.assignments.values_list("role", flat=True)) == {"handler", "liaison"}
    new = "shi-qiao-jie-dao-77"
    assert Client().post(address, {"password1": new, "password2": new}).status_code == 302


def test_the_link_is_not_shown_to_others(admin, guard, place):
    response = admin.post(url("invite"), {"display_name": "赵工", "username": "zhao", "email": "", "unit": place.sanitation.pk})
    assert "/accounts/link/" not in guard.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("username", "a b!"),
        ("username", "x" * 200),
        ("email", "no-mail"),
        ("unit", "0"),
        ("unit", "abc"),
        ("roles", ["emperor"]),
    ],
)
def test_a_bad_invitation_is_refused_beside_the_field(admin, place, field, value):
    data = {
        "display_name": "赵工",
        "username": "zhao",
        "email": "z@example.test",
        "unit": place.sanitation.pk,
        "post": "班长",
        field: value,
    }
    response = admin.post(url("invite"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert f"id_{field}" in page
    assert 'value="班长"' in page


def test_change_and_second_a_person(admin, place):
    user = user_with("handler", place.sanitation)
    data = {"display_name": "改名", "email": user.email, "unit": place.greening.pk, "post": ""}
    assert admin.post(url("person_edit", user.pk), data).status_code == 302
    today = timezone.localdate()
    data = {"unit": place.office.pk, "since": today.isoformat(), "until": (today + datetime.timedelta(days=90)).isoformat()}
    assert admin.post(url("person_second", user.pk), data).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.display_name, user.home_unit, user.seconded_unit) == ("改名", place.greening, place.office)
    assert "改名" in admin.get(url("people"), {"state": "seconded"}).content.decode()
    wrong = {"unit": place.office.pk, "since": today.isoformat(), "until": (today - datetime.timedelta(days=1)).isoformat()}
    assert "截止日期不能早于起始日期" in admin.post(url("person_second", user.pk), wrong).content.decode()
    admin.post(url("person_recall", user.pk))
    assert User.objects.get(pk=user.pk).seconded_unit is None


def test_deactivate_asks_why_and_ends_all(admin, place):
    user = user_with("handler", place.sanitation)
    theirs = client_for(user)
    assert admin.post(url("person_deactivate", user.pk), {"reason": ""}).status_code == 422
    assert admin.post(url("person_deactivate", user.pk), {"reason": "调离"}).status_code == 302
    assert theirs.get("/accounts/profile/").status_code == 302
    page = admin.get(url("people"), {"state": "inactive"}).content.decode()
    assert user.display_name in page
    admin.post(url("person_reactivate", user.pk))
    assert PersonalLink.objects.open(timezone.now()).filter(user=user).count() == 1


def test_several_roles_with_periods(guard, place):
    user = user_with("handler", place.sanitation)
    today = timezone.localdate()
    later = today + datetime.timedelta(days=10)
    data = {"role": "unit_head", "unit": place.sanitation.pk, "valid_from": today.isoformat(), "valid_until": later.isoformat()}
    assert guard.post(url("person_role", user.pk), data).status_code == 302
    data = {"user": user.username, "role": "dispatcher", "unit": place.command.pk, "valid_from": later.isoformat(), "valid_until": ""}
    assert guard.post(url("role_new"), data).status_code == 302
    assert "分管负责人" in guard.get(url("roles"), {"state": "ending", "q": user.username}).content.decode()
    assert "派遣员" in guard.get(url("roles"), {"state": "coming", "q": user.username}).content.decode()
    row = RoleAssignment.objects.get(user=user, role="handler")
    assert guard.post(url("role_end", row.pk), {"reason": "轮岗"}).status_code == 302
    assert not RoleAssignment.objects.current(today).filter(pk=row.pk).exists()
    assert RoleAssignment.objects.filter(pk=row.pk).exists()


def test_auditor_and_administrator_are_two_people(guard, place):
    user = user_with("auditor", place.office)
    page = guard.post(url("person_role", user.pk), {"role": "sysadmin", "unit": place.office.pk}).content.decode()
    assert "不能由同一人担任" in page


def test_nobody_changes_his_own_roles(guard, place):
    me = User.objects.get(assignments__role="secadmin")
    assert guard.post(url("person_role", me.pk), {"role": "leader", "unit": place.office.pk}).status_code == 422
    row = RoleAssignment.objects.get(user=me)
    assert guard.post(url("role_end", row.pk), {"reason": "x"}).status_code == 422


def test_the_last_administrator_stays(guard, place):
    row = RoleAssignment.objects.get(user=user_with("sysadmin", place.office))
    page = guard.post(url("role_end", row.pk), {"reason": "离任"}).content.decode()
    assert "最后一名系统管理员" in page


def test_unlock_and_end_sessions(guard, place):
    user = user_with("handler", place.sanitation)
    theirs = Client()
    theirs.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    for _number in range(5):
        Client().post("/accounts/login/", {"login": user.username, "password": "wrong"})
    page = guard.get(url("sessions")).content.decode()
    assert "已锁定" in page
    assert user.display_name in guard.get(url("people"), {"state": "locked"}).content.decode()
    guard.post(url("person_unlock", user.pk))
    assert Client().post("/accounts/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    row = UserSession.objects.filter(user=user).order_by("id").first()
    guard.post(url("session_end", row.pk))
    assert theirs.get("/accounts/profile/").status_code == 302
    guard.post(url("person_sessions_end", user.pk))
    assert not UserSession.objects.filter(user=user).exists()


def test_a_second_factor_is_removed_by_two(guard, admin, place):
    user = user_with("handler", place.sanitation)
    totp_for(user)
    assert guard.post(url("factor_request", user.pk), {"reason": "手机丢失，电话核实"}).status_code == 302
    reset = FactorReset.objects.get()
    guard.post(url("factor_decide", reset.pk), {"action": "approve"})
    assert user.authenticator_set.exists()
    assert "同意解除" in admin.get(url("sessions")).content.decode()
    admin.post(url("factor_decide", reset.pk), {"action": "nonsense"})
    assert user.authenticator_set.exists()
    admin.post(url("factor_decide", reset.pk), {"action": "approve"})
    assert not user.authenticator_set.exists()


def test_unused_accounts_are_found(admin, place):
    user = user_with("handler", place.sanitation)
    User.objects.filter(pk=user.pk).update(last_login=timezone.now() - datetime.timedelta(days=91))
    assert user.display_name in admin.get(url("people"), {"state": "unused"}).content.decode()


def count(client, address, django_assert_max_num_queries) -> int:
    client.get(address)  # settings are read into memory once a second
    with django_assert_max_num_queries(100) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["people", "roles", "sessions"])
def test_lists_cost_the_same_at_any_length(admin, place, name, django_assert_max_num_queries):
    many_sessions(many_people(10, place.sanitation))
    before = count(admin, url(name), django_assert_max_num_queries)
    many_sessions(many_people(990, place.sanitation))
    assert count(admin, url(name), django_assert_max_num_queries) == before
    assert before <= 16


def test_export_of_people_and_roles(admin, place):
    many_people(30, place.sanitation)
    assert admin.get(url("people"), {"export": "csv"}).content.decode("utf-8-sig").count("批量人员") == 30
    assert admin.get(url("roles"), {"export": "csv", "role": "handler"}).content.decode("utf-8-sig").count("批量人员") == 30
