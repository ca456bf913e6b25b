"""Fixtures of the search tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search.engines import selection
from search.engines.base import Engine
from search.records import RecordClass
from tests.search.library import Bench, Shelf, make_engine, only_these

ENGINE_NAMES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(params=ENGINE_NAMES)
def engine(request: pytest.FixtureRequest, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Each engine in turn, empty, and chosen by the settings."""
    with make_engine(request.param, settings, tmp_path) as made:
        settings.SEARCH_ENGINE = request.param
        monkeypatch.setattr(selection, "_engine", lambda name: made)
        yield made


@pytest.fixture
def bench(engine: Engine) -> Bench:
    return Bench(engine)


@pytest.fixture
def embedded(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """The embedded engine alone, for what does not depend on the engine."""
    with make_engine("embedded", settings, tmp_path) as made:
        settings.SEARCH_ENGINE = "embedded"
        monkeypatch.setattr(selection, "_engine", lambda name: made)
        yield Bench(made)


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A shelf of documents, the only source there is."""
    shelf = Shelf("paper", RecordClass.DOCUMENT)
    only_these(monkeypatch, shelf)
    return shelf
