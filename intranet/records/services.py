"""Writing the ledger of causes and consequences."""

from __future__ import annotations

import datetime

from django.db.models import Model
from django.utils import timezone

from core.transactions import require_atomic
from core.units.refs import SubjectRef, subject_ref
from intranet.records.models import RecordLink


def link_add(*, cause: Model | SubjectRef, consequence: Model | SubjectRef, at: datetime.datetime | None = None) -> None:
    """Say that ``consequence`` came of ``cause``. Must run in the transaction of the act that made it; said twice is once."""
    require_atomic("link_add")
    source = cause if isinstance(cause, SubjectRef) else subject_ref(cause)
    target = consequence if isinstance(consequence, SubjectRef) else subject_ref(consequence)
    RecordLink.objects.get_or_create(
        from_kind=source.kind, from_id=source.pk, to_kind=target.kind, to_id=target.pk, defaults={"created_at": at or timezone.now()}
    )
