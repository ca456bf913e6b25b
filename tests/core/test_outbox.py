"""Messages: kept by the commit, delivered in order, retried, laid aside, given up on the record."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import AuditEntry
from core.numbering.models import Counter
from core.numbering.services import next_value
from core.outbox.delivery import drain
from core.outbox.enums import MessageState
from core.outbox.errors import RetryLater, Undeliverable
from core.outbox.leasing import backoff
from core.outbox.models import OutboxMessage, WorkerHeartbeat
from core.outbox.registry import handler
from core.outbox.selectors import dead_letters
from core.outbox.services import MessageDraft, emit, emit_many, message_discard, message_retry, messages_prune
from core.transactions import TransactionRequired
from core.units.actors import SYSTEM
from tests.core.outbox_messages import leave, state_of

START = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
LATER = datetime.timedelta(hours=2)


@pytest.mark.django_db(transaction=True)
def test_a_message_exists_if_and_only_if_the_act_is_committed(seen: list[Any]):
    handler("t")(lambda payload, message: seen.append(payload["n"]))
    with pytest.raises(TransactionRequired):
        emit("t", {"n": 0})
    with transaction.atomic():
        emit("t", {"n": 1})
        transaction.set_rollback(True)
    leave("t", 2)
    assert drain() == 1
    assert seen == [2]


@pytest.mark.django_db
def test_many_in_one_insert(seen: list[Any]):
    handler("t")(lambda payload, message: seen.append((payload["n"], message.key)))
    with CaptureQueriesContext(connection) as queries:
        emit_many(MessageDraft("t", {"n": number}, key=f"k{number}") for number in range(200))
    assert len(queries) <= 3
    assert drain() == 200
    assert sorted(seen) == [(number, f"k{number}") for number in range(200)]


@pytest.mark.django_db
def test_a_delayed_message_waits_for_its_time(seen: list[Any]):
    handler("t")(lambda payload, message: seen.append(payload["n"]))
    emit("t", {"n": 1}, delay_seconds=60)
    assert drain() == 0
    assert drain(now=timezone.now() + datetime.timedelta(seconds=61)) == 1


@pytest.mark.django_db
def test_a_failure_is_retried_with_growing_pauses_and_then_laid_with_the_dead(seen: list[Any]):
    @handler("t", max_attempts=4)
    def fails(payload: dict[str, Any], message: OutboxMessage) -> None:
        seen.append(message.attempts)
        raise OSError("打 13812345678 没有接通")

    with time_machine.travel(START, tick=False) as clock:
        (message,) = leave("t", 1)
        waits = []
        while state_of(message) != MessageState.DEAD:
            drain()
            row = OutboxMessage.objects.get(pk=message.pk)
            if row.state == MessageState.PENDING:
                waits.append((row.available_at - timezone.now()).total_seconds())
                assert drain() == 0
                clock.move_to(row.available_at)
    assert seen == [1, 2, 3, 4]
    assert [low <= wait <= high for wait, (low, high) in zip(waits, [(7.5, 12.5), (15, 25), (30, 50)], strict=True)] == [True] * 3
    row = dead_letters().get()
    assert row.last_error == "OSError: 打 [电话] 没有接通"
    assert list(dead_letters(topic="other")) == []


def test_the_pause_never_exceeds_an_hour_and_a_quarter():
    assert max(backoff(attempts).total_seconds() for attempts in range(1, 60)) <= 4500


@pytest.mark.django_db
def test_a_handler_may_ask_for_later_or_give_up_at_once(seen: list[Any]):
    def away(payload: dict[str, Any], message: OutboxMessage) -> None:
        raise RetryLater(30, "search engine away")

    def hopeless(payload: dict[str, Any], message: OutboxMessage) -> None:
        raise Undeliverable("record is gone")

    handler("away", max_attempts=2)(away)
    handler("hopeless")(hopeless)
    (waiting,), (lost,) = leave("away", 1), leave("hopeless", 1)
    now = timezone.now()
    for turn in range(5):
        drain(now=now + datetime.timedelta(seconds=40 * turn))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == (MessageState.PENDING, 0)
    assert waiting.last_error == "RetryLater: search engine away"
    assert state_of(lost) == MessageState.DEAD


@pytest.mark.django_db
def test_a_topic_without_handler_is_not_lost_silently():
    (message,) = leave("nobody.listens", 1)
    drain()
    message.refresh_from_db()
    assert message.state == MessageState.PENDING
    assert "no handler" in message.last_error


@pytest.mark.django_db
def test_messages_of_one_key_keep_their_order_even_when_the_first_fails(seen: list[Any]):
    failing = [True]

    @handler("t")
    def act(payload: dict[str, Any], message: OutboxMessage) -> None:
        if payload["n"] == 1 and failing[0]:
            raise OSError("not now")
        seen.append(payload["n"])

    leave("t", 1, 2, 3, key="case:7")
    leave("t", 10, key="case:8")
    leave("t", 20, 21)
    drain()
    assert seen == [10, 20, 21]
    failing[0] = False
    drain(now=timezone.now() + LATER)
    assert seen == [10, 20, 21, 1, 2, 3]


@pytest.mark.django_db
def test_a_dead_letter_does_not_hold_up_its_key(seen: list[Any]):
    @handler("t")
    def act(payload: dict[str, Any], message: OutboxMessage) -> None:
        if payload["n"] == 1:
            raise Undeliverable("broken")
        seen.append(payload["n"])

    leave("t", 1, 2, key="k")
    drain()
    assert seen == [2]


@pytest.mark.django_db(transaction=True)
def test_an_atomic_handlers_effect_and_the_mark_are_one(seen: list[Any]):
    @handler("t", atomic=True)
    def act(payload: dict[str, Any], message: OutboxMessage) -> None:
        assert connection.in_atomic_block
        next_value(kind="effect", scope="")
        if message.attempts == 1:
            raise OSError("after the effect")

    @handler("plain")
    def plain(payload: dict[str, Any], message: OutboxMessage) -> None:
        seen.append(connection.in_atomic_block)

    leave("t", 1)
    leave("plain", 1)
    drain()
    assert not Counter.objects.exists()
    assert seen == [False]
    drain(now=timezone.now() + LATER)
    assert Counter.objects.get().value == 1


@pytest.mark.django_db
def test_a_dead_letter_is_retried_or_given_up_on_the_record(seen: list[Any]):
    failing = [True]

    @handler("t")
    def act(payload: dict[str, Any], message: OutboxMessage) -> None:
        if failing[0]:
            raise Undeliverable("not yet")
        seen.append(payload["n"])

    first, second = leave("t", 1, 2)
    drain()
    failing[0] = False
    with pytest.raises(ValidationError):
        message_discard(message=second, by=SYSTEM, reason=" ")
    message_discard(message=second, by=SYSTEM, reason="记录已作废")
    message_retry(message=first, by=SYSTEM)
    drain()
    assert seen == [1]
    assert (state_of(first), state_of(second)) == (MessageState.DONE, MessageState.DISCARDED)
    with pytest.raises(ValidationError):
        message_retry(message=second, by=SYSTEM)
    assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == ["outbox.discard", "outbox.retry"]
    assert AuditEntry.objects.get(action="outbox.discard").data["reason"] == "记录已作废"


@pytest.mark.django_db
def test_done_messages_are_pruned_after_a_week_and_nothing_else():
    now = timezone.now()
    old, young = now - datetime.timedelta(days=8), now - datetime.timedelta(days=6)
    for state, done in (("done", old), ("done", young), ("dead", old), ("discarded", old), ("pending", None)):
        OutboxMessage.objects.create(topic="t", state=state, done_at=done)
    WorkerHeartbeat.objects.create(owner="ended", started_at=old, beat_at=old)
    assert messages_prune(now=now) == 1
    assert sorted(OutboxMessage.objects.values_list("state", flat=True)) == ["dead", "discarded", "done", "pending"]
    assert not WorkerHeartbeat.objects.exists()


def test_a_topic_has_one_handler(seen: list[Any]):
    handler("t")(lambda payload, message: None)
    with pytest.raises(ValueError, match="already"):
        handler("t")(lambda payload, message: None)
