"""How fast the search indexes and answers as records grow, on the engine of the settings.

    python -m benchmarks search [--records 10000 100000] [--seed 7] [--engine embedded|elasticsearch]

Made-up records of the length of a notice (some 300 characters) go through the real way, record → analysis →
engine, into an index of their own in a temporary folder (Elasticsearch: under a prefix of their own, removed
at the end). Reported: records a second (wall and CPU), size, and milliseconds of a search as a page makes it
(counting, ranking, re-ranking; no snippets), for common words, rare words and whole sentences.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.intranet")

PLACES = ["望河街道", "槐荫街道", "石桥街道", "北苑街道", "临港街道", "青麓街道"]
MATTERS = [
    "占道经营",
    "油烟扰民",
    "井盖破损",
    "养犬不牵绳",
    "渣土撒漏",
    "垃圾满溢",
    "路灯不亮",
    "违法建设",
    "小广告",
    "夜间施工",
    "共享单车乱停放",
    "绿地被占",
]
VERBS = ["整治", "清理", "修复", "查处", "劝离", "更换", "复核", "通报", "督办", "巡查"]
QUERIES = {
    "common": ["占道经营", "垃圾", "望河街道", "整治 通报"],
    "rare": ["编号77号", "编号4242号", "编号777号 井盖"],
    "sentence": ["望河街道的烧烤摊夜里油烟扰民一直没有人管怎么办", "路上的井盖坏了好几天应该找哪个单位来修复"],
}


def lexicon(dice: random.Random) -> tuple[list[str], list[float]]:
    """Four thousand words of two to four characters and how often each is used (Zipf's law)."""
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 6000, 3)]
    words = ["".join(dice.choices(characters, k=dice.choice([2, 2, 2, 3, 4]))) for _number in range(4000)]
    return words, [1 / (rank + 10) for rank in range(len(words))]


def records(count: int, seed: int) -> Iterator[Any]:
    """The same records for the same seed: a title of the field, a text in which one matter is spoken of."""
    from search.records import SearchRecord

    dice = random.Random(seed)
    words, weights = lexicon(dice)
    for number in range(1, count + 1):
        place, matter, verb = dice.choice(PLACES), dice.choice(MATTERS), dice.choice(VERBS)
        said = dice.choices(words, weights, k=110)
        sentences = ["".join(said[start : start + 10]) for start in range(0, len(said), 10)]
        body = f"编号{number}号。{place}反映{matter}。" + "，".join(sentences)
        yield SearchRecord(kind="bench", pk=number, title=f"{place}{matter}{verb}情况", url="/", body=body, public=True)


def timed(action: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def percentiles(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50_ms": round(ordered[len(ordered) // 2], 1), "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1)}


def measure(engine: Any, count: int, seed: int) -> dict[str, Any]:
    """Build one index and ask it."""
    from search.analysis.plan import plan_of
    from search.engines.base import Face
    from search.indexing import entry_of
    from search.query import SearchQuery, rank
    from search.records import RecordClass
    from search.registry import source_of

    source = source_of("bench")
    wall, cpu = time.perf_counter(), time.process_time()
    growing = engine.rebuild(Face.PUBLIC, RecordClass.DOCUMENT, 1)
    batch = []
    for record in records(count, seed):
        batch.append(entry_of(record, source))
        if len(batch) == 500:
            growing.add(batch)
            batch = []
    growing.add(batch)
    growing.finish()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    figures: dict[str, Any] = {"records": count, "per_second": round(count / wall), "per_cpu_second": round(count / cpu)}
    for name, texts in QUERIES.items():
        asked = [SearchQuery(text=text) for text in texts for _time in range(12)]
        figures[name] = percentiles([timed(lambda q=query: rank(q, plan_of(q.text), engine, 20)) for query in asked])  # type: ignore[misc]
    return figures


def main(arguments: Sequence[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="search", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--engine", choices=["embedded", "elasticsearch"], default="embedded")
    options = parser.parse_args(arguments)
    import django

    django.setup()
    from django.conf import settings

    from search import registry
    from search.engines.selection import engine
    from search.records import RecordClass
    from search.registry import Source

    nothing = Source(
        kind="bench", label="bench", record_class=RecordClass.DOCUMENT, build=lambda ids: [], visible_ids=lambda v, i: i, all_ids=list
    )
    registry._sources.clear()
    registry.register_source(nothing)
    sizes: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="search-bench-") as folder:
        settings.SEARCH_INDEX_DIR = Path(folder)
        settings.SEARCH_INDEX_PREFIX = f"bench-{os.getpid()}"
        chosen = engine(options.engine)
        for count in options.records:
            figures = measure(chosen, count, options.seed)
            path = Path(folder) / "public.sqlite3"
            if path.exists():
                figures["megabytes"] = round(path.stat().st_size / 1e6)
            print(f"{count} records: {figures['per_second']} a second", file=sys.stderr, flush=True)
            sizes.append(figures)
        if options.engine == "elasticsearch":
            for name in chosen.writer.indices.get(index=f"{settings.SEARCH_INDEX_PREFIX}-*"):
                chosen.writer.indices.delete(index=name)

    return {"engine": options.engine, "sizes": sizes}
