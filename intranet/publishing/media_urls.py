"""Pictures for the editor: thumbnails and originals of drafts are for its people only."""

from __future__ import annotations

import mimetypes

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

FOLDERS = ("images/", "original_images/")


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def editor_media(request: HttpRequest, path: str) -> FileResponse:
    """A picture of the media folder; documents have their own address."""
    if not path.startswith(FOLDERS):
        raise Http404
    try:
        stream = default_storage.open(path, "rb")
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(stream, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns: list[URLPattern | URLResolver] = [path("<path:path>", editor_media)]
