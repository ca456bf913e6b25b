"""Addresses of pages and files on the portal, without a question to the database."""

from __future__ import annotations

from urllib.parse import quote

from portal.base.models import PublicDocument


def site_path(url_path: str) -> str:
    """The path on the portal for Wagtail's ``url_path``, whose first part is the site's root page."""
    parts = url_path.strip("/").split("/", 1)
    return f"/{quote(parts[1])}/" if len(parts) > 1 else "/"


def document_path(document: PublicDocument) -> str:
    """Where a published file opens."""
    return f"/documents/{document.pk}/{quote(document.filename)}"
