"""Reading tables that staff made with a spreadsheet program: CSV with Chinese or English headings."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.phrases import listed

LARGEST_FILE = 10 * 1024 * 1024
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class TableRefused(ValueError):
    """The file cannot be read as the table it should be. The message is for the person who gave it."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """``line`` is the line in the file, counted from 1, with the heading line as 1."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong in one line."""

    line: int
    message: str

    def __str__(self) -> str:
        return _("第%(line)d行：%(message)s") % {"line": self.line, "message": self.message}


def read_file(path: Path) -> bytes:
    """The content of a file named on the command line. Raises TableRefused."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TableRefused(_("文件超过10 MB。"))
        return path.read_bytes()
    except OSError as error:
        raise TableRefused(_("读不到文件“%(path)s”：%(why)s。") % {"path": path, "why": error.strerror}) from error


def read_table(content: bytes, headings: Mapping[str, str], required: frozenset[str]) -> list[TableRow]:
    """The rows of a CSV file in UTF-8 or GB18030. ``headings`` maps each accepted heading to its column name.

    Empty lines are left out, cells are stripped. Raises TableRefused.
    """
    reader = csv.reader(io.StringIO(_decoded(content), newline=""))
    try:
        lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise TableRefused(_("文件不是有效的CSV：%(why)s。") % {"why": error}) from error
    if not lines:
        raise TableRefused(_("文件是空的。"))
    columns = [headings.get(cell.lower(), "") for cell in lines[0][1]]
    missing = required - set(columns)
    if missing:
        names = {column: heading for heading, column in reversed(list(headings.items()))}
        raise TableRefused(_("缺少列：%(columns)s。") % {"columns": listed(sorted(names[column] for column in missing))})
    doubled = {column for column in columns if column and columns.count(column) > 1}
    if doubled:
        raise TableRefused(_("有重复的列：%(columns)s。") % {"columns": listed(sorted(doubled))})
    rows = [TableRow(number, dict(zip(columns, cells, strict=False))) for number, cells in lines[1:] if any(cells)]
    if not rows:
        raise TableRefused(_("文件中没有数据行。"))
    return rows


def read_date(text: str) -> datetime.date:
    """A date as 2027-01-01, 2027/1/1 or 2027年1月1日. Raises ValueError."""
    found = DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a date: {text}")
    return datetime.date(*(int(part) for part in found.groups()))


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise TableRefused(_("文件超过10 MB。"))
    if b"\0" in content:
        raise TableRefused(_("文件不是文本，请另存为CSV格式。"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableRefused(_("文件编码无法识别，请用UTF-8保存。"))
