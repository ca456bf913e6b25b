"""Reading the audit, the reveals and the messages that could not be delivered."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.audit.models import AuditEntry
from core.outbox.models import OutboxMessage
from core.outbox.selectors import dead_letters
from core.privacy.models import Reveal
from core.units.models import User
from intranet.registry.models import AuditCheck


def day_start(day: datetime.date) -> datetime.datetime:
    """Midnight of a day here."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def person_ids(username: str) -> list[int]:
    """Ids of people by user name or name; a list, so that the big table is asked with plain numbers."""
    exact = User.objects.filter(username__iexact=username).values_list("pk", flat=True)
    named = User.objects.filter(display_name=username).values_list("pk", flat=True)
    return [*exact, *named][:50]


def audit_rows(chosen: dict[str, Any]) -> QuerySet[AuditEntry]:
    """The audit by filters, newest first."""
    rows = AuditEntry.objects.select_related("user").order_by("-number")
    if action := chosen.get("action"):
        rows = rows.filter(action=action)
    if who := chosen.get("who"):
        rows = rows.filter(user_id__in=person_ids(who))
    if result := chosen.get("result"):
        rows = rows.filter(result="ok") if result == "ok" else rows.exclude(result="ok")
    if since := chosen.get("since"):
        rows = rows.filter(at__gte=day_start(since))
    if until := chosen.get("until"):
        rows = rows.filter(at__lt=day_start(until + datetime.timedelta(days=1)))
    return rows


def last_checks() -> tuple[AuditCheck | None, AuditCheck | None]:
    """The newest finished check of the chain, and the one that waits, if any."""
    finished = AuditCheck.objects.filter(finished_at__isnull=False).select_related("requested_by").first()
    return finished, AuditCheck.objects.waiting(timezone.now()).first()


def reveal_rows(chosen: dict[str, Any]) -> QuerySet[Reveal]:
    """Looks at unmasked contacts, newest first."""
    rows = Reveal.objects.select_related("user", "user__home_unit").order_by("-id")
    if who := chosen.get("who"):
        rows = rows.filter(user_id__in=person_ids(who))
    if since := chosen.get("since"):
        rows = rows.filter(at__gte=day_start(since))
    if until := chosen.get("until"):
        rows = rows.filter(at__lt=day_start(until + datetime.timedelta(days=1)))
    return rows


def letter_rows(chosen: dict[str, Any]) -> QuerySet[OutboxMessage]:
    """Messages given up after their last attempt."""
    return dead_letters(topic=chosen.get("topic", ""))
