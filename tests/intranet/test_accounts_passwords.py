"""Password rules, the tidying, and what the mails say."""

from __future__ import annotations

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.outbox.models import OutboxMessage
from core.outbox.registry import PERIODICS, ROUTES
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.units.models import User
from intranet.accounts.models import SignInGuard
from intranet.accounts.password_rules import character_kinds
from intranet.accounts.services.notices import notice_queue
from tests.factories.accounts import client_for, user_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "正确的马电池订书钉望河街",
        "correct horse battery",
        "wang-he-jie-2026-kaoping",
        "Xk9#mQ2$vL7!",
        "今天的天气真不错呀去散步",
        "a" * 3 + "bcdxyzqwvmn7",
    ],
)
def test_good_passwords(password):
    validate_password(password, User(username="zhang", display_name="张工", email="zhang@example.test"))


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("elevenchars", "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("aaaaaaaaaaaaaaaa", "password_too_common"),
        ("ababababababab", "password_too_common"),
        ("chengguanchengguan", "password_too_common"),
        ("123456789012", "password_too_common"),
        ("abcdefghijklmn", "password_too_common"),
        ("nmlkjihgfedcba", "password_too_common"),
        ("12345678abcd", "password_too_common"),
        ("Password12345", "password_too_common"),
        ("zhangweiming", "password_too_similar"),
        ("zhangweiming@example.test", "password_too_similar"),
    ],
)
def test_bad_passwords(password, code):
    user = User(username="zhangweiming", display_name="张伟明", email="zhangweiming@example.test")
    with pytest.raises(ValidationError) as raised:
        validate_password(password, user)
    assert code in {error.code for error in raised.value.error_list}


def test_length_and_kinds_are_parameters():
    parameter_set(key="security.password_min_length", value=16, by=SYSTEM, reason="测试")
    parameter_set(key="security.password_character_kinds", value=3, by=SYSTEM, reason="测试")
    texts = "".join(password_validators_help_texts())
    assert "16" in texts
    assert "3种" in texts
    with pytest.raises(ValidationError):
        validate_password("kan-jian-bu-dao-de")
    validate_password("Kan-jian-bu-dao-de")
    assert [character_kinds(text) for text in ("abc", "aB1", "aB1-", "密码", "")] == [1, 3, 4, 1, 0]


def test_the_worker_tidies_up():
    now = timezone.now()
    user = user_with("handler")
    client_for(user)
    Session.objects.update(expire_date=now - datetime.timedelta(minutes=1))
    SignInGuard.objects.create(key="name:old", failures=3, tried_at=now - datetime.timedelta(days=3))
    SignInGuard.objects.create(key="name:new", failures=3, tried_at=now)
    PERIODICS["accounts.tidy"].job(now)
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert [guard.key for guard in SignInGuard.objects.all()] == ["name:new"]


def test_a_person_is_told_of_changes_to_the_account(settings):
    settings.MAIL_AVAILABLE = True
    user = user_with("handler")
    notice_queue(user=user, event="password_changed")
    notice_queue(user=user, event="unknown_event")
    message = OutboxMessage.objects.get(topic="accounts.notice_mail")
    assert user.email not in str(message.payload)
    ROUTES[message.topic].single(message.payload, message)
    assert "登录密码已修改" in mail.outbox[0].body
    assert mail.outbox[0].to == [user.email]


def test_changing_the_password_sends_that_notice(settings):
    settings.MAIL_AVAILABLE = True
    user = user_with("handler")
    client = client_for(user)
    new = "qing-lu-jie-dao-88"
    client.post("/accounts/password/change/", {"oldpassword": "wang-he-jie-2026-kaoping", "password1": new, "password2": new})
    assert OutboxMessage.objects.get(topic="accounts.notice_mail").payload == {"user": user.pk, "event": "password_changed"}
