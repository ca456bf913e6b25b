"""Pages of the site that are not in the page tree, and the delivery of published pictures."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from portal.base.listing import CountedPaginator
from portal.base.models import Topic
from portal.base.registry import document_kinds
from portal.base.selectors import document_number_is_public, public_rendition, site_map, sitemap_pages
from portal.base.urlpaths import site_path

LONGEST_NUMBER = 18
RENDITION_FOLDER = "images/"
ROBOTS = """User-agent: *
Disallow: /search/
Disallow: /complaints/
Sitemap: {origin}/sitemap.xml
"""


@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A file of a page, by Wagtail's own view. Whoever may not have it is asked for in one query, so that a
    draft's file and no file at all look the same; the editor's people get drafts' files too (wagtail_hooks)."""
    person = getattr(request, "user", None) if settings.FACE == "intranet" else None
    if len(number) > LONGEST_NUMBER or not (
        (person is not None and person.has_perm("wagtailadmin.access_admin")) or document_number_is_public(int(number))
    ):
        raise Http404
    response: HttpResponse = serve(request, int(number), name)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Robots read the texts; not the searches, not the residents' pages."""
    return HttpResponse(ROBOTS.format(origin=settings.PORTAL_ORIGIN), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_xml(request: HttpRequest) -> StreamingHttpResponse:
    """Every live page, written out while it is read."""
    return StreamingHttpResponse(_sitemap_lines(), content_type="application/xml; charset=utf-8")


def _sitemap_lines() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for url_path, changed in sitemap_pages():
        yield _sitemap_entry(url_path, changed)
    yield "</urlset>\n"


def _sitemap_entry(url_path: str, changed: datetime.datetime | None) -> str:
    stamp = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>{escape(settings.PORTAL_ORIGIN + site_path(url_path))}</loc>{stamp}</url>\n"


@require_safe
def site_map_page(request: HttpRequest) -> HttpResponse:
    """网站地图 for people."""
    return render(
        request, "portal/base/site_map.html", {"entries": site_map(), "kinds": document_kinds(), "topics": Topic.objects.active()}
    )


@require_safe
def topic_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The documents of one 专题 (S10), all kinds together, newest first within each."""
    topic = get_object_or_404(Topic.objects.active(), slug=slug)
    groups = []
    for kind in document_kinds():
        rows = kind.published().filter(topic=topic)
        groups.append((kind, CountedPaginator(rows, rows.count()).get_page(request.GET.get(kind.name, "1"))))
    return render(request, "portal/base/topic.html", {"topic": topic, "groups": groups})


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """A ready-made size of a picture that a live page shows; nothing else of the media folder."""
    if not path.startswith(RENDITION_FOLDER) or "\x00" in path or public_rendition(path) is None:
        raise Http404
    try:
        stream = default_storage.open(path, "rb")
    except (FileNotFoundError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(stream, content_type="image/jpeg" if path.endswith((".jpg", ".jpeg")) else "image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
