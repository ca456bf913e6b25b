"""Writing the audit chain, always in the transaction of the act it tells about.

The head row is locked until that transaction ends, so call ``record`` late in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone

from core.audit.chain import GENESIS, data_text
from core.audit.models import AuditEntry, AuditHead
from core.scrub import scrub
from core.transactions import require_atomic
from core.units.actors import Actor
from core.units.refs import SubjectRef, subject_ref


class ChainBroken(RuntimeError):
    """The head row is missing although entries exist, or lags behind them: nothing may be written."""


@dataclass(frozen=True, slots=True)
class AuditDraft:
    """One act to be recorded by ``record_many``. ``at`` is for histories written afterwards; unset means now."""

    action: str
    by: Actor
    subject: Model | SubjectRef | None = None
    result: str = "ok"
    data: Mapping[str, Any] | None = None
    at: datetime.datetime | None = None


def record(
    *,
    action: str,
    by: Actor,
    subject: Model | SubjectRef | None = None,
    result: str = "ok",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry. Raises TransactionRequired outside a transaction; any error stops the act."""
    return record_many([AuditDraft(action=action, by=by, subject=subject, result=result, data=data)])[0]


def record_many(drafts: Iterable[AuditDraft]) -> list[AuditEntry]:
    """Append entries in order with one head lock: the very chain that single ``record`` calls would make."""
    require_atomic("audit record")
    waiting = list(drafts)
    if not waiting:
        return []
    head = _locked_head()
    now = timezone.now()
    entries: list[AuditEntry] = []
    for draft in waiting:
        entry = _entry(draft, number=head.number + 1, previous=head.hash, now=now)
        head.number, head.hash = entry.number, entry.hash
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    head.save(update_fields=["number", "hash"])
    return entries


def _locked_head() -> AuditHead:
    locked = AuditHead.objects.select_for_update().filter(pk=1)
    head = locked.first()
    if head is None and not AuditEntry.objects.exists():
        AuditHead.objects.bulk_create([AuditHead(id=1, number=0, hash=GENESIS)], ignore_conflicts=True)
    # Asked again: another writer may have made the first entry and the head in between.
    head = head or locked.first()
    if head is None:
        raise ChainBroken("the audit head row is missing; run audit_verify")
    return head


def _entry(draft: AuditDraft, *, number: int, previous: str, now: datetime.datetime) -> AuditEntry:
    subject = draft.subject
    ref = subject if subject is None or isinstance(subject, SubjectRef) else subject_ref(subject)
    by = draft.by
    entry = AuditEntry(
        number=number,
        at=draft.at or now,
        action=draft.action,
        actor_kind=by.kind,
        user_id=by.user_id,
        label=scrub(str(by.label))[:80],
        address="" if by.kind == "requester" else by.address[:45],
        subject_kind=ref.kind if ref else "",
        subject_id=ref.pk if ref else None,
        result=draft.result,
        data_text=data_text(draft.data),
        previous_hash=previous,
    )
    entry.hash = entry.computed_hash()
    return entry
