"""Import categories and filing conditions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.categories.loading import SEED_FILE, categories_load
from core.commands import OperationCommand, Outcome
from core.tables import TableRefused
from core.units.actors import SYSTEM


class Command(OperationCommand):
    help = _("导入大类、小类和立案条件（CSV）。不给文件时导入系统自带的一套。")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=SEED_FILE, help=_("CSV文件"))
        parser.add_argument("--valid-from", type=date.fromisoformat, help=_("有改动的立案条件的生效日期（默认今天）"))

    def operate(self, **options: Any) -> Outcome:
        try:
            report = categories_load(path=options["file"], by=SYSTEM, dry_run=self.dry_run, valid_from=options["valid_from"])
        except TableRefused as error:
            return Outcome(problem=str(error))
        if report.errors:
            return Outcome(lines=[str(error) for error in report.errors], problem=_("文件有错误，没有导入任何内容。"))
        figures = {"created": report.created, "updated": report.updated, "revised": report.revised, "unchanged": report.unchanged}
        line = _("新增%(created)d项，修改%(updated)d项，换版%(revised)d项，未变%(unchanged)d项。") % figures
        return Outcome(lines=[line], figures=figures)
