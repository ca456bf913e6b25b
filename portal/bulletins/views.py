"""Files beside a bulletin, made from the published figures when they are asked for; nothing is written."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.files.serving import file_response
from portal.base.urlpaths import site_path
from portal.bulletins.downloads import as_csv, as_json, as_xlsx
from portal.bulletins.models import BulletinPage
from portal.bulletins.selectors import bulletin_file, published_bulletin

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _bulletin(slug: str) -> BulletinPage:
    page = published_bulletin(slug)
    if page is None or not page.figures:
        raise Http404
    return page


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """CSV, XLSX or JSON."""
    page = _bulletin(slug)
    if kind == "csv":
        content = as_csv(page)
    elif kind == "xlsx":
        content = as_xlsx(page)
    else:
        content = as_json(page, f"{settings.PORTAL_ORIGIN}{site_path(page.url_path)}")
    response = HttpResponse(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="bulletin-{page.slug}.{kind}"'
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def pdf(request: HttpRequest, slug: str) -> FileResponse:
    """The printed form, once the worker has made it."""
    stored = bulletin_file(_bulletin(slug))
    if stored is None:
        raise Http404
    return file_response(stored)
