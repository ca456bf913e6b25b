"""Fixtures of the ground floor's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from core.outbox.registry import ROUTES


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the handlers registered in a test were given. The registry is put back afterwards."""
    before = dict(ROUTES)
    yield []
    ROUTES.clear()
    ROUTES.update(before)
