"""Import the official working-day arrangement of a year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.calendars.services import ImportReport, YearImport, calendar_import
from core.commands import OperationCommand, Outcome
from core.tables import TableRefused, read_file
from core.units.actors import SYSTEM


class Command(OperationCommand):
    help = _("导入国务院办公厅公布的年度节假日安排（CSV：年份,日期,类型,名称,文号,文件名称,成文日期[,范围]）。")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("CSV文件"))
        parser.add_argument("--year", type=int, help=_("只导入这一年"))

    def operate(self, **options: Any) -> Outcome:
        try:
            content = read_file(options["file"])
            report = calendar_import(content=content, by=SYSTEM, only_year=options["year"], dry_run=self.dry_run)
        except TableRefused as error:
            return Outcome(problem=str(error))
        if report.errors:
            return Outcome(lines=[str(error) for error in report.errors], problem=_("文件有错误，没有导入任何内容。"))
        return Outcome(lines=[_line(year) for year in report.years], figures=_figures(report))


def _line(year: YearImport) -> str:
    if not year.changed:
        return _("%(year)d年：与现行安排相同，未改动。") % {"year": year.year}
    text = _("%(year)d年（%(document)s）：放假%(holidays)d天，调休上班%(workdays)d天；新增%(added)d天，撤去%(removed)d天。")
    return text % {
        "year": year.year,
        "document": year.document_no,
        "holidays": year.holidays,
        "workdays": year.workdays,
        "added": len(year.added),
        "removed": len(year.removed),
    }


def _figures(report: ImportReport) -> dict[str, Any]:
    return {
        "years": [
            {
                "year": year.year,
                "changed": year.changed,
                "holidays": year.holidays,
                "workdays": year.workdays,
                "added": [day.isoformat() for day in year.added],
                "removed": [day.isoformat() for day in year.removed],
            }
            for year in report.years
        ]
    }
