"""From a request in the outbox to the index."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from core.outbox.delivery import drain
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from search.engines import selection
from search.engines.base import Face, Ref, SearchUnavailable
from search.engines.embedded import EmbeddedEngine
from search.maintenance import MARGIN, base_sequence, compare, rebuild_class, refresh_kind, repair
from search.query import SearchQuery, search
from search.records import RecordClass
from search.services import MANY, TOPIC, request_index, request_index_many
from search.viewers import Viewer
from tests.search.library import Bench, Shelf

pytestmark = pytest.mark.django_db
STAFF = Viewer(tokens=frozenset({"public", "unit:1"}))


def carry() -> None:
    """What the worker does with requests to index."""
    drain(now=timezone.now())


def ask(shelf: Shelf, *pks: int) -> None:
    with transaction.atomic():
        request_index_many(shelf.source.kind, pks)


def totals(bench: Bench, text: str) -> tuple[int, int]:
    bench.settle()
    return search(SearchQuery(text=text), bench.engine).total, search(SearchQuery(text=text, viewer=STAFF), bench.engine).total


def test_requests_are_carried_out_by_the_worker_alone(bench: Bench, papers: Shelf):
    papers.put(1, "公开的井盖")
    papers.put(2, "内部的井盖", acl=frozenset({"unit:1"}))
    ask(papers, 1, 2)
    carry()
    assert totals(bench, "井盖") == (1, 2)
    assert not OutboxMessage.objects.filter(topic=TOPIC).exclude(state=MessageState.DONE).exists()


def test_a_request_is_bound_to_the_act(embedded: Bench, papers: Shelf):
    papers.put(1, "井盖")
    with transaction.atomic():
        request_index("paper", 1)
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.filter(topic=TOPIC).exists()


def test_withdrawn_and_deleted_records_leave(bench: Bench, papers: Shelf):
    papers.put(1, "甲井盖")
    papers.put(2, "乙井盖")
    ask(papers, 1, 2)
    carry()
    papers.change(1, public=False, acl=frozenset({"unit:1"}))
    del papers.records[2]
    ask(papers, 1, 2)
    carry()
    assert totals(bench, "井盖") == (0, 1)


def test_many_records_are_few_messages(embedded: Bench, papers: Shelf):
    for pk in range(1, 2 * MANY + 2):
        papers.put(pk, f"井盖{pk}")
    ask(papers, *papers.records)
    assert OutboxMessage.objects.filter(topic=TOPIC).count() == 3
    carry()
    assert totals(embedded, "井盖") == (2 * MANY + 1, 2 * MANY + 1)


def test_a_record_named_by_many_messages_is_read_once(embedded: Bench, papers: Shelf, monkeypatch: pytest.MonkeyPatch):
    papers.put(1, "井盖")
    read: list[int] = []
    build = papers.build
    object.__setattr__(papers.source, "build", lambda ids: read.extend(ids) or build(ids))
    for _time in range(5):
        ask(papers, 1)
    carry()
    assert read == [1]


def test_messages_delivered_twice_or_late_change_nothing(embedded: Bench, papers: Shelf):
    from search.indexing import deliver

    papers.put(1, "旧的绿地")
    ask(papers, 1)
    old = list(OutboxMessage.objects.filter(topic=TOPIC))
    carry()
    papers.change(1, title="新的广场")
    ask(papers, 1)
    carry()
    papers.change(1, title="旧的绿地")  # what a stalled worker read before
    deliver(old)
    assert totals(embedded, "广场") == (1, 1)
    assert totals(embedded, "绿地") == (0, 0)


def test_an_unknown_kind_does_not_block_the_queue(embedded: Bench, papers: Shelf):
    papers.put(1, "井盖")
    with transaction.atomic():
        request_index("gone", 7)
    ask(papers, 1)
    carry()
    assert totals(embedded, "井盖") == (1, 1)


def test_while_the_index_is_away_requests_wait(embedded: Bench, papers: Shelf, monkeypatch: pytest.MonkeyPatch):
    class Away(EmbeddedEngine):
        def write(self, *args: object) -> object:  # type: ignore[override]
            raise SearchUnavailable("down")

    papers.put(1, "井盖")
    ask(papers, 1)
    with monkeypatch.context() as patch:
        patch.setattr(selection, "_engine", lambda name: Away())
        carry()
    waiting = OutboxMessage.objects.get(topic=TOPIC)
    assert waiting.state == MessageState.PENDING
    assert waiting.available_at > timezone.now()
    OutboxMessage.objects.update(available_at=timezone.now())
    carry()
    assert totals(embedded, "井盖") == (1, 1)


def test_a_record_that_cannot_be_built_does_not_hold_up_the_others(embedded: Bench, papers: Shelf):
    papers.put(1, "好的井盖")
    papers.put(2, "坏的井盖")
    build = papers.build

    def fragile(ids: list[int]) -> object:
        if 2 in ids:
            raise ValueError("broken")
        return build(ids)

    object.__setattr__(papers.source, "build", fragile)
    ask(papers, 2)
    ask(papers, 1)
    for _attempt in range(4):
        OutboxMessage.objects.filter(state=MessageState.PENDING).update(available_at=timezone.now())
        carry()
    assert totals(embedded, "井盖") == (1, 1)
    assert OutboxMessage.objects.exclude(state=MessageState.DONE).count() == 1


def test_a_rebuild_serves_both_faces(bench: Bench, papers: Shelf):
    papers.put(1, "公开的井盖")
    papers.put(2, "内部的井盖", acl=frozenset({"unit:1"}))
    advanced: list[int] = []
    built = rebuild_class(bench.engine, RecordClass.DOCUMENT, advanced.append)
    assert built == {Face.INTRANET: 2, Face.PUBLIC: 1}
    assert sum(advanced) == 2
    assert totals(bench, "井盖") == (1, 2)


def test_a_rebuild_that_fails_leaves_the_old_index(bench: Bench, papers: Shelf):
    papers.put(1, "井盖")
    rebuild_class(bench.engine, RecordClass.DOCUMENT, lambda count: None)

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    papers.put(2, "第二个井盖")
    with pytest.raises(KeyboardInterrupt):
        rebuild_class(bench.engine, RecordClass.DOCUMENT, stop)
    assert totals(bench, "井盖") == (1, 1)


def test_after_a_rebuild_the_next_message_is_not_stale(bench: Bench, papers: Shelf):
    with transaction.atomic():
        for _number in range(MARGIN + 20):
            request_index("gone", 1)
    papers.put(1, "旧的绿地")
    rebuild_class(bench.engine, RecordClass.DOCUMENT, lambda count: None)
    assert base_sequence() > 1
    papers.change(1, title="新的广场")
    ask(papers, 1)
    carry()
    assert totals(bench, "广场") == (1, 1)


def test_reconcile_finds_and_mends_every_difference(bench: Bench, papers: Shelf):
    for pk in range(1, 5):
        papers.put(pk, f"井盖{pk}", version=1)
    ask(papers, 1, 2, 3)
    carry()
    bench.settle()
    papers.change(2, version=2, title="广场")  # a change whose request was lost
    del papers.records[3]  # a removal whose request was lost
    differences = {difference.face: difference for difference in compare(bench.engine)}
    inside, outside = differences[Face.INTRANET], differences[Face.PUBLIC]
    assert (inside.missing, inside.outdated, inside.surplus) == ([4], [2], [3])
    assert (outside.missing, outside.outdated, outside.surplus) == ([], [2], [3])
    assert repair(differences.values()) == 3
    carry()
    bench.settle()
    assert compare(bench.engine) == []
    assert totals(bench, "井盖") == (2, 2)


def test_refreshing_one_kind_writes_all_and_sweeps_the_rest(bench: Bench, papers: Shelf):
    papers.put(1, "井盖")
    bench.write(papers, sequence=1)
    papers.records.clear()
    papers.put(2, "新的井盖")
    with transaction.atomic():
        for _number in range(3):
            request_index("gone", 1)
    assert refresh_kind(bench.engine, papers.source, lambda count: None) == 1
    bench.settle()
    assert dict(bench.engine.versions(Face.INTRANET, RecordClass.DOCUMENT)) == {Ref("paper", 2): 0}
