"""A bulletin's figures as files: exact values, dates in ISO form, one row for each figure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from portal.bulletins.models import BulletinPage
from portal.bulletins.report import Indicator, Report, Value

# Latin column names, the same in every file, so that programs read them; the words for people stand beside the codes.
COLUMNS = (
    "month", "subject_kind", "subject_code", "subject", "indicator", "indicator_label", "numerator", "denominator", "value", "unit", "points",
)  # fmt: skip
SCORE_COLUMNS = ("month", "subject_kind", "subject_code", "subject", "rank", "rank_before", "base", "deductions", "bonus", "total")
UNITS = {"rate": "share", "mean": "work_hour", "count": "item"}
Cells = tuple[Any, ...]


def figure_rows(report: Report) -> Iterator[Cells]:
    """The district, then units and streets; the value as it was computed, empty for 0/0."""
    subjects = [("district", "", "", report.district)]
    subjects += [("unit", row.code, row.name, row.values) for row in report.units]
    subjects += [("street", row.code, row.name, row.values) for row in report.streets]
    for kind, code, name, values in subjects:
        for item in report.indicators:
            if item.identifier in values:
                yield (report.month.isoformat(), kind, code, name, *_figure(item, values[item.identifier]))


def _figure(item: Indicator, value: Value) -> Cells:
    return (item.identifier, item.label, value.numerator, value.denominator, value.value, UNITS[item.family], value.points)


def score_rows(report: Report) -> Iterator[Cells]:
    """Points and places."""
    for kind, rows in (("unit", report.units), ("street", report.streets)):
        for row in rows:
            amounts = (row.base, row.deductions, row.bonus, row.total)
            yield (report.month.isoformat(), kind, row.code, row.name, row.rank, row.rank_before, *amounts)


def trend_rows(report: Report) -> Iterator[Cells]:
    for point in report.trend:
        for name, value in point.values.items():
            yield (point.month.isoformat(), name, value)


def as_csv(page: BulletinPage) -> bytes:
    """UTF-8 with a mark, so that spreadsheet programs know the encoding."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row in figure_rows(page.report):
        writer.writerow([safe(cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(page: BulletinPage) -> bytes:
    """Three sheets: figures, scores, trend. Numbers are numbers."""
    book = Workbook()
    report = page.report
    sheets = (
        ("figures", COLUMNS, figure_rows(report)),
        ("scores", SCORE_COLUMNS, score_rows(report)),
        ("trend", ("month", "indicator", "value"), trend_rows(report)),
    )
    for number, (name, head, rows) in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(list(head))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([safe(cell) for cell in row])
    # The same bulletin gives the same file.
    moment = page.last_published_at or page.first_published_at
    if moment is not None:
        book.properties.created = book.properties.modified = moment.replace(tzinfo=None, microsecond=0)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_json(page: BulletinPage, url: str) -> bytes:
    """What the bulletin keeps, with where it is from."""
    data = {
        "title": page.title,
        "issue": page.document_no,
        "publish_date": page.publish_date.isoformat() if page.publish_date else None,
        "url": url,
        **page.figures,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def safe(cell: Any) -> Any:
    """A text that begins like a formula is marked as text."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{cell}"
    return cell
