"""Measuring the quality and speed of the search on judged queries."""

from __future__ import annotations

import json
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.analysis.plan import plan_of
from search.engines.base import Engine
from search.query import SearchQuery, rank
from search.records import RecordClass
from search.registry import kinds_of

DEPTH = 100
TOP = 10
# The judged sets and where their records are found.
SETS = {"document": RecordClass.DOCUMENT, "article": RecordClass.PASSAGE}


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with its relevant records: external identifier → grade (above 0)."""

    qid: str
    set: str
    source: str
    text: str
    relevant: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Means over the queries of one set and source; times in milliseconds of wall time, engine and re-ranking."""

    queries: int
    mrr_10: float
    ndcg_10: float
    recall_10: float
    recall_100: float
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, float]:
        return {name: round(getattr(self, name), 4) for name in self.__slots__}


def read_queries(path: Path) -> Iterator[JudgedQuery]:
    """Queries of a JSON Lines file. Raises ValueError with the line's number for one that cannot be read."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                relevant = {str(key): float(grade) for key, grade in row["rel"].items() if float(grade) > 0}
                query = JudgedQuery(str(row["qid"]), str(row["set"]), str(row.get("source", "")), str(row["query"]), relevant)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{number}: {error}") from error
            if query.set not in SETS:
                raise ValueError(f"{number}: set '{query.set}'")
            if relevant:
                yield query


def evaluate(queries: Iterable[JudgedQuery], engine: Engine) -> dict[tuple[str, str], Score]:
    """Scores by (set, source). Only records with an external identifier take part: the judgements know no others."""
    rows: defaultdict[tuple[str, str], list[tuple[list[float], float]]] = defaultdict(list)
    for query in queries:
        started = time.perf_counter()
        found = ranked_ids(query, engine)
        elapsed = (time.perf_counter() - started) * 1000
        rows[query.set, query.source].append((_measures(query.relevant, found), elapsed))
    return {key: _mean(values) for key, values in sorted(rows.items())}


def ranked_ids(query: JudgedQuery, engine: Engine) -> list[str]:
    """External identifiers of the first hundred, in order, found as any reader of the portal finds them."""
    kinds = frozenset(kinds_of(SETS[query.set]))
    if not kinds:
        return []
    asked = SearchQuery(text=query.text, kinds=kinds)
    plan = plan_of(query.text)
    candidates = rank(asked, plan, engine, limit=DEPTH).candidates if not plan.empty else []
    return [candidate.external_id for candidate in candidates if candidate.external_id][:DEPTH]


def _measures(relevant: Mapping[str, float], found: Sequence[str]) -> list[float]:
    """MRR@10, nDCG@10 (gain = grade), Recall@10, Recall@100."""
    first = next((position for position, name in enumerate(found[:TOP], 1) if name in relevant), 0)
    gain = sum(relevant.get(name, 0.0) / math.log2(position + 1) for position, name in enumerate(found[:TOP], 1))
    best = sum(grade / math.log2(position + 1) for position, grade in enumerate(sorted(relevant.values(), reverse=True)[:TOP], 1))
    recalls = [len(set(found[:depth]) & relevant.keys()) / len(relevant) for depth in (TOP, DEPTH)]
    return [1 / first if first else 0.0, gain / best, *recalls]


def _mean(values: Sequence[tuple[list[float], float]]) -> Score:
    count = len(values)
    mrr, ndcg, near, far = (sum(measures[index] for measures, _time in values) / count for index in range(4))
    times = sorted(elapsed for _measures, elapsed in values)
    return Score(count, mrr, ndcg, near, far, times[count // 2], times[math.ceil(count * 0.95) - 1])
