"""A shelf of records in memory that acts as a source, and the search engines to put it into."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch, TransportError

from search import registry
from search.engines.base import Engine, Entry, Face, Operation, Request, WriteReport
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.indexing import entry_of
from search.records import RecordClass, SearchRecord
from search.registry import Source
from search.viewers import Viewer

ELASTICSEARCH_URL = os.environ.get("TEST_ELASTICSEARCH_URL") or os.environ.get("ELASTICSEARCH_URL") or "http://127.0.0.1:9200"


class Shelf:
    """Records by number, as a database would hold them. ``hidden`` are numbers nobody may see any more
    although the index may still have them."""

    def __init__(self, kind: str, record_class: RecordClass, **options: Any) -> None:
        self.records: dict[int, SearchRecord] = {}
        self.hidden: set[int] = set()
        self.source = Source(
            kind=kind,
            label=f"类别{kind}",
            record_class=record_class,
            build=self.build,
            visible_ids=self.visible_ids,
            all_ids=self.all_ids,
            **options,
        )

    def put(self, pk: int, title: str = "", body: str = "", **fields: Any) -> SearchRecord:
        """A record; public unless access tokens are given."""
        fields.setdefault("public", "acl" not in fields)
        record = SearchRecord(
            kind=self.source.kind, pk=pk, title=title or f"标题{pk}", url=f"/r/{self.source.kind}/{pk}/", body=body, **fields
        )
        self.records[pk] = record
        return record

    def change(self, pk: int, **fields: Any) -> SearchRecord:
        self.records[pk] = replace(self.records[pk], **fields)
        return self.records[pk]

    def build(self, ids: Sequence[int]) -> Iterable[SearchRecord]:
        return [self.records[pk] for pk in ids if pk in self.records]

    def visible_ids(self, viewer: Viewer, ids: Collection[int]) -> Collection[int]:
        return {pk for pk in ids if pk in self.records and pk not in self.hidden and self._opens(viewer, self.records[pk])}

    def _opens(self, viewer: Viewer, record: SearchRecord) -> bool:
        return record.public or (viewer.tokens is not None and not record.tokens().isdisjoint(viewer.tokens))

    def all_ids(self) -> Iterable[tuple[int, int]]:
        return [(pk, record.version) for pk, record in sorted(self.records.items())]

    def entry(self, pk: int) -> Entry:
        return entry_of(self.records[pk], self.source)


def operation(shelf: Shelf, pk: int, sequence: int) -> Operation:
    """The write of a record as it is now; a removal where the shelf has it no more."""
    entry = shelf.entry(pk) if pk in shelf.records else None
    return Operation(kind=shelf.source.kind, pk=pk, record_class=shelf.source.record_class, sequence=sequence, entry=entry)


class Bench:
    """An engine with its shelves, and ``settle()`` to wait until what was written can be found."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sequence = 0

    def write(self, shelf: Shelf, *pks: int, sequence: int | None = None) -> WriteReport:
        """Write records to both indexes as the worker does."""
        self.sequence += 1
        number = self.sequence if sequence is None else sequence
        operations = [operation(shelf, pk, number) for pk in pks or tuple(shelf.records)]
        report = self.engine.write(Face.INTRANET, operations)
        public = [o if o.entry and o.entry.public else replace(o, entry=None) for o in operations]
        self.engine.write(Face.PUBLIC, public)
        self.settle()
        return report

    def settle(self) -> None:
        if isinstance(self.engine, ElasticsearchEngine):
            self.engine.writer.indices.refresh(index=f"{prefix_of(self.engine)}-*")


def prefix_of(engine: ElasticsearchEngine) -> str:
    return engine.alias(Face.PUBLIC, RecordClass.CASE).removesuffix("-public-case")


def elasticsearch_ready() -> bool:
    """Is a server there? With REQUIRE_SERVICES=1 its absence is a failure, else the test is skipped."""
    try:
        Elasticsearch(ELASTICSEARCH_URL, request_timeout=5).cluster.health(wait_for_status="yellow", timeout="5s")
    except TransportError:
        return False
    return True


@contextmanager
def make_engine(name: str, settings: Any, tmp_path: Path) -> Iterator[Engine]:
    """A fresh engine with indexes of its own, taken away afterwards."""
    if name == "embedded":
        settings.SEARCH_INDEX_DIR = tmp_path / "index"
        yield EmbeddedEngine()
        return
    if not elasticsearch_ready():
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(f"no Elasticsearch at {ELASTICSEARCH_URL}")
        pytest.skip("no Elasticsearch")
    settings.ELASTICSEARCH_URL = ELASTICSEARCH_URL
    settings.SEARCH_INDEX_PREFIX = f"test-{os.getpid()}-{time.monotonic_ns()}"
    engine = ElasticsearchEngine()
    yield engine
    names = engine.writer.indices.get(index=f"{settings.SEARCH_INDEX_PREFIX}-*").keys()
    for index in names:
        engine.writer.indices.delete(index=index)


def only_these(monkeypatch: pytest.MonkeyPatch, *shelves: Shelf) -> None:
    """Register these shelves and nothing else."""
    monkeypatch.setattr(registry, "_sources", {shelf.source.kind: shelf.source for shelf in shelves})


def holds(entry: Entry, request: Request) -> bool:
    """The plain meaning of a match, without any index: what both engines must agree with."""
    plan = request.plan
    columns = {name: text.split() for name, text in entry.columns.items()}
    words = {token for name in ("title_w", "body_w", "file_w") for token in columns[name]}
    runs = [columns[name] for name in ("title_b", "body_b", "file_b")]
    pairs = {token for run in runs for token in run}
    if words.isdisjoint(plan.words) and pairs.isdisjoint(plan.bigrams):
        return False
    needed = [*plan.phrases, *(plan.required if request.strict else ())]
    return all(any(_side_by_side(run, tokens) for run in runs) or (len(tokens) == 1 and tokens[0] in words) for tokens in needed)


def _side_by_side(run: list[str], tokens: tuple[str, ...]) -> bool:
    return any(tuple(run[start : start + len(tokens)]) == tokens for start in range(len(run) - len(tokens) + 1))
