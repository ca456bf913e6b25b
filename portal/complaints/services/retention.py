"""Contacts are emptied when their time is over (个人信息保护法 art. 19, 47). The facts of the case stay."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet

from core.audit.services import record
from core.parameters.selectors import number
from core.units.actors import SYSTEM, Actor
from portal.complaints.models import Contact
from portal.complaints.selectors import contacts_overdue

PIECE = 100


def contacts_anonymise(*, now: datetime.datetime, by: Actor = SYSTEM, dry_run: bool = False) -> int:
    """Empty the contacts of complaints closed longer ago than the setting allows. Irreversible. Returns how many."""
    overdue = contacts_overdue(now - datetime.timedelta(days=number("privacy.contact_retention_days")))
    if dry_run:
        return overdue.count()
    done = 0
    while piece := _piece(overdue):
        with transaction.atomic():
            Contact.objects.filter(pk__in=piece).update(name="", phone="", email="", anonymised_at=now)
            record(action="complaint.contacts_anonymise", by=by, data={"count": len(piece), "contacts": piece})
        done += len(piece)
    return done


def _piece(overdue: QuerySet[Contact]) -> list[int]:
    return list(overdue.values_list("pk", flat=True)[:PIECE])
