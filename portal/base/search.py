"""What published pages put into the index: one source for each kind of page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.base.models import DocumentPage, PageFile, PublicPage, SectionPage, StandardPage
from portal.base.urlpaths import document_path, site_path
from search.records import AttachmentText, RecordClass, SearchRecord
from search.registry import Source
from search.viewers import Viewer

PAGE_KIND = "page"
Extra = Callable[[Any], dict[str, Any]]


def page_source(
    *, kind: str, label: str | Promise, models: Sequence[type[PublicPage]], extra: Extra | None = None, newest_first: bool = False
) -> Source:
    """The source of one kind of page. ``extra`` adds fields of the record that only this kind has."""

    def build(ids: Sequence[int]) -> Iterable[SearchRecord]:
        texts = _attachment_texts(ids)
        for model in models:
            for page in model.objects.published().filter(pk__in=ids).select_related(*model.view_related):
                yield SearchRecord(**{**_record(kind, page, texts), **(extra(page) if extra else {})})

    def visible_ids(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
        return [pk for model in models for pk in model.objects.published().filter(pk__in=ids).values_list("pk", flat=True)]

    def all_ids() -> Iterable[tuple[int, int]]:
        for model in models:
            rows = model.objects.published().order_by("pk").values_list("pk", "last_published_at")
            for pk, changed in rows.iterator(chunk_size=2000):
                yield pk, _version(changed)

    return Source(
        kind=kind,
        label=label,
        record_class=RecordClass.DOCUMENT,
        build=build,
        visible_ids=visible_ids,
        all_ids=all_ids,
        newest_first=newest_first,
    )


def document_fields(page: DocumentPage) -> dict[str, Any]:
    """What every dated document adds."""
    caption = " · ".join(part for part in (page.issuer_name, page.document_no) if part)
    return {
        "caption": caption,
        "number": page.document_no or page.index_no or "",
        "unit_id": page.issuer_unit_id,
        "published_on": page.publish_date,
        "external_id": page.external_id or "",
    }


def _record(kind: str, page: PublicPage, texts: dict[int, list[AttachmentText]]) -> dict[str, Any]:
    return {
        "kind": kind,
        "pk": page.pk,
        "title": page.title,
        "url": site_path(page.url_path),
        "body": page.words,
        "public": True,
        "version": _version(page.last_published_at),
        "attachments": tuple(texts.get(page.pk, ())),
    }


def _version(changed: Any) -> int:
    return int(changed.timestamp() * 1_000_000) if changed else 0


def _attachment_texts(ids: Sequence[int]) -> dict[int, list[AttachmentText]]:
    """Texts of the files that the pages carry, in one query."""
    found: defaultdict[int, list[AttachmentText]] = defaultdict(list)
    rows = PageFile.objects.filter(page__in=ids, document__stored__isnull=False).select_related("document__stored").order_by("pk")
    for row in rows:
        document = row.document
        if document is not None and document.stored is not None and document.stored.text:
            found[row.page_id].append(AttachmentText(name=document.title, text=document.stored.text, url=document_path(document)))
    return found


def standing_source() -> Source:
    """Sections and standing texts."""
    return page_source(kind=PAGE_KIND, label=_("网站页面"), models=(SectionPage, StandardPage))
