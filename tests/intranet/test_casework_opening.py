"""A new complaint's case opens at once, however much the worker has to index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from core.outbox.delivery import deliver_round
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from core.outbox.services import MessageDraft, emit_many
from intranet.casework.models import Case
from search import services as requests
from search.engines import selection
from search.indexing import PIECE
from search.records import RecordClass
from tests.factories.complaints import submitted
from tests.search.library import Shelf, make_engine, only_these

WAITING = 2_000

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """Records that are read as a district's pages are; what is read of them is kept in ``read``."""
    made = Shelf("paper", RecordClass.DOCUMENT)
    for pk in range(1, WAITING + 1):
        made.put(pk)
    only_these(monkeypatch, made)
    with make_engine("embedded", settings, tmp_path) as engine:
        monkeypatch.setattr(selection, "_engine", lambda name: engine)
        yield made


@pytest.mark.parametrize("each", [1, requests.MANY])
def test_the_case_opens_in_the_same_round_with_two_thousand_records_to_index(shelf: Shelf, each: int):
    pks = list(shelf.records)
    emit_many(MessageDraft(requests.TOPIC, {"kind": "paper", "pks": pks[at : at + each]}) for at in range(0, WAITING, each))
    submitted()
    deliver_round(owner="o", now=timezone.now())
    assert Case.objects.count() == 1
    assert OutboxMessage.objects.filter(topic=requests.TOPIC, state=MessageState.DONE).count() == PIECE // each


def test_a_complaint_that_arrives_while_a_piece_is_indexed_waits_for_that_piece_only(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    opened: list[int] = []
    build = shelf.source.build

    def read(ids: Any) -> Any:
        opened.append(Case.objects.count())
        if len(opened) == 1:
            submitted()
        return build(ids)

    object.__setattr__(shelf.source, "build", read)
    emit_many(MessageDraft(requests.TOPIC, {"kind": "paper", "pks": [pk]}) for pk in shelf.records)
    deliver_round(owner="o", now=timezone.now())
    assert (opened, Case.objects.count()) == ([0], 1)
