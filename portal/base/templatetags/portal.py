"""``{% load portal %}``: addresses, pictures and the disclosure block of public pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.ui.components import Crumb, FileItem, Term
from core.ui.dates import full_date
from portal.base.models import DocumentPage, PublicPage
from portal.base.models.media import RENDITION_SPECS
from portal.base.selectors import renditions_of
from portal.base.text import ContentsEntry, anchor_of, image_ids
from portal.base.urlpaths import document_path, site_path

register = template.Library()
DESCRIPTION_LENGTH = 120


@register.filter
def page_path(url_path: str) -> str:
    """The address on the portal of a page's ``url_path``."""
    return site_path(url_path)


@register.filter
def anchor(block_id: str) -> str:
    """The id of a heading."""
    return anchor_of(str(block_id or ""))


@register.filter
def description(page: PublicPage) -> str:
    """One or two sentences about a page: its summary, or how it begins."""
    summary = getattr(page, "summary", "") or getattr(page, "introduction", "")
    return str(summary) or " ".join(page.words[: DESCRIPTION_LENGTH * 2].split())[:DESCRIPTION_LENGTH]


@register.simple_tag(takes_context=True)
def picture(context: Context, image: Any, alt: str) -> SafeString:
    """A picture in its ready-made sizes; nothing where they are not made (see services.renditions_make)."""
    sizes = _sizes(context, image)
    small, large = (sizes.get(spec) for spec in RENDITION_SPECS)
    if small is None or large is None:
        return SafeString("")
    return format_html(
        '<img src="{}" srcset="{} {}w, {} {}w" sizes="(min-width: 60rem) 42em, 100vw" width="{}" height="{}" alt="{}" loading="lazy" decoding="async">',
        small.url, small.url, small.width, large.url, large.width, large.width, large.height, alt,
    )  # fmt: skip


def _sizes(context: Context, image: Any) -> dict[str, Any]:
    """All pictures of the page are looked up together, once."""
    if context.get("FACE") == "intranet":  # previews and reviews of drafts: made when looked at
        return dict(image.get_renditions(*RENDITION_SPECS))
    page = context.get("page")
    if page is None:
        return {}
    # Kept on the page: each block is a template of its own, with a render context of its own.
    cache: dict[int, dict[str, Any]] | None = page.__dict__.get("_published_pictures")
    if cache is None:
        body = getattr(page, "body", None)
        cache = renditions_of(image_ids(body.raw_data)) if body is not None else {}
        page.__dict__["_published_pictures"] = cache
    return cache.get(image.pk, {})


@register.simple_tag
def crumbs_to(page: PublicPage, parents: list[Any]) -> list[Crumb]:
    """The way to a page from the home page. Sections that the software brings are named in the reader's language."""
    way = [Crumb(_("首页"), "/")]
    way += [Crumb(_(parent.title), site_path(parent.url_path)) for parent in parents if parent.depth > 2]
    return [*way, Crumb(_(page.title) if getattr(page, "list_name", "") else page.title)]


@register.simple_tag
def disclosure_terms(page: DocumentPage) -> list[Term]:
    """The disclosure block: what every government document site shows, in its order."""
    rows = [
        (_("索引号"), page.index_no),
        (_("主题分类"), page.subject),
        (_("发文机关"), page.issuer_name),
        (_("成文日期"), full_date(page.written_date) if page.written_date else ""),
        (_("发文字号"), page.document_no),
        (_("发布日期"), full_date(page.publish_date) if page.publish_date else ""),
        (_("体裁"), page.genre),
        (_("公开属性"), page.get_disclosure_display()),
    ]
    validity = getattr(page, "get_current_validity_display", None)
    if validity is not None:
        rows.append((_("有效性"), validity()))
    if page.main_recipient:
        rows.append((_("主送机关"), page.main_recipient))
    return [Term(name, value) for name, value in rows if value]


@register.simple_tag
def attachment_files(attachments: Any) -> list[FileItem]:
    """Attachments with type and size."""
    return [
        FileItem(item.label or item.document.title, document_path(item.document), item.document.size, item.document.kind)
        for item in attachments
    ]


@register.simple_tag
def document_file(document: Any) -> list[FileItem]:
    """One file inside the text."""
    return [FileItem(document.title, document_path(document), document.size, document.kind)] if document else []


@register.simple_tag
def nested_contents(entries: list[ContentsEntry]) -> list[tuple[ContentsEntry, list[ContentsEntry]]]:
    """Entries of level two, each with those of level three below it."""
    tree: list[tuple[ContentsEntry, list[ContentsEntry]]] = []
    for entry in entries:
        if entry.level > 2 and tree:
            tree[-1][1].append(entry)
        else:
            tree.append((entry, []))
    return tree
