"""Writing passages: bulk import, and the link to the documents they are parts of."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from portal.base.registry import document_models
from portal.passages.models import Passage
from search.services import request_index, request_index_many

KIND = "passage"
# A piece is written in well under 100 ms, and between two of them others get the write lock.
PIECE = 200
PAUSE_SECONDS = 0.02
FIELDS = ("title", "law", "chapter", "number", "category", "date", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A passage as an import file gives it. ``number`` may be left out: it is then read from the title."""

    external_id: str
    title: str
    body: str
    law: str = ""
    chapter: str = ""
    number: str = ""
    category: str = ""
    date: datetime.date | None = None


@dataclass(slots=True)
class UpsertReport:
    """How many passages were new, changed, and the same as before."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged


def passages_upsert(
    *, rows: Iterable[PassageRow], pause_seconds: float = PAUSE_SECONDS, advance: Callable[[int], None] | None = None
) -> UpsertReport:
    """Write passages by their external identifiers, in short transactions; each asks for its own indexing.

    May be broken off and run again: what is there already is not written a second time.
    """
    report = UpsertReport()
    source = iter(rows)
    while piece := list(islice(source, PIECE)):
        _upsert_piece(piece, report)
        if advance:
            advance(len(piece))
        time.sleep(pause_seconds)
    return report


@transaction.atomic
def _upsert_piece(rows: Sequence[PassageRow], report: UpsertReport) -> None:
    wanted = {row.external_id: row for row in rows}  # of two rows with one identifier the later counts
    present = {passage.external_id: passage for passage in Passage.objects.filter(external_id__in=wanted)}
    documents = _documents({row.law for row in wanted.values()})
    now = timezone.now()
    fresh: list[Passage] = []
    changed: list[Passage] = []
    for row in wanted.values():
        values = _values(row)
        passage = present.get(row.external_id)
        if passage is None:
            fresh.append(Passage(external_id=row.external_id, document_id=documents.get(values["law"]), updated_at=now, **values))
        elif any(getattr(passage, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(passage, name, value)
            passage.document_id = documents.get(passage.law, passage.document_id)
            passage.updated_at = now
            changed.append(passage)
    created = Passage.objects.bulk_create(fresh)
    Passage.objects.bulk_update(changed, [*FIELDS, "document", "updated_at"])
    request_index_many(KIND, [passage.pk for passage in (*created, *changed)])
    report.created += len(created)
    report.updated += len(changed)
    report.unchanged += len(wanted) - len(created) - len(changed)


def _values(row: PassageRow) -> dict[str, object]:
    number = row.number or (row.title.removeprefix(row.law) if row.law and row.title.startswith(row.law) else "")
    return {
        "title": row.title[:300],
        "law": row.law[:200],
        "chapter": row.chapter[:200],
        "number": number.strip()[:60],
        "category": row.category[:60],
        "date": row.date,
        "body": row.body,
    }


def _documents(laws: Collection[str]) -> dict[object, int]:
    """Published documents by their titles; of several with one title the newest."""
    models = document_models()
    if not laws or not models:
        return {}
    rows = Page.objects.live().type(*models).filter(title__in=laws).order_by("pk").values_list("title", "pk")
    return dict(rows)


def passages_link(*, pause_seconds: float = PAUSE_SECONDS) -> int:
    """Link passages without a document to the published document of their law. Returns how many."""
    laws = list(Passage.objects.filter(document__isnull=True).exclude(law="").order_by().values_list("law", flat=True).distinct())
    linked = 0
    for start in range(0, len(laws), PIECE):
        for law, page in _documents(laws[start : start + PIECE]).items():
            linked += Passage.objects.filter(law=law, document__isnull=True).update(document_id=page)
            time.sleep(pause_seconds)
    return linked


@transaction.atomic
def passage_publish(*, passage: Passage, public: bool) -> Passage:
    """Show a passage to the public or withdraw it."""
    passage.public = public
    passage.updated_at = timezone.now()
    passage.save(update_fields=["public", "updated_at"])
    request_index(KIND, passage.pk)
    return passage
