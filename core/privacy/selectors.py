"""Reading the log of reveals."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from core.privacy.models import Reveal
from core.units.refs import subject_ref


def reveals_of(obj: Model) -> QuerySet[Reveal]:
    """Who looked at this record's contacts, newest first."""
    ref = subject_ref(obj)
    return Reveal.objects.filter(subject_kind=ref.kind, subject_id=ref.pk).select_related("user").order_by("-id")
