"""Two gates in front of every staff page: a session that is over, and an account that is not ready yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.parameters.selectors import number
from core.units.models import User
from intranet.accounts.adapters import valid_address
from intranet.accounts.permissions import lacks_second_factor
from intranet.accounts.services.sign_in import PASSWORD_EXPIRED, session_over, sign_out_record

GetResponse = Callable[[HttpRequest], HttpResponse]
# Reachable while something is still to be set up: confirming who one is, leaving, and the set-up itself.
ALWAYS = frozenset({"account_logout", "account_reauthenticate", "mfa_reauthenticate"})
FOR_FACTOR = ALWAYS | {"mfa_activate_totp", "account_change_password"}
FOR_PASSWORD = ALWAYS | {"account_change_password"}


class SessionLifetimeMiddleware:
    """Ends a session after the idle time (a parameter) or the absolute one. Stands before the sign-in check."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            idle = number("security.idle_minutes") * 60
            if session_over(request.session, idle_seconds=idle, absolute_seconds=settings.SESSION_COOKIE_AGE):
                sign_out_record(user=user, address=valid_address(request), reason="idle")
                logout(request)
                messages.info(request, _("长时间没有操作，已自动退出。请重新登录。"))
        return self.get_response(request)


class AccountGateMiddleware:
    """Blocks every page until an administrator's second factor is set up, or an expired password changed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object) -> HttpResponse | None:
        """Public views (health, the portal's addresses) stay open; everything else waits."""
        user = request.user
        if not isinstance(user, User) or getattr(view, "login_required", True) is False:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if lacks_second_factor(user):
            return None if name in FOR_FACTOR else HttpResponseRedirect(reverse("mfa_activate_totp"))
        if request.session.get(PASSWORD_EXPIRED) and name not in FOR_PASSWORD:
            messages.warning(request, _("密码已超过使用期限，请先设置新密码。"))
            return HttpResponseRedirect(reverse("account_change_password"))
        return None
