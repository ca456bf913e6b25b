"""Handing out stored files. The caller has already checked that this reader may see the record."""

from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from core.files.models import StoredFile
from core.files.selectors import file_open, thumbnail_open

# Nothing in a stored file runs, loads or frames, even when a browser can be talked into showing it.
FILE_CSP = "default-src 'none'; sandbox"


def file_response(file: StoredFile, *, thumbnail: bool = False) -> FileResponse:
    """The bytes as a download: RFC 6266 name, no sniffing, no caching, no ETag or date to probe with.

    An ``<img>`` shows the picture all the same. Raises Http404 when the bytes are gone.
    """
    try:
        stream: BinaryIO = thumbnail_open(file) if thumbnail else file_open(file)
    except FileNotFoundError as error:
        raise Http404 from error
    content_type = f"{file.content_type}; charset=utf-8" if file.content_type == "text/plain" else file.content_type
    response = FileResponse(stream, content_type=content_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, file.original_name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FILE_CSP
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
