"""Many published pages at once, as rows: what adding them one by one through Wagtail would leave, only faster.

Wagtail needs about 25 queries for a page; 3,467 of them would hold the write lock for minutes. Here a
piece is a handful of statements. tests/intranet/test_imports_bulk.py compares the rows with Wagtail's own.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import Locale, Page, Revision
from wagtail.models.content_types import get_default_page_content_type

from core.transactions import require_atomic
from portal.base.models import PublicPage


@dataclass(frozen=True, slots=True)
class PageDraft:
    """One page to be. ``values`` are the fields of its own model and Page's title; the slug must be free.

    ``at`` is when it went public; ``translation_key`` is only given where runs must be repeatable.
    """

    slug: str
    values: Mapping[str, Any]
    at: datetime.datetime
    translation_key: uuid.UUID | None = None


class PreparedPage:
    """A page built, its revision serialised, before any lock is taken; only its place and numbers are missing."""

    def __init__(self, *, parent: Page, model: type[PublicPage], draft: PageDraft) -> None:
        self.at = draft.at
        self.page = model(
            **draft.values,
            slug=draft.slug,
            draft_title=draft.values["title"],
            depth=parent.depth + 1,
            numchild=0,
            url_path=f"{parent.url_path}{draft.slug}/",
            content_type=ContentType.objects.get_for_model(model),
            locale=Locale.get_default(),
            translation_key=draft.translation_key or uuid.uuid4(),
            live=True,
            has_unpublished_changes=False,
            first_published_at=draft.at,
            last_published_at=draft.at,
            latest_revision_created_at=draft.at,
        )
        # Children are asked of a page without a number: there are none yet, and no query is made.
        self.content: dict[str, Any] = self.page.serializable_data()
        own = {field.attname for field in Page._meta.concrete_fields} - {"id"}
        self.base = Page(**{name: getattr(self.page, name) for name in own})

    def set(self, name: str, value: Any) -> None:
        """A value that is only known under the lock, such as a number that was just given out."""
        setattr(self.page, name, value)
        self.content[name] = value

    def place(self, path: str) -> None:
        self.base.path = self.page.path = self.content["path"] = path

    def numbered(self) -> None:
        """After the first table's row was written: its number is the page's."""
        self.page.pk = self.page.id = self.content["pk"] = self.base.pk


def pages_prepare(*, parent: Page, model: type[PublicPage], drafts: Iterable[PageDraft]) -> list[PreparedPage]:
    """The slow half: outside any transaction."""
    return [PreparedPage(parent=parent, model=model, draft=draft) for draft in drafts]


def pages_write(*, parent: Page, prepared: Sequence[PreparedPage]) -> list[int]:
    """Write live pages of one model below ``parent``, each with one revision. Call it inside a short transaction.

    Neither Wagtail's signals nor the review take part: the caller answers for the texts, asks for their
    indexing and writes the audit entry.
    """
    require_atomic("pages_write")
    if not prepared:
        return []
    locked = Page.objects.select_for_update().only("path", "depth").get(pk=parent.pk)
    for item, path in zip(prepared, _free_paths(locked, len(prepared)), strict=True):
        item.place(path)
    Page.objects.bulk_create([item.base for item in prepared])
    for item in prepared:
        item.numbered()
    _insert_own_rows([item.page for item in prepared])
    Page.objects.filter(pk=locked.pk).update(numchild=F("numchild") + len(prepared))
    _write_revisions(prepared)
    return [item.page.pk for item in prepared]


def _free_paths(parent: Page, count: int) -> list[str]:
    """Tree paths after the parent's last child."""
    children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    last = children.order_by("-path").values_list("path", flat=True).first()
    first = Page._str2int(last[-Page.steplen :]) + 1 if last else 1
    return [Page._get_path(parent.path, parent.depth + 1, step) for step in range(first, first + count)]


def _insert_own_rows(pages: Sequence[PublicPage]) -> None:
    """The second half of each page. Django's bulk_create refuses models of two tables."""
    meta = pages[0]._meta
    fields = meta.local_concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join("%s" for _field in fields)
    table = connection.ops.quote_name(meta.db_table)
    rows = [[field.get_db_prep_save(field.pre_save(page, add=True), connection) for field in fields] for page in pages]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 (names of our own columns)


def _write_revisions(prepared: Sequence[PreparedPage]) -> None:
    base = get_default_page_content_type()
    rows = [
        Revision(
            content_type=item.page.content_type,
            base_content_type=base,
            object_id=str(item.page.pk),
            created_at=item.at,
            object_str=item.page.title,
            content=item.content,
        )
        for item in prepared
    ]
    Revision.objects.bulk_create(rows)
    own = Revision.objects.filter(base_content_type=base, object_id=Cast(OuterRef("pk"), CharField())).values("pk")[:1]
    pages = Page.objects.filter(pk__in=[item.page.pk for item in prepared])
    pages.update(latest_revision_id=Subquery(own), live_revision_id=Subquery(own))
