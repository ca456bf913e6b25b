"""Units from a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from core.tables import TableRefused, read_file
from core.units.actors import SYSTEM
from intranet.registry.services.imports import UNIT_HEADINGS, ImportReport, units_import


def outcome_of(report: ImportReport) -> Outcome:
    """What an import did, in lines and figures."""
    figures = {"created": len(report.created), "changed": len(report.changed), "unchanged": report.unchanged, "errors": len(report.errors)}
    if report.errors:
        figures_with_lines = {**figures, "lines": [str(error) for error in report.errors]}
        lines = [str(error) for error in report.errors]
        return Outcome(lines=lines, figures=figures_with_lines, problem=_("文件有错误，没有写入任何内容。"))
    return Outcome(lines=[_("新建 %(created)d，修改 %(changed)d，未变 %(unchanged)d。") % figures], figures=figures)


class Command(OperationCommand):
    help = _("从CSV文件导入单位。列：%(columns)s") % {"columns": "、".join(UNIT_HEADINGS)}

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("CSV文件，UTF-8或GB18030编码"))

    def operate(self, **options: Any) -> Outcome:
        try:
            return outcome_of(units_import(content=read_file(options["file"]), by=SYSTEM, dry_run=self.dry_run))
        except TableRefused as error:
            return Outcome(problem=str(error))
