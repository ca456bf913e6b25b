"""Leaving work for after the commit, and what staff do with dead letters."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage, WorkerHeartbeat
from core.transactions import require_atomic
from core.units.actors import Actor

PRUNE_PIECE = 500
PRUNE_PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """One message for ``emit_many``."""

    topic: str
    payload: dict[str, Any] = field(default_factory=dict)
    key: str = ""


def emit(topic: str, payload: dict[str, Any], *, key: str = "", delay_seconds: int = 0) -> OutboxMessage:
    """Leave a message; the worker sees it when the caller's transaction commits, and not at all otherwise.

    Payloads hold numbers of records, never personal data. Messages of one topic and key keep their order.
    """
    require_atomic("emit")
    now = timezone.now()
    available = now + datetime.timedelta(seconds=delay_seconds)
    return OutboxMessage.objects.create(topic=topic, key=key, payload=payload, available_at=available, created_at=now)


def emit_many(drafts: Iterable[MessageDraft]) -> list[OutboxMessage]:
    """Many messages in one insert, for bulk writers."""
    require_atomic("emit_many")
    now = timezone.now()
    rows = [OutboxMessage(topic=d.topic, key=d.key, payload=d.payload, available_at=now, created_at=now) for d in drafts]
    return OutboxMessage.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def message_retry(*, message: OutboxMessage, by: Actor) -> OutboxMessage:
    """Give a dead letter a fresh set of attempts, now. Audited."""
    row = _dead(message)
    row.state = MessageState.PENDING
    row.attempts = 0
    row.available_at = timezone.now()
    row.done_at = None
    row.save(update_fields=["state", "attempts", "available_at", "done_at"])
    record(action="outbox.retry", by=by, subject=row, data={"topic": row.topic, "key": row.key})
    return row


@transaction.atomic
def message_discard(*, message: OutboxMessage, by: Actor, reason: str) -> OutboxMessage:
    """Give a dead letter up, with a reason. The row stays. Audited."""
    if not reason.strip():
        raise ValidationError({"reason": _("请填写放弃的原因。")})
    row = _dead(message)
    row.state = MessageState.DISCARDED
    row.done_at = timezone.now()
    row.save(update_fields=["state", "done_at"])
    record(action="outbox.discard", by=by, subject=row, data={"topic": row.topic, "key": row.key, "reason": reason.strip()})
    return row


def _dead(message: OutboxMessage) -> OutboxMessage:
    row = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if row.state != MessageState.DEAD:
        raise ValidationError(_("这条消息已不在失败列表中，请刷新页面。"))
    return row


def messages_prune(*, now: datetime.datetime, keep: datetime.timedelta = datetime.timedelta(days=7)) -> int:
    """Delete done messages older than ``keep``, in pieces that hold the write lock for milliseconds.

    Also forgets workers that have shown no sign of life for that long. Returns the number of messages.
    """
    total = 0
    while True:
        old = OutboxMessage.objects.filter(state=MessageState.DONE, done_at__lt=now - keep)
        ids = list(old.order_by("done_at").values_list("pk", flat=True)[:PRUNE_PIECE])
        if not ids:
            break
        total += OutboxMessage.objects.filter(pk__in=ids).delete()[0]
        time.sleep(PRUNE_PAUSE_SECONDS)
    WorkerHeartbeat.objects.filter(beat_at__lt=now - keep).delete()
    return total
