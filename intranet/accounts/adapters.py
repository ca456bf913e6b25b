"""Where allauth asks us: who may sign up, how many tries, what is audited, how secrets are kept, how mail goes."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy, ngettext

from core.privacy.ciphers import decrypt, encrypt
from core.ui.middleware import client_address
from core.ui.site import site_identity
from core.units.actors import actor_of
from core.units.models import User
from intranet.accounts.permissions import must_have_second_factor
from intranet.accounts.services.lockout import Locked, attempt_begin, attempt_failed, attempt_succeeded
from intranet.accounts.services.notices import notice_queue
from intranet.accounts.services.passwords import password_change, password_expired
from intranet.accounts.services.sessions import sessions_end_some
from intranet.accounts.services.sign_in import PASSWORD_EXPIRED, sign_in_record, sign_out_record

WRONG = gettext_lazy("用户名或密码不正确。")
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  (a socket without peer address; nothing is bound to it)


def valid_address(request: HttpRequest) -> str:
    """The client's address, always one that a database column for addresses takes."""
    try:
        return str(ipaddress.ip_address(client_address(request)))
    except ValueError:
        return UNKNOWN_ADDRESS


def password_refused(password: str) -> bool:
    """The demo district's printed password opens nothing in production, not even in a copied demo database."""
    return bool(settings.APP_ENV.production and password == settings.DEMO_PASSWORD)


class AccountAdapter(DefaultAccountAdapter):
    """Invitation only; one answer for unknown names; every sign-in, failure and change audited."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": gettext_lazy("密码不正确。"),
        "enter_current_password": gettext_lazy("当前密码不正确。"),
        "incorrect_code": gettext_lazy("验证码不正确，或已使用过。请等待下一组验证码再试。"),
        "too_many_login_attempts": gettext_lazy("登录失败次数过多，请稍后再试。"),
        "rate_limited": gettext_lazy("操作过于频繁，请稍后再试。"),
        "invalid_password_reset": gettext_lazy("这个链接已失效，请重新申请。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return valid_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        limits = {"login_failed": account_settings.RATE_LIMITS["login_failed"].split(",")[0]}
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action="login_failed", config=limits)
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")
        try:
            attempt_begin(login=_typed(credentials))
        except Locked as locked:
            text = ngettext("登录失败次数过多，请%(count)d分钟后再试。", "登录失败次数过多，请%(count)d分钟后再试。", locked.minutes)
            raise ValidationError(text % {"count": locked.minutes}, code="locked") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and password_refused(str(credentials.get("password", ""))):
            self.authentication_failed(request, **credentials)
            return None
        if user is not None:
            attempt_succeeded(login=_typed(credentials))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempt_failed(login=_typed(credentials), address=valid_address(request))

    def login(self, request: HttpRequest, user: User) -> None:
        with transaction.atomic():
            super().login(request, user)
            # The password was given this moment: setting up a second factor need not ask for it again.
            record_authentication(request, user, method="password", reauthenticated=True)
            if password_expired(user):
                request.session[PASSWORD_EXPIRED] = True
            sign_in_record(user=user, address=valid_address(request))

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            sign_out_record(user=request.user, address=valid_address(request))
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        attempt_failed(login=user.username, address=valid_address(request))
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def set_password(self, user: User, password: str) -> None:
        password_change(user=user, password=password, by=actor_of(user, valid_address(self.request)))
        self.request.session.pop(PASSWORD_EXPIRED, None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account_profile")

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        notice_queue(user=user, event=template_prefix.rsplit("/", 1)[-1])


def _typed(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted with FIELD_KEYS, and not to be switched off by who must have one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy("您的角色必须使用双因素，不能停用。更换手机请联系管理员解除后重新绑定。"),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_have_second_factor(authenticator.user)

    def get_totp_issuer(self) -> str:
        return site_identity().short_name

    def get_totp_label(self, user: User) -> str:
        return user.username


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ending one's own sessions from the list, on the record."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        chosen = list(sessions)
        if chosen:
            sessions_end_some(rows=chosen, by=actor_of(chosen[0].user))
