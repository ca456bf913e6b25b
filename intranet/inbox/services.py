"""Telling people that something happened to a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise

from core.outbox.services import emit
from core.parameters.selectors import flag
from core.ui.sentences import kept_text, kept_value
from core.units.models import User
from core.units.refs import subject_ref
from intranet.inbox.models import Notification
from intranet.inbox.parameters import MAIL_NOTICES

MAIL_TOPIC = "inbox.mail"
# The usual notice: a record and what happened to it.
NUMBER_AND_ACT = "%(number)s · %(act)s"


@transaction.atomic
def notify(
    *,
    users: Iterable[User],
    text: str | Promise,
    url: str,
    values: Mapping[str, Any] | None = None,
    subject: Model | None = None,
    reference: str = "",
) -> list[Notification]:
    """One notice for each active person, in the caller's transaction.

    ``text`` is a number and an act, never a description: it is read over shoulders. ``values`` fill its %(names)s
    (core.ui.sentences) and are kept beside it, so that everybody reads it in her own language. A mail carries only
    ``reference`` (unset: the record's ``number``) and the link. ``url`` must be a path on this face.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"a notice leads to a path on this face, not to {url!r}")
    ref = subject_ref(subject) if subject is not None else None
    now = timezone.now()
    people = {user.pk: user for user in users if user.is_active}
    words, kept = kept_text(text)[:200], {name: kept_value(value) for name, value in (values or {}).items()}
    rows = [
        Notification(
            recipient=user,
            text=words,
            values=kept,
            url=url,
            subject_kind=ref.kind if ref else "",
            subject_id=ref.pk if ref else None,
            created=now,
        )
        for user in people.values()
    ]
    created = Notification.objects.bulk_create(rows)
    if settings.MAIL_AVAILABLE and flag(MAIL_NOTICES):
        number = reference or str(getattr(subject, "number", ""))
        for row in created:
            if row.recipient.email:
                emit(MAIL_TOPIC, {"notification": row.pk, "reference": number}, key=f"user:{row.recipient_id}")
    return created


@transaction.atomic
def notification_read(*, notification: Notification) -> Notification:
    """The person has seen it. Seeing it again changes nothing."""
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def notifications_read_all(*, user: User, up_to: int) -> int:
    """Mark read what the person had before her eyes: everything up to that number. Returns how many."""
    return Notification.objects.unread().filter(recipient=user, pk__lte=up_to).update(read_at=timezone.now())
