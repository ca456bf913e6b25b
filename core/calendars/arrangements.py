"""An arrangement of a year as it is given: from a CSV file or from a form. Checked here, written by services."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.calendars.enums import ArrangementScope, DayKind
from core.tables import LineError, TableRow, read_date, read_table

HEADINGS = {
    "年份": "year",
    "日期": "date",
    "类型": "kind",
    "名称": "name",
    "文号": "document_no",
    "文件名称": "document_title",
    "成文日期": "issued_on",
    "范围": "scope",
} | {name: name for name in ("year", "date", "kind", "name", "document_no", "document_title", "issued_on", "scope")}
REQUIRED = frozenset({"year", "date", "kind", "name", "document_no", "document_title", "issued_on"})
KINDS = {"放假": DayKind.HOLIDAY, "上班": DayKind.WORKDAY, "holiday": DayKind.HOLIDAY, "workday": DayKind.WORKDAY}
SCOPES = {"": ArrangementScope.NATIONAL, "全国": ArrangementScope.NATIONAL, "地方": ArrangementScope.LOCAL} | {
    scope.value: scope for scope in ArrangementScope
}
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
DECEMBER, SATURDAY = 12, 5


@dataclass(frozen=True, slots=True)
class SpecialDay:
    date: datetime.date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The days of one year and the document that says so."""

    year: int
    scope: str
    document_no: str
    document_title: str
    issued_on: datetime.date
    days: tuple[SpecialDay, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Arrangements by year, or what is wrong line by line; never both."""

    arrangements: tuple[Arrangement, ...]
    errors: tuple[LineError, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    row: TableRow
    year: int
    scope: str
    issued_on: datetime.date
    day: SpecialDay

    @property
    def source(self) -> tuple[str, str, datetime.date]:
        return self.row["document_no"], self.row["document_title"], self.issued_on


def parse_arrangements(content: bytes) -> ParsedFile:
    """Read a CSV of special days. Raises TableRefused when it is no such table at all."""
    lines: list[_Line] = []
    errors: list[LineError] = []
    for row in read_table(content, HEADINGS, REQUIRED):
        try:
            lines.append(_read_line(row))
        except ValueError as error:
            errors.append(LineError(row.line, str(error)))
    errors += _conflicts(lines)
    if errors:
        return ParsedFile((), tuple(sorted(errors, key=lambda error: error.line)))
    keys = sorted({(line.year, line.scope) for line in lines})
    return ParsedFile(tuple(_gather([line for line in lines if (line.year, line.scope) == key]) for key in keys), ())


def day_problem(year: int, scope: str, day: SpecialDay) -> str:
    """What is wrong with a day of an arrangement, or nothing.

    A notice may also rule the last December days of the year before (2018-12-29 was such a working day).
    """
    in_year = day.date.year == year or (day.date.year == year - 1 and day.date.month == DECEMBER)
    if not in_year:
        return _("%(day)s不在%(year)d年内。") % {"day": day.date, "year": year}
    if not day.name or len(day.name) > 40:
        return _("名称应为1至40个字。")
    if day.kind == DayKind.WORKDAY and scope == ArrangementScope.NATIONAL and day.date.weekday() < SATURDAY:
        return _("%(day)s不是周末，不必列为上班日。") % {"day": day.date}
    return ""


def _read_line(row: TableRow) -> _Line:
    year_text, kind = row["year"], KINDS.get(row["kind"].lower())
    if not year_text.isdecimal() or not EARLIEST_YEAR <= int(year_text) <= LATEST_YEAR:
        raise ValueError(_("年份应在%(first)d至%(last)d之间。") % {"first": EARLIEST_YEAR, "last": LATEST_YEAR})
    if kind is None:
        raise ValueError(_("类型应为“放假”或“上班”。"))
    scope = SCOPES.get(row["scope"])
    if scope is None:
        raise ValueError(_("范围应为“全国”或“地方”。"))
    if not row["document_no"] or not row["document_title"]:
        raise ValueError(_("缺少文号或文件名称。"))
    day = SpecialDay(_date(row["date"]), kind.value, row["name"])
    problem = day_problem(int(year_text), scope, day)
    if problem:
        raise ValueError(problem)
    return _Line(row, int(year_text), scope.value, _date(row["issued_on"]), day)


def _date(text: str) -> datetime.date:
    try:
        return read_date(text)
    except ValueError:
        raise ValueError(_("“%(text)s”不是日期。") % {"text": text}) from None


def _conflicts(lines: Iterable[_Line]) -> list[LineError]:
    errors: list[LineError] = []
    seen: dict[tuple[str, datetime.date], int] = {}
    sources: dict[tuple[int, str], tuple[str, str, datetime.date]] = {}
    for line in lines:
        first = seen.setdefault((line.scope, line.day.date), line.row.line)
        if first != line.row.line:
            errors.append(LineError(line.row.line, _("与第%(line)d行的日期重复。") % {"line": first}))
        if sources.setdefault((line.year, line.scope), line.source) != line.source:
            errors.append(LineError(line.row.line, _("同一年份的文号、文件名称、成文日期应相同。")))
    return errors


def _gather(lines: Sequence[_Line]) -> Arrangement:
    first = lines[0]
    days = tuple(sorted((line.day for line in lines), key=lambda day: day.date))
    return Arrangement(first.year, first.scope, *first.source, days)
