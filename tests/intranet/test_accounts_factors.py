"""Second factors: forced on administrators, encrypted at rest, removed only by two."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.audit.models import AuditEntry
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM, actor_of
from core.units.services import role_assign
from intranet.accounts.middleware import FOR_FACTOR
from intranet.accounts.services.factors import factor_reset_decide, factor_reset_request
from tests.factories.accounts import PASSWORD, client_for, totp_for, unit_with, user_with

pytestmark = pytest.mark.django_db
SETUP = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def sign_in(client: Client, user, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": user.username, "password": password})


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor"])
def test_an_administrator_sets_up_a_factor_before_anything_else(client, role, django_capture_on_commit_callbacks):
    user = user_with(role)
    assert sign_in(client, user).status_code == 302
    for path in ("/", "/accounts/profile/", "/registry/", "/admin/", "/admin/pages/"):
        assert client.get(path)["Location"] == SETUP, path
    page = client.get(SETUP).content.decode()
    assert "data:image/svg+xml" in page
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(SETUP, {"code": code_of(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/accounts/profile/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert {entry.data["type"] for entry in AuditEntry.objects.filter(action="account.factor_add")} == {"totp", "recovery_codes"}


def _names(patterns, prefix=""):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _names(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern) and getattr(entry.callback, "login_required", True):
            yield f"{prefix}{entry.name}", entry


def test_every_staff_page_is_blocked_until_then(rf):
    """Asked of the gate itself for every URL pattern there is, so a new page cannot be forgotten."""
    from types import SimpleNamespace

    from intranet.accounts.middleware import AccountGateMiddleware

    gate = AccountGateMiddleware(lambda request: None)
    user = user_with("sysadmin")
    open_names, count = set(), 0
    for name, entry in _names(get_resolver().url_patterns):
        request = rf.get("/")
        request.user = user
        request.resolver_match = SimpleNamespace(view_name=name)
        request.session = {}
        if gate.process_view(request, entry.callback, (), {}) is None:
            open_names.add(name)
        count += 1
    assert count > 20
    assert open_names <= FOR_FACTOR


def test_others_may_but_need_not(client):
    user = user_with("handler")
    sign_in(client, user)
    assert client.get("/accounts/profile/").status_code == 200
    assert client.get(SETUP).status_code == 200


def test_a_parameter_forces_everybody(client):
    user = user_with("handler")
    sign_in(client, user)
    parameter_set(key="security.second_factor_for_all", value=True, by=SYSTEM, reason="测试")
    assert client.get("/accounts/profile/")["Location"] == SETUP


def test_a_role_given_later_is_felt_at_once(client):
    user = user_with("handler")
    sign_in(client, user)
    role_assign(user=user, role="sysadmin", unit=user.home_unit)
    assert client.get("/accounts/profile/")["Location"] == SETUP


def test_the_password_alone_does_not_sign_in(client):
    user = user_with("handler")
    secret = totp_for(user)
    assert sign_in(client, user)["Location"] == reverse("mfa_authenticate")
    assert client.get("/accounts/profile/").status_code == 302
    assert "验证码不正确" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/accounts/profile/").status_code == 200
    assert AuditEntry.objects.filter(action="account.factor", result="refused", user=user).count() == 1


def test_a_code_works_once():
    user = user_with("handler")
    code = code_of(totp_for(user))
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, user)
        client.post("/accounts/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


def test_codes_cannot_be_guessed(client):
    user = user_with("handler")
    secret = totp_for(user)
    sign_in(client, user)
    for _number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "次数过多" in answer.content.decode()


def test_a_recovery_code_signs_in_once(client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = user_with("handler")
    totp_for(user)
    code = RecoveryCodes.activate(user).generate_codes()[0]
    sign_in(client, user)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    other = Client()
    sign_in(other, user)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


def test_secrets_are_encrypted_at_rest():
    user = user_with("handler")
    secret = totp_for(user)
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert secret not in stored
    assert stored.startswith("gAAAA")
    assert Authenticator.objects.get(user=user).wrap().validate_code(code_of(secret))


def test_an_administrator_cannot_switch_it_off():
    admin, handler = user_with("sysadmin"), user_with("handler")
    totp_for(handler)
    for user, left in ((admin, 1), (handler, 0)):
        client = client_for(user)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post("/accounts/2fa/totp/deactivate/")
        assert user.authenticator_set.filter(type="totp").count() == left
    assert AuditEntry.objects.filter(action="account.factor_remove", user=handler).count() == 1


def test_removing_a_factor_takes_two_administrators():
    lost, first, second = user_with("sysadmin"), user_with("secadmin"), user_with("sysadmin")
    client = client_for(lost)
    with pytest.raises(ValidationError):
        factor_reset_request(user=lost, by=actor_of(lost), reason="手机丢失")
    reset = factor_reset_request(user=lost, by=actor_of(first), reason="手机丢失，已当面核实")
    for person in (first, lost):
        with pytest.raises(ValidationError):
            factor_reset_decide(reset=reset, by=actor_of(person), approve=True)
    assert lost.authenticator_set.exists()
    factor_reset_decide(reset=reset, by=actor_of(second), approve=True)
    assert not lost.authenticator_set.exists()
    assert client.get("/accounts/profile/").status_code == 302
    with pytest.raises(ValidationError):
        factor_reset_decide(reset=reset, by=actor_of(second), approve=True)
    assert AuditEntry.objects.filter(action="account.factor_reset").count() == 1


def test_the_server_command_for_the_only_administrator(capsys):
    user = user_with("sysadmin", unit_with())
    totp_for(user)
    call_command("account_factor_reset", user.username, "--no-progress")
    assert not user.authenticator_set.exists()
