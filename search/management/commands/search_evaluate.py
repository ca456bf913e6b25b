"""Measure the search on judged queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from search.engines.base import Face, SearchUnavailable
from search.engines.selection import ENGINES, engine
from search.evaluation import Score, evaluate, read_queries


class Command(OperationCommand):
    help = _("用已判定的查询测量检索质量和速度")
    writes = False

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queries", required=True, help=_("查询文件，每行一个 JSON：qid、set、source、query、rel"))
        parser.add_argument("--engine", choices=sorted(ENGINES), default="", help=_("检索引擎，默认取设置"))

    def operate(self, **options: Any) -> Outcome:
        path = Path(options["queries"])
        if not path.is_file():
            raise CommandError(_("没有这个文件：%(path)s") % {"path": path}, returncode=2)
        try:
            queries = list(read_queries(path))
        except ValueError as error:
            raise CommandError(_("查询文件第 %(line)s") % {"line": error}, returncode=2) from error
        target = engine(str(options["engine"]))
        problem = target.check(Face.PUBLIC)
        if problem:
            return Outcome(problem=_("检索引擎不可用：%(reason)s") % {"reason": problem})
        try:
            scores = evaluate(self.tracked(queries, _("查询"), len(queries)), target)
        except SearchUnavailable as error:
            return Outcome(problem=_("检索引擎不可用：%(reason)s") % {"reason": error.reason})
        rows = [{"set": name, "source": source, **score.as_dict()} for (name, source), score in scores.items()]
        return Outcome(_table(scores), {"engine": target.name, "scores": rows})


def _table(scores: dict[tuple[str, str], Score]) -> list[str]:
    """Columns of equal width; names are Latin in the judged sets."""
    head = f"{'set':10} {'source':18} {'queries':>7} {'MRR@10':>7} {'nDCG@10':>8} {'R@10':>6} {'R@100':>6} {'p50 ms':>7} {'p95 ms':>7}"
    lines = [
        f"{name:10} {source:18} {score.queries:7d} {score.mrr_10:7.3f} {score.ndcg_10:8.3f} {score.recall_10:6.3f} "
        f"{score.recall_100:6.3f} {score.p50_ms:7.1f} {score.p95_ms:7.1f}"
        for (name, source), score in scores.items()
    ]
    return [head, *lines]
