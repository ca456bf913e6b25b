"""What follows from a publication: which files are public now, what the search must read again."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.db import transaction
from wagtail.models import Page

from core.numbering.services import next_values
from core.outbox.services import emit
from portal.base.models import DocumentPage, PageFile, PublicImage, PublicPage
from portal.base.models.media import RENDITION_SPECS
from portal.base.parameters import INDEX_PREFIX, text
from portal.base.text import document_ids, image_ids
from search.services import request_index, request_index_many

STORE_DOCUMENT = "portal.store_document"


def index_numbers(*, year: int, count: int) -> list[str]:
    """索引号: prefix "/" year "-" five digits; given once and never changed, gaps allowed."""
    prefix = text(INDEX_PREFIX)
    return [f"{prefix}/{year}-{value:05d}" for value in next_values(kind="index", scope=f"{prefix}:{year}", count=count)]


def index_number_assign(*, page: DocumentPage, year: int) -> None:
    """Give a document its index number, unless it has one."""
    if not page.index_no:
        page.index_no = index_numbers(year=year, count=1)[0]
        type(page)._default_manager.filter(pk=page.pk).update(index_no=page.index_no)


def renditions_make(*, images: set[int]) -> None:
    """Make the sizes in which public pages show pictures. Slow: call it before your transaction.

    The portal cannot make them: its database connection refuses the row.
    """
    for image in PublicImage.objects.filter(pk__in=images):
        image.get_renditions(*RENDITION_SPECS)


def revision_images(content: dict[str, Any]) -> set[int]:
    """Pictures in a revision's content."""
    body = content.get("body")
    return image_ids(json.loads(body)) if isinstance(body, str) and body else set()


def publication_follow_up(*, page: PublicPage) -> None:
    """After a page went live: note its files, ask for its indexing. In the publisher's transaction."""
    documents, images = page_file_ids(page)
    PageFile.objects.filter(page_id=page.pk).delete()
    rows = [PageFile(page_id=page.pk, document_id=number) for number in sorted(documents)]
    PageFile.objects.bulk_create([*rows, *(PageFile(page_id=page.pk, image_id=number) for number in sorted(images))])
    for number in sorted(documents):
        emit(STORE_DOCUMENT, {"document": number}, key=f"document:{number}")
    index_again(page=page)


def page_file_ids(page: PublicPage) -> tuple[set[int], set[int]]:
    """(documents, pictures) of a page as it stands. A document given on request offers none."""
    if isinstance(page, DocumentPage) and not page.is_open:
        return set(), set()
    body = getattr(page, "body", None)
    raw = body.raw_data if body is not None else []
    attached = getattr(page, "attachments", None)
    documents = set(attached.values_list("document_id", flat=True)) if attached is not None else set()
    return documents | document_ids(raw), image_ids(raw)


def index_again(*, page: Page) -> None:
    """Ask the search to read a page anew, or to forget it."""
    kind = getattr(page, "search_kind", "")
    if kind:
        request_index(kind, page.pk)


def subtree_index_again(*, page: Page) -> None:
    """A page and all below it have new addresses."""
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for row in Page.objects.live().descendant_of(page, inclusive=True).only("pk", "content_type_id"):
        kind = getattr(row.specific_class, "search_kind", "")
        if kind:
            waiting[kind].append(row.pk)
    with transaction.atomic():
        for kind, numbers in waiting.items():
            request_index_many(kind, numbers)
