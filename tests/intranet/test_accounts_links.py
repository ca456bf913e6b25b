"""Personal links: signed, single-use, expiring; mailed without a secret lying in the database."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.outbox.models import OutboxMessage
from core.outbox.registry import ROUTES
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM, actor_of
from core.units.models import RoleAssignment, User
from intranet.accounts.models import PersonalLink
from intranet.accounts.services.links import address_of, link_issue, link_revoke, link_use, token_of
from intranet.accounts.services.people import person_deactivate, person_invite, person_reactivate
from tests.factories.accounts import PASSWORD, client_for, unit_with, user_with

pytestmark = pytest.mark.django_db
NEW = "lin-gang-jie-dao-66"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def invited():
    admin = user_with("sysadmin")
    return person_invite(
        username="wang", display_name="王工", email="Wang@Example.test", unit=unit_with(), by=actor_of(admin), roles=("handler", "liaison")
    )


def path_of(link: PersonalLink) -> str:
    return reverse("account_personal_link", args=[token_of(link)])


def deliver() -> None:
    for message in OutboxMessage.objects.filter(topic__startswith="accounts.").order_by("id"):
        ROUTES[message.topic].single(message.payload, message)


def test_invited_sets_a_password_and_signs_in(client, invited):
    user, link = invited
    assert not user.has_usable_password()
    page = client.get(path_of(link)).content.decode()
    assert "王工" in page
    assert "wang" in page
    response = client.post(path_of(link), {"password1": NEW, "password2": NEW})
    assert response["Location"] == reverse("account_login")
    assert client.post("/accounts/login/", {"login": "wang@example.test", "password": NEW}).status_code == 302
    assert set(RoleAssignment.objects.filter(user=user).values_list("role", flat=True)) == {"handler", "liaison"}
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    for action in ("account.create", "account.role_give", "account.invitation", "account.link_use", "account.sign_in"):
        assert action in actions


def test_a_link_works_once(client, invited):
    _user, link = invited
    client.post(path_of(link), {"password1": NEW, "password2": NEW})
    again = client.post(path_of(link), {"password1": NEW + "x", "password2": NEW + "x"})
    assert again.status_code == 410
    assert "已失效" in again.content.decode()
    assert User.objects.get(pk=link.user_id).check_password(NEW)


def test_a_link_expires(client, invited):
    _user, link = invited
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=73), tick=False):
        assert client.get(path_of(link)).status_code == 410


def test_expiry_is_a_parameter(invited):
    parameter_set(key="security.invitation_hours", value=2, by=SYSTEM, reason="测试")
    link = link_issue(user=invited[0], purpose="invitation", by=SYSTEM)
    assert datetime.timedelta(hours=1, minutes=59) < link.expires_at - timezone.now() <= datetime.timedelta(hours=2)


@pytest.mark.parametrize("forge", ["1.1", "1.1:AAAA", "x", "999999.1:{sig}", "{pk}.2:{sig}", "{pk}.1:{sig}x", "٣.1:{sig}", "%00"])
def test_forged_links_are_refused(client, invited, forge):
    _user, link = invited
    signature = token_of(link).split(":")[1]
    token = forge.format(pk=link.pk, sig=signature)
    assert client.get(f"/accounts/link/{token}/").status_code in (404, 410)


def test_a_new_link_ends_the_one_before(client, invited):
    user, first = invited
    second = link_issue(user=user, purpose="invitation", by=SYSTEM)
    assert client.get(path_of(first)).status_code == 410
    assert client.get(path_of(second)).status_code == 200
    link_revoke(link=second, by=SYSTEM)
    assert client.get(path_of(second)).status_code == 410
    with pytest.raises(ValidationError):
        link_revoke(link=second, by=SYSTEM)


def test_a_deactivated_person_cannot_use_it(client, invited):
    user, link = invited
    person_deactivate(user=user, by=SYSTEM, reason="误建")
    assert client.get(path_of(link)).status_code == 410
    with pytest.raises(ValidationError):
        link_use(token=token_of(link), password=NEW, address="")


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("short", "short", "至少12位"),
        (NEW, NEW + "x", "不一致"),
        ("wang@example.test", "wang@example.test", "太接近"),
        ("123456789012", "123456789012", "太常见"),
        ("chengguan123", "chengguan123", "太常见"),
        ("", "", "必需"),
        ("密" * 300, "密" * 300, ""),
    ],
)
def test_bad_passwords_are_said_beside_the_field(client, invited, first, second, message):
    _user, link = invited
    response = client.post(path_of(link), {"password1": first, "password2": second})
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not User.objects.get(pk=link.user_id).has_usable_password()


def test_the_page_is_limited_by_address(client, invited):
    answers = {client.post("/accounts/link/1.1:forged/", {}).status_code for _number in range(25)}
    assert answers == {410, 429}


def test_the_mail_carries_the_link_and_the_outbox_does_not(settings):
    settings.MAIL_AVAILABLE = True
    _user, link = person_invite(username="li", display_name="李工", email="li@example.test", unit=unit_with(), by=SYSTEM)
    message = OutboxMessage.objects.get(topic="accounts.link_mail")
    assert token_of(link).split(":")[1] not in str(message.payload)
    deliver()
    assert address_of(link) in mail.outbox[0].body
    assert mail.outbox[0].to == ["li@example.test"]


def test_without_mail_the_link_is_handed_over():
    person_invite(username="li", display_name="李工", email="li@example.test", unit=unit_with(), by=SYSTEM)
    assert not OutboxMessage.objects.filter(topic="accounts.link_mail").exists()


def test_reset_by_mail(client, settings):
    settings.MAIL_AVAILABLE = True
    user = user_with("handler")
    elsewhere = client_for(user)
    assert client.post("/accounts/password/reset/", {"email": user.email.upper()}).status_code == 302
    assert mail.outbox == []
    deliver()
    path = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    step = client.get(path)
    response = client.post(step["Location"], {"password1": NEW, "password2": NEW})
    assert response.status_code == 302
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert client.get(path).status_code == 200
    assert "链接已失效" in client.get(path).content.decode()


def test_reset_answers_unknown_addresses_alike_and_mails_nothing(client, settings):
    settings.MAIL_AVAILABLE = True
    user = user_with("handler")
    known = client.post("/accounts/password/reset/", {"email": user.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxMessage.objects.filter(topic="accounts.reset_mail").count() == 1
    assert AuditEntry.objects.filter(action="account.reset_request").count() == 2


def test_reset_is_no_way_round_an_expired_invitation(client, settings, invited):
    settings.MAIL_AVAILABLE = True
    client.post("/accounts/password/reset/", {"email": "wang@example.test"})
    assert not OutboxMessage.objects.filter(topic="accounts.reset_mail").exists()


def test_reset_page_says_when_there_is_no_mail(client):
    assert "没有配置邮件" in client.get("/accounts/password/reset/").content.decode()


def test_deactivation_ends_everything_at_once():
    user, admin = user_with("handler"), user_with("sysadmin")
    client = client_for(user)
    assert client.get("/accounts/profile/").status_code == 200
    with pytest.raises(ValidationError):
        person_deactivate(user=user, by=actor_of(admin), reason=" ")
    person_deactivate(user=user, by=actor_of(admin), reason="调离")
    assert client.get("/accounts/profile/").status_code == 302
    assert not RoleAssignment.objects.current(timezone.localdate()).filter(user=user).exists()
    link = person_reactivate(user=user, by=actor_of(admin))
    assert not User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert Client().get(path_of(link)).status_code == 200


def test_nobody_deactivates_or_promotes_himself():
    from intranet.accounts.services.people import role_give

    admin = user_with("sysadmin")
    with pytest.raises(ValidationError):
        person_deactivate(user=admin, by=actor_of(admin), reason="试试")
    with pytest.raises(ValidationError):
        role_give(user=admin, role="leader", unit=admin.home_unit, by=actor_of(admin))


def test_auditor_and_administrator_stay_two_people_over_time():
    from intranet.accounts.services.people import role_give

    user = user_with()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    role_give(user=user, role="auditor", unit=user.home_unit, by=SYSTEM, valid_from=tomorrow)
    with pytest.raises(ValidationError):
        role_give(user=user, role="sysadmin", unit=user.home_unit, by=SYSTEM)


@pytest.mark.parametrize(
    ("field", "value"), [("username", "WANG"), ("email", "WANG@example.test"), ("username", "a@b.example"), ("username", "")]
)
def test_names_and_addresses_are_unique_whatever_their_spelling(invited, field, value):
    data = {"username": "other", "email": "other@example.test", field: value}
    with pytest.raises(ValidationError) as raised:
        person_invite(display_name="另一人", unit=unit_with(), by=SYSTEM, **data)
    assert field in raised.value.message_dict


def test_an_administrator_invited_from_the_server(client, capsys):
    unit = unit_with()
    call_command("account_invite", "--username", "root1", "--name", "管理员", "--unit", unit.code, "--role", "sysadmin", "--no-progress")
    out = capsys.readouterr().out
    path = re.search(r"https?://[^/]+(/accounts/link/\S+)", out).group(1)
    assert client.post(path, {"password1": NEW, "password2": NEW}).status_code == 302
    client.post("/accounts/login/", {"login": "root1", "password": NEW})
    user = User.objects.get(username="root1")
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert client.get("/accounts/profile/")["Location"] == "/accounts/2fa/totp/activate/"
    with pytest.raises(CommandError, match="已有人使用"):
        call_command("account_invite", "--username", "ROOT1", "--name", "甲", "--unit", unit.code, "--no-progress")
    with pytest.raises(CommandError, match="没有代码"):
        call_command("account_invite", "--username", "x", "--name", "甲", "--unit", "NONE", "--no-progress")
