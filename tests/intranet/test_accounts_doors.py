"""One door: whatever else could let somebody in is closed, and says the same to everybody."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from core.units.models import User
from tests.factories.accounts import PASSWORD, totp_for, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def test_djangos_own_admin_is_not_installed():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


def test_wagtails_sign_in_leads_to_ours_and_takes_no_password(client):
    user = user_with("publisher")
    totp_for(user)
    assert client.get("/admin/login/?next=/admin/pages/")["Location"] == "/accounts/login/?next=/admin/pages/"
    response = client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/done/", "/admin/password_reset/confirm/MQ/x-y/"])
def test_wagtails_reset_is_not_there(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "a@example.test"}).status_code == 404


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_request_login_code", "socialaccount_signup", "mfa_add_webauthn"]
)
def test_other_ways_in_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path",
    ["/accounts/signup/", "/accounts/email/", "/accounts/login/code/", "/accounts/2fa/webauthn/", "/_allauth/browser/v1/auth/login/"],
)
def test_nobody_signs_up(client, path):
    before = User.objects.count()
    data = {"username": "intruder", "email": "i@example.test", "password1": "lin-gang-55-x", "password2": "lin-gang-55-x"}
    # A path of no app belongs to the portal, whose origin answers it.
    assert client.post(path, data).status_code in (302, 404, 405)
    assert client.get(path).status_code in (302, 404)
    assert User.objects.count() == before
    assert "_auth_user_id" not in client.session


def test_only_allauths_backend_authenticates():
    assert settings.AUTHENTICATION_BACKENDS == ["allauth.account.auth_backends.AuthenticationBackend"]


def _open_patterns():
    """Names of the addresses that need no sign-in, without those that only lead to the portal."""
    found = set()

    def walk(patterns, prefix: str) -> None:
        for entry in patterns:
            if hasattr(entry, "url_patterns"):
                walk(entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
            elif getattr(entry.callback, "login_required", True) is False and entry.callback.__name__ != "to_portal":
                found.add(f"{prefix}{entry.name or entry.pattern}")

    walk(get_resolver().url_patterns, "")
    return found


def test_the_list_of_open_addresses_is_known():
    """A new page without sign-in has to be put here by hand."""
    ours = {name for name in _open_patterns() if name.startswith(("account", "mfa", "usersessions", "intranet"))}
    assert ours == {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_personal_link",
        "mfa_authenticate",
    }


@pytest.mark.parametrize(
    "path", ["/", "/inbox/", "/registry/", "/registry/people/", "/cases/", "/accounts/profile/", "/publishing/", "/find/", "/admin/"]
)
def test_strangers_are_sent_to_the_door(path):
    response = Client().get(path)
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"] or "/admin/login/" in response["Location"]


def test_guessing_is_limited_at_every_place_that_takes_a_password(client):
    user = user_with("handler")
    signed_in = Client()
    signed_in.force_login(user)
    for number in range(5):
        client.post("/accounts/login/", {"login": user.username, "password": f"wrong-{number}"})
    answer = signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "后再试" in answer.content.decode()
    codes = {
        signed_in.post("/accounts/password/change/", {"oldpassword": f"w{n}", "password1": "x", "password2": "y"}).status_code
        for n in range(8)
    }
    assert 429 in codes
