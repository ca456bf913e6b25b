"""What running the house asks of the search: a health check, and a new index after a restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from core.operations.backups.hooks import restore_hooks
from core.outbox.delivery import drain
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from search import operations
from search.engines.base import SearchUnavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_ENGINE = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"


def test_a_restore_asks_for_new_indexes_and_the_check_sees_them():
    assert not operations.check_search().ok
    with transaction.atomic():
        restore_hooks()["search"]()
    assert drain() == 1
    assert OutboxMessage.objects.get().state == MessageState.DONE
    assert operations.check_search().ok


def test_the_rebuild_waits_for_an_engine_that_is_away(monkeypatch: pytest.MonkeyPatch):
    def away(*_given: object) -> None:
        raise SearchUnavailable("no answer")

    monkeypatch.setattr(operations, "rebuild_class", away)
    with transaction.atomic():
        operations.request_rebuild()
    drain()
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (MessageState.PENDING, 0)
    assert "no answer" in message.last_error
