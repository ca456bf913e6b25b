"""The person's own account page and the page of a personal link. The other account pages are allauth's."""

from __future__ import annotations

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from core.audit.models import AuditEntry
from core.ui.components import Term
from core.ui.middleware import client_address
from core.units.models import RoleAssignment, User
from intranet.accounts.forms import PersonalLinkForm
from intranet.accounts.permissions import must_have_second_factor
from intranet.accounts.services.links import link_for, link_use

RECENT = 10


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """One's own data, roles, security and the last sign-ins."""
    user = request.user
    assert isinstance(user, User)
    factors = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    today = timezone.localdate()
    roles = RoleAssignment.objects.current(today).filter(user=user).select_related("unit").order_by("id")
    recent = AuditEntry.objects.filter(user=user, action="account.sign_in").order_by("-number")[:RECENT]
    context = {
        "terms": _terms(user),
        "assignments": roles,
        "has_factor": Authenticator.Type.TOTP in factors,
        "must_have_factor": must_have_second_factor(user),
        "session_count": UserSession.objects.filter(user=user).count(),
        "recent": recent,
    }
    return render(request, "intranet/accounts/profile.html", context)


def _terms(user: User) -> list[Term]:
    seconded = f"{user.seconded_unit}" if user.seconded_unit else ""
    rows = [
        Term(_("姓名"), user.display_name),
        Term(_("用户名"), user.username),
        Term(_("邮箱"), user.email or "—"),
        Term(_("所在单位"), user.home_unit.name if user.home_unit else "—"),
        Term(_("职务"), user.post or "—"),
    ]
    return [*rows, Term(_("借调单位"), seconded)] if seconded else rows


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password with an invitation or a reset, then go to sign in."""
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invitation")
    if limited:
        return limited
    link = link_for(token)
    if link is None:
        return render(request, "intranet/accounts/link_over.html", status=410)
    form = PersonalLinkForm(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        try:
            link_use(token=token, password=form.cleaned_data["password1"], address=client_address(request))
        except ValidationError:
            return render(request, "intranet/accounts/link_over.html", status=410)
        if request.user.is_authenticated:
            logout(request)
        messages.success(request, _("密码已设置，请用它登录。"))
        return HttpResponseRedirect(reverse("account_login"))
    return render(request, "intranet/accounts/personal_link.html", {"form": form, "link": link, "person": link.user})


def index(request: HttpRequest) -> HttpResponse:
    """/accounts/ leads to one's own page."""
    return redirect("account_profile")
