"""Notices in the index."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.base.search import document_fields, page_source
from portal.notices.models import NoticePage
from search.registry import Source


def source() -> Source:
    """Age counts among notices: yesterday's is more likely meant than one of ten years ago."""
    return page_source(kind=NoticePage.search_kind, label=_("通知公告"), models=[NoticePage], extra=document_fields, newest_first=True)
