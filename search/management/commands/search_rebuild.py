"""Build the search index anew from the database."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from search.engines.base import SearchUnavailable
from search.engines.selection import ENGINES, engine
from search.maintenance import FACES, classes_of, rebuild_class, refresh_kind
from search.registry import source_of, sources


class Command(OperationCommand):
    help = _("重建检索索引：新索引建好后一次性替换旧索引；指定 --kind 时只重写该类记录")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=sorted(ENGINES), default="", help=_("检索引擎，默认取设置"))
        parser.add_argument("--kind", default="", help=_("只处理一类记录"))

    def operate(self, **options: Any) -> Outcome:
        kind = str(options["kind"])
        if kind and source_of(kind) is None:
            raise CommandError(_("没有这一类记录：%(kind)s。可选：%(kinds)s") % {"kind": kind, "kinds": _kinds()}, returncode=2)
        target = engine(str(options["engine"]))
        counts = {source.kind: sum(1 for _row in source.all_ids()) for source in sources() if not kind or source.kind == kind}
        if self.dry_run:
            lines = [f"{name}: {count}" for name, count in counts.items()]
            return Outcome(lines, {"engine": target.name, "records": counts})
        started = time.monotonic()
        figures: dict[str, Any] = {"engine": target.name, "records": counts}
        try:
            with self.progress(_("索引"), sum(counts.values())) as shown:
                if kind:
                    source = source_of(kind)
                    assert source is not None
                    figures["written"] = refresh_kind(target, source, shown.advance)
                else:
                    figures["built"] = {
                        record_class.value: {face.value: built[face] for face in FACES}
                        for record_class in classes_of(())
                        for built in [rebuild_class(target, record_class, shown.advance)]
                    }
        except SearchUnavailable as error:
            return Outcome(problem=_("检索引擎不可用：%(reason)s") % {"reason": error.reason}, figures=figures)
        figures["seconds"] = round(time.monotonic() - started, 1)
        total = sum(counts.values())
        return Outcome([_("已索引 %(total)s 条，用时 %(seconds)s 秒。") % {"total": total, "seconds": figures["seconds"]}], figures)


def _kinds() -> str:
    return "、".join(source.kind for source in sources())
