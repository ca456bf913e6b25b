"""Reading notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.base.managers import DocumentQuerySet
from portal.base.registry import DocumentKind
from portal.notices.models import NoticePage

ON_HOME = 7


def published_notices() -> DocumentQuerySet:
    """Live notices, newest first, ready for a list."""
    rows: DocumentQuerySet = NoticePage.objects.published().newest_first().listed()
    return rows


KIND = DocumentKind(name="notices", label=_("通知公告"), feed_slug="notices", published=published_notices, on_home=ON_HOME)
