"""Compare the search index with the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from search.engines.base import SearchUnavailable
from search.engines.selection import ENGINES, engine
from search.maintenance import compare, repair

SHOWN = 10


class Command(OperationCommand):
    help = _("核对检索索引与数据库；--fix 时为有差异的记录重新发出索引请求")
    writes = False

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=sorted(ENGINES), default="", help=_("检索引擎，默认取设置"))
        parser.add_argument("--kind", action="append", default=[], help=_("只核对这类记录，可重复"))
        parser.add_argument("--fix", action="store_true", help=_("为有差异的记录发出索引请求，由后台进程写入"))

    def operate(self, **options: Any) -> Outcome:
        try:
            differences = compare(engine(str(options["engine"])), options["kind"])
        except SearchUnavailable as error:
            return Outcome(problem=_("检索引擎不可用：%(reason)s") % {"reason": error.reason})
        figures: dict[str, Any] = {
            "differences": [
                {
                    "index": difference.face.value,
                    "kind": difference.kind,
                    "missing": len(difference.missing),
                    "outdated": len(difference.outdated),
                    "surplus": len(difference.surplus),
                }
                for difference in differences
            ]
        }
        lines = [
            _("%(index)s / %(kind)s：缺少 %(missing)s，过时 %(outdated)s，多余 %(surplus)s（例如 %(sample)s）")
            % {**row, "sample": ", ".join(map(str, difference.pks[:SHOWN]))}
            for row, difference in zip(figures["differences"], differences, strict=True)
        ]
        if not differences:
            return Outcome([_("索引与数据库一致。")], figures)
        if options["fix"]:
            figures["requested"] = repair(differences)
            return Outcome([*lines, _("已为 %(count)s 条记录发出索引请求。") % {"count": figures["requested"]}], figures)
        return Outcome(lines, figures, problem=_("索引与数据库不一致；加 --fix 重新索引。"))
