"""The engine for more than one machine: Elasticsearch 8.

An index for each face and class of records, behind an alias. Writes carry the outbox's sequence as external
version, so a late write is refused by the server itself. Works with any Elasticsearch 8 without plugins
and uses neither scripts nor by-query writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import Search
from elasticsearch.helpers import BulkIndexError, scan, streaming_bulk

from search.documents import (
    alias_of,
    building_alias_of,
    create_index,
    rank_search,
    source_of_entry,
    survey_search,
    texts_of_source,
)
from search.engines.base import (
    Candidate,
    Cell,
    Cube,
    Entry,
    Face,
    Operation,
    Ref,
    Request,
    SearchUnavailable,
    StoredText,
    Weights,
    WriteReport,
)
from search.engines.breaker import Breaker
from search.records import RecordClass

SEARCH_SECONDS = 2.0
WRITE_SECONDS = 60.0
_STALE = 409
T = TypeVar("T")


class ElasticsearchEngine:
    """See search.engines.base.Engine."""

    name = "elasticsearch"

    def __init__(self) -> None:
        self.breaker = Breaker()

    @cached_property
    def client(self) -> Elasticsearch:
        """For questions of readers: one try, two seconds."""
        return Elasticsearch(settings.ELASTICSEARCH_URL, request_timeout=SEARCH_SECONDS, max_retries=0, retry_on_timeout=False)

    @cached_property
    def writer(self) -> Elasticsearch:
        """For the worker and commands, who have time."""
        return self.client.options(request_timeout=WRITE_SECONDS)

    def alias(self, face: Face, record_class: RecordClass) -> str:
        return alias_of(settings.SEARCH_INDEX_PREFIX, face, record_class)

    def survey(self, request: Request, classes: Collection[RecordClass]) -> Mapping[RecordClass, Cube]:
        asked = list(classes)
        answers = self._multi(request.face, {record_class: survey_search(request) for record_class in asked})
        return {record_class: _cube(answer, dated=request.filters.dated) for record_class, answer in zip(asked, answers, strict=True)}

    def rank(self, request: Request, classes: Mapping[RecordClass, Weights], limit: int) -> Mapping[RecordClass, list[Candidate]]:
        searches = {record_class: rank_search(request, weights, limit) for record_class, weights in classes.items()}
        answers = self._multi(request.face, searches)
        return {
            record_class: [_candidate(hit) for hit in answer["hits"]["hits"]] for record_class, answer in zip(classes, answers, strict=True)
        }

    def texts(self, face: Face, refs: Collection[tuple[RecordClass, Ref]]) -> Mapping[Ref, StoredText]:
        if not refs:
            return {}
        wanted = [{"_index": self.alias(face, record_class), "_id": _id(ref.kind, ref.pk)} for record_class, ref in refs]
        answer = self._asked(lambda: self.client.mget(docs=wanted, source_includes=["body", "files"]))
        pairs = zip(refs, answer["docs"], strict=True)
        return {ref: texts_of_source(found["_source"]) for (_class, ref), found in pairs if found.get("found")}

    def write(self, face: Face, operations: Sequence[Operation]) -> WriteReport:
        by_class: defaultdict[RecordClass, list[Operation]] = defaultdict(list)
        for operation in operations:
            by_class[operation.record_class].append(operation)
        report = WriteReport()
        for record_class, group in by_class.items():
            report += _translated(partial(self._write, self.alias(face, record_class), group))
        return report

    def versions(self, face: Face, record_class: RecordClass) -> Iterator[tuple[Ref, int]]:
        alias = self.alias(face, record_class)
        if not _translated(lambda: bool(self.writer.indices.exists_alias(name=alias))):
            return
        _translated(lambda: self.writer.indices.refresh(index=alias))
        query = {"query": {"match_all": {}}, "_source": ["kind", "pk", "version"]}
        rows = _translated(lambda: [hit["_source"] for hit in scan(self.writer, index=alias, query=query, size=2000)])
        for row in rows:
            yield Ref(row["kind"], row["pk"]), row["version"]

    def rebuild(self, face: Face, record_class: RecordClass, base_sequence: int) -> ElasticsearchRebuild:
        return ElasticsearchRebuild(self.writer, self.alias(face, record_class), base_sequence)

    def check(self, face: Face) -> str:
        try:
            # Not info() or ping(): the cluster's health is what tells whether searches will be answered.
            health = self._asked(lambda: self.client.cluster.health())
        except SearchUnavailable as error:
            return error.reason
        return "cluster status is red" if health["status"] == "red" else ""

    def _write(self, alias: str, operations: Sequence[Operation]) -> WriteReport:
        """The growing index first: if it goes live between the two writes, the second one reaches it too."""
        building = building_alias_of(alias)
        if self.writer.indices.exists_alias(name=building):
            _bulk(self.writer, building, operations, may_be_gone=True)
        if not self.writer.indices.exists_alias(name=alias):
            _first_index(self.writer, alias)
        return _bulk(self.writer, alias, operations)

    def _multi(self, face: Face, searches: Mapping[RecordClass, Search[Any]]) -> list[dict[str, Any]]:
        """All classes in one request. A class that was never written has no index and no matches."""
        if not searches:
            return []
        lines: list[dict[str, Any]] = []
        for record_class, search in searches.items():
            lines += [{"index": self.alias(face, record_class), "ignore_unavailable": True}, search.to_dict()]
        answers: list[dict[str, Any]] = self._asked(lambda: self.client.msearch(searches=lines))["responses"]
        for answer in answers:
            if "error" in answer:
                raise SearchUnavailable(f"elasticsearch: {answer['error'].get('type')}")
        return answers

    def _asked(self, call: Callable[[], Any]) -> Any:
        """A reader's question, through the breaker."""
        if not self.breaker.allows():
            raise SearchUnavailable("elasticsearch: not asked after failures in a row")
        try:
            answer = _translated(call)
        except SearchUnavailable:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return answer


class ElasticsearchRebuild:
    """See search.engines.base.Rebuild."""

    def __init__(self, client: Elasticsearch, alias: str, base_sequence: int) -> None:
        self.client = client
        self.alias = alias
        self.base_sequence = base_sequence
        self.name = _translated(self._start)

    def _start(self) -> str:
        """Drop what a killed rebuild left, create the next index and let the worker's writes reach it."""
        building = building_alias_of(self.alias)
        for left in _indices(self.client, building):
            self.client.indices.delete(index=left)
        live = _indices(self.client, self.alias)
        name = f"{self.alias}-{max((int(index.rsplit('-', 1)[1]) for index in live), default=0) + 1}"
        self.client.indices.delete(index=name, ignore_unavailable=True)
        create_index(self.client, name)
        self.client.indices.put_alias(index=name, name=building)
        return name

    def add(self, entries: Sequence[Entry]) -> int:
        operations = [
            Operation(kind=entry.kind, pk=entry.pk, record_class=entry.record_class, sequence=self.base_sequence, entry=entry)
            for entry in entries
        ]
        return _translated(lambda: _bulk(self.client, building_alias_of(self.alias), operations)).written

    def finish(self) -> int:
        return _translated(self._finish)

    def _finish(self) -> int:
        self.client.indices.refresh(index=self.name)
        count = int(self.client.count(index=self.name)["count"])
        old = _indices(self.client, self.alias)
        actions: list[dict[str, Any]] = [{"remove": {"index": index, "alias": self.alias}} for index in old]
        actions.append({"add": {"index": self.name, "alias": self.alias}})
        actions.append({"remove": {"index": self.name, "alias": building_alias_of(self.alias)}})
        self.client.indices.update_aliases(actions=actions)
        for index in old:
            self.client.indices.delete(index=index)
        return count

    def abort(self) -> None:
        _translated(lambda: self.client.indices.delete(index=self.name, ignore_unavailable=True))


def _translated(call: Callable[[], T]) -> T:
    """Run a call; whatever the client or the server has against it becomes SearchUnavailable."""
    try:
        return call()
    except (ApiError, TransportError, BulkIndexError) as error:
        raise SearchUnavailable(f"elasticsearch: {type(error).__name__}: {error}"[:300]) from error


def _indices(client: Elasticsearch, alias: str) -> list[str]:
    try:
        return sorted(client.indices.get_alias(name=alias).keys())
    except NotFoundError:
        return []


def _first_index(client: Elasticsearch, alias: str) -> None:
    """Index 1 of an alias. Two workers may arrive here together; both end with the same index."""
    name = f"{alias}-1"
    if not client.indices.exists(index=name):
        try:
            create_index(client, name)
        except ApiError as error:
            if "resource_already_exists" not in str(error):
                raise
    client.indices.put_alias(index=name, name=alias)


def _bulk(client: Elasticsearch, alias: str, operations: Sequence[Operation], *, may_be_gone: bool = False) -> WriteReport:
    """Write through an alias. A stale write is counted, a deletion of what is not there is done already."""
    written = stale = 0
    actions = map(_action, operations)
    results: Iterable[tuple[bool, dict[str, Any]]] = streaming_bulk(
        client, actions, index=alias, raise_on_error=False, require_alias=True, chunk_size=200, max_chunk_bytes=8 * 1024 * 1024
    )
    for ok, result in results:
        verb, details = next(iter(result.items()))
        if ok or (verb == "delete" and details.get("result") == "not_found"):
            written += 1
        elif details.get("status") == _STALE:
            stale += 1
        elif not may_be_gone:
            raise SearchUnavailable(f"elasticsearch: {details.get('error')}"[:300])
    return WriteReport(written, stale)


def _action(operation: Operation) -> dict[str, Any]:
    action = {"_id": _id(operation.kind, operation.pk), "version": operation.sequence, "version_type": "external"}
    if operation.entry is None:
        return action | {"_op_type": "delete"}
    return action | {"_op_type": "index", "_source": source_of_entry(operation.entry)}


def _id(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"


def _cube(answer: Mapping[str, Any], *, dated: bool) -> Cube:
    cube: dict[Cell, int] = {}
    for kind in answer.get("aggregations", {}).get("kinds", {}).get("buckets", ()):
        for unit in kind["units"]["buckets"]:
            inside = unit["dated"]["doc_count"] if dated else unit["doc_count"]
            counts = {True: inside, False: unit["doc_count"] - inside}
            cube |= {Cell(kind["key"], unit["key"], in_range): count for in_range, count in counts.items() if count}
    return cube


def _candidate(hit: Mapping[str, Any]) -> Candidate:
    return Candidate(score=float(hit["_score"]), **hit["_source"])
