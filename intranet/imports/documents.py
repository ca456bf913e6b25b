"""Importing whole documents into published notices or policy documents.

A piece is written in one short transaction with its index requests, so nothing is ever half there; the
source's id is unique in the table, so a run that was killed is simply run again and skips what is there.
"""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.audit.services import record
from core.units.actors import SYSTEM
from intranet.imports.bodies import body_blocks
from intranet.imports.bulk_pages import PageDraft, PreparedPage, pages_prepare, pages_write
from intranet.imports.pacing import Pace, pieces
from intranet.imports.reading import ImportedRecord
from portal.base.enums import Validity
from portal.base.models import DocumentPage, PublicPage, SubjectClass
from portal.base.services import index_numbers
from portal.notices.models import NoticeIndexPage, NoticePage
from portal.passages.services import passages_link
from portal.policies.models import PolicyIndexPage, PolicyPage
from search.services import request_index_many

_NAMESPACE = uuid.UUID("3c1f8c0e-4f0e-5c43-9d1b-1d6a7e2a9b55")
_PLAIN_ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
MANY = 400


@dataclass(frozen=True, slots=True)
class Target:
    """Where documents go."""

    section: type[PublicPage]
    model: type[DocumentPage]


TARGETS: Mapping[str, Target] = {
    "policies": Target(PolicyIndexPage, PolicyPage),
    "notices": Target(NoticeIndexPage, NoticePage),
}


@dataclass(slots=True)
class ImportResult:
    """What a run did. ``longest`` is the longest time in seconds that the write lock was held."""

    created: int = 0
    present: int = 0
    longest: float = 0.0
    pieces: int = 0
    over: int = 0


def documents_import(*, records: Iterable[ImportedRecord], into: str, dry_run: bool = False, pace: Pace | None = None) -> ImportResult:
    """Write what is not there yet, in the file's order. Raises ValidationError when the section is missing."""
    target = TARGETS[into]
    section = target.section.objects.order_by("pk").first()
    if section is None:
        raise ValidationError(_("还没有这个栏目，请先运行 site_setup。"))
    pace = pace or Pace()
    result = ImportResult()
    subjects = _Subjects(dry_run=dry_run)
    for fresh, weight in pieces(_absent(records, target.model, result), pace, length=lambda entry: len(entry.body)):
        drafts = [_draft(target.model, entry, subjects.of(entry.category)) for entry in fresh]
        if not dry_run:
            prepared = pages_prepare(parent=section, model=target.model, drafts=drafts)
            started = time.monotonic()
            _write(section, target.model, prepared)
            pace.ran(weight, time.monotonic() - started)
        result.created += len(fresh)
    result.longest, result.pieces, result.over = pace.longest, pace.pieces, pace.over
    if result.created and not dry_run:
        passages_link()  # articles that were there before their law
    return result


def _absent(records: Iterable[ImportedRecord], model: type[DocumentPage], result: ImportResult) -> Iterator[ImportedRecord]:
    """Records whose id is not in the table yet, asked for in groups."""
    group: list[ImportedRecord] = []
    for entry in records:
        group.append(entry)
        if len(group) == MANY:
            yield from _unknown(group, model, result)
            group = []
    yield from _unknown(group, model, result)


def _unknown(group: Sequence[ImportedRecord], model: type[DocumentPage], result: ImportResult) -> Iterator[ImportedRecord]:
    known = set(model.objects.filter(external_id__in=[entry.id for entry in group]).values_list("external_id", flat=True))
    result.present += len(known)
    yield from (entry for entry in group if entry.id not in known)


class _Subjects:
    """The source's categories as entries of 主题分类, made when first met."""

    def __init__(self, *, dry_run: bool) -> None:
        self._dry_run = dry_run
        self._numbers = dict(SubjectClass.objects.values_list("name", "pk"))

    def of(self, name: str) -> int | None:
        name = name[:40]
        if not name or self._dry_run:
            return None
        if name not in self._numbers:
            code = f"im-{hashlib.sha256(name.encode()).hexdigest()[:10]}"
            row, _created = SubjectClass.objects.get_or_create(code=code, defaults={"name": name, "sort_order": 800})
            self._numbers[name] = row.pk
        return self._numbers[name]


def _write(section: Page, model: type[DocumentPage], prepared: Sequence[PreparedPage]) -> None:
    with transaction.atomic():
        for item, number in zip(prepared, index_numbers(year=timezone.localdate().year, count=len(prepared)), strict=True):
            item.set("index_no", number)
        numbers = pages_write(parent=section, prepared=prepared)
        request_index_many(model.search_kind, numbers)


def _draft(model: type[DocumentPage], entry: ImportedRecord, subject: int | None) -> PageDraft:
    values: dict[str, Any] = {
        "title": entry.title,
        "body": body_blocks(entry.body, seed=entry.id),
        "issuer_name": entry.issuer,
        "written_date": entry.date,
        "publish_date": entry.date,
        "year": entry.date.year if entry.date else None,
        "subject_id": subject,
        "external_id": entry.id,
    }
    if issubclass(model, PolicyPage):
        values |= {"validity": Validity.UNKNOWN, "current_validity": Validity.UNKNOWN}
    key = uuid.uuid5(_NAMESPACE, f"{model._meta.label_lower}:{entry.id}")
    return PageDraft(slug=slug_of(entry.id), values=values, at=timezone.now(), translation_key=key)


def slug_of(external_id: str) -> str:
    """The address of an imported document: its own id where that can stand in an address."""
    if _PLAIN_ID.match(external_id):
        return external_id
    return f"x-{hashlib.sha256(external_id.encode()).hexdigest()[:16]}"


@transaction.atomic
def import_recorded(*, what: str, source: str, result: ImportResult, skipped: int) -> None:
    """The run in the audit trail."""
    data = {"source": source, "created": result.created, "present": result.present, "skipped": skipped}
    record(action=f"import.{what}", by=SYSTEM, data=data)
