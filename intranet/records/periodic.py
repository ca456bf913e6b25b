"""Sweeping keys of forms that nobody can send again."""

from __future__ import annotations

import datetime

from core.outbox.registry import periodic
from intranet.records.models import SubmittedForm

KEPT = datetime.timedelta(days=30)


@periodic("records.submitted_forms", 24 * 3600)
def submitted_forms_sweep(now: datetime.datetime) -> None:
    """Once a day."""
    SubmittedForm.objects.filter(created_at__lt=now - KEPT).delete()
