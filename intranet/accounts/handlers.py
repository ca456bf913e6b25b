"""Mails that the worker sends, and the tidying that time asks for."""

from __future__ import annotations

import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler, periodic
from core.ui.site import site_identity
from core.units.models import User
from intranet.accounts.models import PersonalLink
from intranet.accounts.services.links import MAIL_TOPIC, address_of
from intranet.accounts.services.lockout import guards_forget
from intranet.accounts.services.notices import EVENTS, NOTICE_TOPIC
from intranet.accounts.services.passwords import RESET_TOPIC


def _send(user: User, subject: str, template: str, **context: object) -> None:
    site = site_identity().short_name
    text = render_to_string(f"intranet/accounts/mail/{template}.txt", {"person": user, "site": site, **context})
    send_mail(f"【{site}】{subject}", text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [user.email])


@handler(MAIL_TOPIC)
def mail_link(payload: dict[str, Any], message: OutboxMessage) -> None:
    """An invitation or a reset. A link that has ended meanwhile is not sent any more."""
    link = PersonalLink.objects.select_related("user").filter(pk=payload["link"], serial=payload["serial"]).first()
    if link and link.user.email and link.is_open(timezone.now()):
        subject = _("请设置登录密码")
        _send(link.user, subject, "personal_link", url=address_of(link), expires=timezone.localtime(link.expires_at))


@handler(RESET_TOPIC)
def mail_reset(payload: dict[str, Any], message: OutboxMessage) -> None:
    """The reset a person asked for. The key is made here, so that it never lies in the database."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user and user.email and user.has_usable_password():
        key = default_token_generator.make_token(user)
        path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
        _send(user, _("重置登录密码"), "reset", url=f"{settings.INTRANET_ORIGIN}{path}")


@handler(NOTICE_TOPIC)
def mail_notice(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Something about the account changed."""
    user = User.objects.filter(pk=payload["user"]).first()
    event = EVENTS.get(payload["event"])
    if user and user.email and event:
        _send(user, str(event), "notice", event=event, at=timezone.localtime(message.created_at))


@periodic("accounts.tidy", 3600)
def tidy(now: datetime.datetime) -> None:
    """Forget sessions that are over and counts of wrong passwords that no longer matter."""
    with transaction.atomic():
        over = list(Session.objects.filter(expire_date__lt=now).values_list("session_key", flat=True)[:500])
        UserSession.objects.filter(session_key__in=over).delete()
        Session.objects.filter(session_key__in=over).delete()
        guards_forget(now)
