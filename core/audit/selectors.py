"""Reading the audit chain."""

from __future__ import annotations

import datetime

from django.db.models import Model, QuerySet

from core.audit.models import AuditEntry
from core.units.refs import subject_ref


def entries_of(subject: Model) -> QuerySet[AuditEntry]:
    """Entries about one record, newest first."""
    ref = subject_ref(subject)
    return AuditEntry.objects.filter(subject_kind=ref.kind, subject_id=ref.pk).select_related("user").order_by("-number")


def entries(
    *,
    action: str = "",
    user_id: int | None = None,
    subject_kind: str = "",
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Entries by any of the filters, newest first. ``until`` is exclusive."""
    found = AuditEntry.objects.select_related("user").order_by("-number")
    if action:
        found = found.filter(action=action)
    if user_id is not None:
        found = found.filter(user_id=user_id)
    if subject_kind:
        found = found.filter(subject_kind=subject_kind)
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return found
