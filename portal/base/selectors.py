"""Reading for the site map, the sitemap and the delivery of files."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from wagtail.models import Page

from portal.base.models import HomePage, PageFile, PublicDocument, PublicRendition, SectionPage, StandardPage


@dataclass(slots=True)
class MapEntry:
    """One line of the site map with the lines below it."""

    title: str
    url_path: str
    children: list[MapEntry] = field(default_factory=list)


def home_page() -> HomePage | None:
    """The root of the site, if it was set up."""
    home: HomePage | None = HomePage.objects.order_by("pk").first()
    return home


def site_map() -> list[MapEntry]:
    """Sections and standing texts as a tree; single documents are reached through their lists."""
    home = home_page()
    if home is None:
        return []
    pages = Page.objects.live().descendant_of(home)
    rows = pages.filter(Q(depth=home.depth + 1) | pages.type_q(SectionPage, StandardPage)).order_by("path")
    top: list[MapEntry] = []
    by_path: dict[str, MapEntry] = {}
    for path, title, url_path in rows.values_list("path", "title", "url_path"):
        entry = MapEntry(title, url_path)
        by_path[path] = entry
        parent = by_path.get(path[: -Page.steplen])
        (parent.children if parent else top).append(entry)
    return top


def sitemap_pages() -> Iterator[tuple[str, datetime.datetime | None]]:
    """(url_path, last change) of every live page, read in pieces."""
    home = home_page()
    if home is not None:
        rows = Page.objects.live().descendant_of(home, inclusive=True).order_by("pk")
        yield from rows.values_list("url_path", "last_published_at").iterator(chunk_size=2000)


def document_is_public(document: PublicDocument) -> bool:
    """Whether a live page carries the file."""
    return document_number_is_public(document.pk)


def document_number_is_public(number: int) -> bool:
    """The same, for a number that may be no file's."""
    return PageFile.objects.filter(document=number, page__live=True).exists()


def public_rendition(name: str) -> PublicRendition | None:
    """The picture file of this storage name, if a live page shows the picture."""
    shown = PageFile.objects.filter(page__live=True, image__isnull=False).values("image")
    found: PublicRendition | None = PublicRendition.objects.filter(file=name, image__in=shown).first()
    return found


def pages_with_document(document_id: int) -> list[Page]:
    """Live pages that carry the file."""
    return list(Page.objects.live().filter(public_files__document_id=document_id).distinct())


def renditions_of(image_ids: set[int]) -> dict[int, dict[str, PublicRendition]]:
    """Ready-made sizes by picture and size, in one query."""
    found: dict[int, dict[str, PublicRendition]] = {}
    if image_ids:
        for rendition in PublicRendition.objects.filter(image__in=image_ids):
            found.setdefault(rendition.image_id, {})[rendition.filter_spec] = rendition
    return found
