"""Messages: kept by the commit, delivered in order, retried, laid aside, given up on the record."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
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
from core.outbox import delivery, leasing
from core.outbox.delivery import deliver_round, drain
from core.outbox.enums import MessageState
from core.outbox.errors import BatchFailure, RetryLater, Undeliverable
from core.outbox.leasing import backoff, claim, due_topics, reclaim
from core.outbox.models import OutboxMessage, WorkerHeartbeat
from core.outbox.registry import ROUTES, batch_handler, handler
from core.outbox.selectors import dead_letters, queue_state
from core.outbox.services import MessageDraft, emit, emit_many, message_discard, message_retry, messages_prune
from core.transactions import TransactionRequired
from core.units.actors import SYSTEM

START = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
LATER = datetime.timedelta(hours=2)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the handlers registered in a test were given. The registry is put back afterwards."""
    before = dict(ROUTES)
    yield []
    ROUTES.clear()
    ROUTES.update(before)


def leave(topic: str, *numbers: int, key: str = "") -> list[OutboxMessage]:
    with transaction.atomic():
        return [emit(topic, {"n": number}, key=key) for number in numbers]


def state_of(message: OutboxMessage) -> str:
    return OutboxMessage.objects.get(pk=message.pk).state


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


@pytest.mark.django_db(transaction=True)
def test_an_atomic_handler_that_lost_its_lease_leaves_no_effect(seen: list[Any]):
    @handler("t", atomic=True)
    def act(payload: dict[str, Any], message: OutboxMessage) -> None:
        next_value(kind="effect", scope="")

    leave("t", 1)
    now = timezone.now()
    (late,) = claim(ROUTES["t"], owner="slow", now=now)
    assert reclaim(now + LATER) == 1
    assert deliver_round(owner="quick", now=now + LATER) == 1
    delivery._run_single(ROUTES["t"], act, late, now)
    assert Counter.objects.get().value == 1
    assert state_of(late) == MessageState.DONE


@pytest.mark.django_db
def test_a_batch_gets_many_at_once_and_may_name_the_failed(seen: list[Any]):
    @batch_handler("b", 40)
    def many(messages: Sequence[OutboxMessage]) -> None:
        seen.append(len(messages))
        bad = {message.pk: "refused" for message in messages if message.payload["n"] == 5}
        if bad:
            raise BatchFailure(bad)

    leave("b", *range(100))
    drain()
    assert seen == [40, 40, 20]
    assert OutboxMessage.objects.filter(state=MessageState.DONE).count() == 99
    assert OutboxMessage.objects.get(state=MessageState.PENDING).last_error == "refused"


@pytest.mark.django_db
def test_a_bad_message_does_not_take_its_batch_along_for_ever(seen: list[Any]):
    @batch_handler("b", 10, max_attempts=4)
    def many(messages: Sequence[OutboxMessage]) -> None:
        if any(message.payload["n"] == 3 for message in messages):
            raise ValueError("poison")
        seen.extend(message.payload["n"] for message in messages)

    with time_machine.travel(START, tick=False) as clock:
        leave("b", *range(10))
        for _turn in range(6):
            drain()
            clock.shift(LATER)
    assert sorted(seen) == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    assert dead_letters().get().payload == {"n": 3}


@pytest.mark.django_db
def test_a_slow_topic_gives_the_others_their_turn(seen: list[Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery, "SLICE_SECONDS", 0.0)
    handler("slow")(lambda payload, message: seen.append("slow"))
    handler("quick")(lambda payload, message: seen.append("quick"))
    leave("slow", 1, 2, 3)
    leave("quick", 1)
    drain()
    assert seen == ["slow", "quick", "slow", "slow"]
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_taken_up_and_ends_with_the_dead_when_it_always_does(seen: list[Any]):
    handler("t", max_attempts=2, lease_seconds=60)(lambda payload, message: None)
    (message,) = leave("t", 1)
    now = timezone.now()
    for turn in range(2):
        assert len(claim(ROUTES["t"], owner="killed", now=now + turn * LATER)) == 1
        assert claim(ROUTES["t"], owner="other", now=now + turn * LATER) == []
        assert reclaim(now + turn * LATER + datetime.timedelta(seconds=59)) == 0
        assert reclaim(now + turn * LATER + datetime.timedelta(seconds=61)) == 1
    assert state_of(message) == MessageState.DEAD


@pytest.mark.django_db
def test_an_idle_worker_only_reads():
    with CaptureQueriesContext(connection) as queries:
        assert deliver_round(owner="o", now=timezone.now()) == 0
    assert len(queries) == 1
    assert queries[0]["sql"].startswith("SELECT")


@pytest.mark.django_db
def test_the_polling_queries_use_the_index():
    if connection.vendor != "sqlite":
        pytest.skip("the plan of an empty table says nothing on this database")
    now = timezone.now()
    with CaptureQueriesContext(connection) as queries:
        due_topics(now)
        claim(delivery._unrouted("t"), owner="o", now=now)
        queue_state(now)
        list(dead_letters())
        reclaim(now)
    with connection.cursor() as cursor:
        for query in queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plan = [row[3] for row in cursor.fetchall()]
                assert not any(line.startswith("SCAN core_outbox") for line in plan), (query["sql"], plan)


@pytest.mark.django_db
def test_claiming_holds_the_write_lock_for_milliseconds_with_a_long_queue(seen: list[Any]):
    batch_handler("b", 200)(lambda messages: None)
    handler("t")(lambda payload, message: None)
    emit_many(MessageDraft("b", {"n": number}, key=f"k{number}") for number in range(20_000))
    emit_many(MessageDraft("t", {"n": number}, key=f"k{number}") for number in range(5_000))
    now = timezone.now()
    for topic, limit in (("b", 0.25), ("t", 0.1)):
        with CaptureQueriesContext(connection) as queries:
            claim(ROUTES[topic], owner="o", now=now)
        assert sum(float(query["time"]) for query in queries) < limit
    assert leasing.due_topics(now)


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
