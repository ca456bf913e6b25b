"""Signing in: both names, one answer for everybody, the lock, the audit, the session's end."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.units.models import User
from intranet.accounts.models import PasswordAge, SignInGuard
from tests.factories.accounts import PASSWORD, client_for, user_with

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: str):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def actions(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("number"))


@pytest.mark.parametrize("name", ["username", "email"])
def test_user_name_and_address_both_sign_in(client, name):
    user = user_with("handler")
    response = sign_in(client, getattr(user, name))
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert UserSession.objects.filter(user=user).count() == 1
    entry = actions("account.sign_in")[0]
    assert (entry.user_id, entry.result, entry.address) == (user.pk, "ok", "127.0.0.1")


def test_unknown_and_known_names_get_the_same_page(client):
    user = user_with("handler")
    wrong = sign_in(client, user.username, "not-the-password")
    unknown = sign_in(client, "nobody-here", "not-the-password")
    page = [response.content.decode().replace(user.username, "X").replace("nobody-here", "X") for response in (wrong, unknown)]
    assert wrong.status_code == unknown.status_code == 200
    assert "用户名或密码不正确" in page[0]
    assert _without_tokens(page[0]) == _without_tokens(page[1])


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_failures_are_audited_without_what_was_typed(client):
    user = user_with("handler")
    sign_in(client, user.username, "my-secret-password-1")
    sign_in(client, "secret-typed-in-wrong-field", "x")
    known, unknown = actions("account.sign_in")
    assert (known.result, known.user_id) == ("refused", user.pk)
    assert (unknown.result, unknown.user_id) == ("refused", None)
    text = " ".join(entry.data_text for entry in (known, unknown))
    assert "secret" not in text


def test_five_wrong_tries_lock_the_account_under_every_name(client):
    user = user_with("handler")
    for number in range(5):
        sign_in(client, user.username if number % 2 else user.email.upper(), "wrong")
    page = sign_in(client, user.username).content.decode()
    assert "30分钟后再试" in page
    assert "_auth_user_id" not in client.session
    assert len(actions("account.lock")) == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=31), tick=False):
        cache.clear()
        assert sign_in(client, user.email).status_code == 302
    assert not SignInGuard.objects.filter(key=f"user:{user.pk}").exists()


def test_an_unknown_name_is_locked_alike(client):
    for _number in range(5):
        sign_in(client, "nobody-here", "wrong")
    assert "30分钟后再试" in sign_in(client, "nobody-here", "wrong").content.decode()


def test_the_fifth_try_may_be_right(client):
    user = user_with("handler")
    for _number in range(4):
        sign_in(client, user.username, "wrong")
    assert sign_in(client, user.username).status_code == 302
    assert actions("account.lock") == []


def test_lock_numbers_are_parameters(client):
    parameter_set(key="security.lockout_tries", value=3, by=SYSTEM, reason="测试")
    parameter_set(key="security.lockout_minutes", value=10, by=SYSTEM, reason="测试")
    user = user_with("handler")
    for _number in range(3):
        sign_in(client, user.username, "wrong")
    assert "10分钟后再试" in sign_in(client, user.username).content.decode()


def test_one_address_cannot_guess_through_many_names(client):
    answers = [sign_in(client, f"name{number}", "wrong") for number in range(40)]
    assert any("请稍后再试" in answer.content.decode() for answer in answers[30:])


def test_who_is_deactivated_is_told_so_and_only_with_the_right_password(client):
    user = user_with("handler", is_active=False)
    assert "用户名或密码不正确" in sign_in(client, user.username, "wrong").content.decode()
    assert sign_in(client, user.username)["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "", "password": ""},
        {"login": "a" * 5000, "password": "b" * 5000},
        {"login": "\x00", "password": "x"},
        {"login": "甲'\"<script>", "password": "\udcff"[:0] or "x"},
        {"login": ["a", "b"], "password": ["c", "d"]},
        {"login": "a@b", "password": "x", "next": "//evil.example"},
    ],
)
def test_bad_input_is_answered_on_the_page(client, data):
    response = client.post(LOGIN, data)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()


def test_no_redirect_to_a_stranger(client):
    user = user_with("handler")
    response = client.post(LOGIN, {"login": user.username, "password": PASSWORD, "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_sign_out_is_by_post_and_audited():
    user = user_with("handler")
    client = client_for(user)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
    assert actions("account.sign_out")[0].user_id == user.pk


def test_idle_and_absolute_end_of_a_session(client):
    user = user_with("handler")
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, user.username)
        for minutes in (20, 40, 60):
            clock.move_to(start + datetime.timedelta(minutes=minutes))
            assert client.get("/accounts/profile/").status_code == 200
        clock.move_to(start + datetime.timedelta(minutes=91))
        response = client.get("/accounts/profile/")
        assert response["Location"].startswith(LOGIN)
        assert "长时间没有操作" in client.get(LOGIN).content.decode()
    assert actions("account.sign_out")[0].data == {"reason": "idle"}


def test_twelve_hours_are_the_end_even_when_busy(client):
    user = user_with("handler")
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, user.username)
        for quarter in range(1, 48):
            clock.move_to(start + datetime.timedelta(minutes=15 * quarter))
            assert client.get("/accounts/profile/").status_code == 200
        clock.move_to(start + datetime.timedelta(minutes=15 * 48 + 2))
        assert client.get("/accounts/profile/").status_code == 302


def test_idle_time_is_a_parameter(client):
    parameter_set(key="security.idle_minutes", value=5, by=SYSTEM, reason="测试")
    user = user_with("handler")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, user.username)
        clock.shift(datetime.timedelta(minutes=6))
        assert client.get("/accounts/profile/").status_code == 302


def test_an_old_password_must_be_changed_before_anything_else(client):
    user = user_with("handler")
    PasswordAge.objects.create(user=user, changed_at=timezone.now() - datetime.timedelta(days=91))
    sign_in(client, user.username)
    assert client.get("/accounts/profile/")["Location"] == reverse("account_change_password")
    new = "qing-lu-jie-dao-88"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    assert client.get("/accounts/profile/").status_code == 200


def test_rotation_can_be_switched_off(client):
    parameter_set(key="security.password_max_age_days", value=0, by=SYSTEM, reason="测试")
    user = user_with("handler")
    PasswordAge.objects.create(user=user, changed_at=timezone.now() - datetime.timedelta(days=2000))
    sign_in(client, user.username)
    assert client.get("/accounts/profile/").status_code == 200


def test_a_changed_password_ends_the_other_sessions(client):
    user = user_with("handler")
    other = Client()
    sign_in(other, user.username)
    sign_in(client, user.username)
    new = "qing-lu-jie-dao-88"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/accounts/profile/").status_code == 200
    assert other.get("/accounts/profile/").status_code == 302
    assert actions("account.password")[0].user_id == user.pk
    assert User.objects.get(pk=user.pk).check_password(new)


def test_session_list_ends_the_others(client):
    user = user_with("handler")
    other = Client(headers={"user-agent": "Another Browser"})
    sign_in(other, user.username)
    sign_in(client, user.username)
    assert "Another Browser" in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert other.get("/accounts/profile/").status_code == 302
    assert client.get("/accounts/profile/").status_code == 200
    assert actions("account.sessions_end")[0].data["count"] == 1


def test_session_cookie_is_closed(client):
    user = user_with("handler")
    sign_in(client, user.username)
    cookie = client.cookies["intranet_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_a_session_without_its_marks_is_over():
    client = client_for(user_with("handler"))
    session = client.session
    del session["signed_in_at"]
    session.save()
    assert client.get("/accounts/profile/").status_code == 302
