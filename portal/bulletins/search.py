"""Bulletins in the index."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.base.search import document_fields, page_source
from portal.bulletins.models import BulletinPage
from search.registry import Source


def source() -> Source:
    """Among bulletins the newest is more likely meant."""
    return page_source(kind=BulletinPage.search_kind, label=_("考评简报"), models=[BulletinPage], extra=document_fields, newest_first=True)
