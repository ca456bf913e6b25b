"""Leaving messages and looking at them."""

from __future__ import annotations

from django.db import transaction

from core.outbox.models import OutboxMessage
from core.outbox.services import emit


def leave(topic: str, *numbers: int, key: str = "") -> list[OutboxMessage]:
    with transaction.atomic():
        return [emit(topic, {"n": number}, key=key) for number in numbers]


def state_of(message: OutboxMessage) -> str:
    return OutboxMessage.objects.get(pk=message.pk).state
