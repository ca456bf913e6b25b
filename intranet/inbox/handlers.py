"""Mails about notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.ui.site import site_identity
from intranet.inbox.models import Notification
from intranet.inbox.services import MAIL_TOPIC


@handler(MAIL_TOPIC)
def mail_notification(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Number and link only: mail passes through hands that we do not know."""
    row = Notification.objects.select_related("recipient").filter(pk=payload["notification"]).first()
    if row is None or row.read_at or not row.recipient.is_active or not row.recipient.email:
        return
    site = site_identity().short_name
    context = {"reference": payload["reference"], "url": f"{settings.INTRANET_ORIGIN}{row.url}", "site": site}
    text = render_to_string("intranet/inbox/mail.txt", context)
    send_mail(f"【{site}】{_('您有一条新通知')}", text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [row.recipient.email])
