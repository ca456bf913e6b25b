"""Work by time of this app, done by the worker."""

from __future__ import annotations

import datetime

from core.outbox.registry import periodic
from portal.complaints.services import contacts_anonymise, drafts_sweep, submission_bookkeeping_sweep


@periodic("complaints.drafts", 3600)
def sweep_drafts(now: datetime.datetime) -> None:
    """Photos of abandoned forms, old counters and keys."""
    drafts_sweep(now=now)
    submission_bookkeeping_sweep(now=now)


@periodic("complaints.contacts", 24 * 3600)
def anonymise_contacts(now: datetime.datetime) -> None:
    """Contacts whose time is over."""
    contacts_anonymise(now=now)
