"""Importing short passages (a statute's single articles)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intranet.imports.documents import ImportResult
from intranet.imports.reading import ImportedRecord
from portal.passages.services import PassageRow, passages_link, passages_upsert


def passages_import(*, records: Iterable[ImportedRecord], dry_run: bool = False) -> ImportResult:
    """Write what is new or changed and link it to the published documents of the same laws.

    Pieces, pauses and index requests are the table's own business (portal/passages/services.py).
    """
    result = ImportResult()
    if dry_run:
        result.created = sum(1 for _record in records)
        return result
    report = passages_upsert(rows=_rows(records))
    result.created, result.present = report.created, report.updated + report.unchanged
    passages_link()
    return result


def _rows(records: Iterable[ImportedRecord]) -> Iterator[PassageRow]:
    for entry in records:
        yield PassageRow(
            external_id=entry.id,
            title=entry.title,
            body=entry.body,
            law=entry.law,
            chapter=entry.chapter,
            category=entry.category,
            date=entry.date,
        )
