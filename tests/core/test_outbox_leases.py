"""Leases, batches and turns: how the worker takes messages, and what it does not make wait."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.numbering.models import Counter
from core.numbering.services import next_value
from core.outbox import delivery
from core.outbox.delivery import deliver_foreground, deliver_round, drain
from core.outbox.enums import MessageState
from core.outbox.errors import BatchFailure
from core.outbox.leasing import claim, due_topics, reclaim
from core.outbox.models import OutboxMessage
from core.outbox.registry import ROUTES, batch_handler, handler
from core.outbox.selectors import dead_letters, queue_state
from core.outbox.services import MessageDraft, emit_many
from tests.core.outbox_messages import leave, state_of

START = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
LATER = datetime.timedelta(hours=2)


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
def test_claiming_reads_what_it_takes_however_long_the_queue(seen: list[Any]):
    """Counted in steps of the database's virtual machine, since seconds say more about the machine."""
    if connection.vendor != "sqlite":
        pytest.skip("steps can be counted on SQLite only")
    batch_handler("b", 200)(lambda messages: None)
    handler("t")(lambda payload, message: None)
    assert max(claiming_steps("b", more=2_000), claiming_steps("b", more=8_000)) < 50_000
    assert max(claiming_steps("t", more=2_000), claiming_steps("t", more=4_000)) < 5_000


def claiming_steps(topic: str, *, more: int) -> int:
    emit_many(MessageDraft(topic, {"n": number}, key=f"k{number}") for number in range(more))
    hundreds: list[int] = []
    connection.connection.set_progress_handler(lambda: hundreds.append(1), 100)
    try:
        assert claim(ROUTES[topic], owner="o", now=timezone.now())
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(hundreds) * 100


@pytest.mark.django_db
def test_what_somebody_waits_for_goes_before_background_work(seen: list[Any]):
    @batch_handler("index", 10, background=True)
    def index(messages: Sequence[OutboxMessage]) -> None:
        seen.append("index")

    handler("extract", background=True)(lambda payload, message: seen.append("extract"))
    handler("complaint")(lambda payload, message: seen.append("complaint"))
    leave("index", *range(2_000))
    leave("extract", 1)
    leave("complaint", 1)
    assert deliver_round(owner="o", now=timezone.now()) == 12
    assert seen == ["complaint", "index", "extract"]


@pytest.mark.django_db
def test_what_arrives_during_background_work_waits_for_that_turn_only(seen: list[Any]):
    @batch_handler("index", 10, background=True)
    def index(messages: Sequence[OutboxMessage]) -> None:
        seen.append("index")
        if len(seen) == 1:
            leave("complaint", 1)

    handler("extract", background=True)(lambda payload, message: seen.append("extract"))
    handler("complaint")(lambda payload, message: seen.append("complaint"))
    leave("index", *range(30))
    leave("extract", 1)
    deliver_round(owner="o", now=timezone.now())
    assert seen == ["index", "complaint", "extract"]


@pytest.mark.django_db
def test_background_work_is_not_starved(seen: list[Any]):
    """Somebody always has something that goes first; each background topic still gets its turn in every round."""

    def act(payload: dict[str, Any], message: OutboxMessage) -> None:
        seen.append("act")
        leave("act", 1)

    handler("act")(act)
    for topic in ("index", "extract"):
        handler(topic, background=True)(lambda payload, message, topic=topic: seen.append(topic))  # type: ignore[misc]
        leave(topic, 1)
    leave("act", 1)
    deliver_round(owner="o", now=timezone.now())
    assert seen == ["act", "index", "act", "extract", "act"]


@pytest.mark.django_db
def test_long_work_lets_the_others_in_between_its_pieces(seen: list[Any]):
    @handler("rebuild", background=True)
    def rebuild(payload: dict[str, Any], message: OutboxMessage) -> None:
        for piece in range(2):
            seen.append(f"piece {piece}")
            leave("complaint", piece)
            leave("index", piece)
            deliver_foreground(owner=message.lease_owner)

    handler("index", background=True)(lambda payload, message: seen.append("index"))
    handler("complaint")(lambda payload, message: seen.append("complaint"))
    leave("rebuild", 1)
    deliver_round(owner="o", now=timezone.now())
    assert seen == ["piece 0", "complaint", "piece 1", "complaint"]


@pytest.mark.django_db
def test_a_batch_is_bounded_by_what_its_messages_ask_for(seen: list[Any]):
    @batch_handler("b", 20, weight=lambda message: message.payload["n"], most=100)
    def many(messages: Sequence[OutboxMessage]) -> None:
        seen.append([message.payload["n"] for message in messages])

    leave("b", 60, 40, 1, 500, 99, 1, *[1] * 30)
    drain()
    assert seen == [[60, 40], [1], [500], [99, 1], [1] * 20, [1] * 10]
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(MessageState.DONE, 1)}
