"""Reading notices."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from portal.base.managers import DocumentQuerySet
from portal.base.registry import DocumentKind, Figure
from portal.notices.models import NoticePage

ON_HOME = 7


def published_notices() -> DocumentQuerySet:
    """Live notices, newest first, ready for a list."""
    rows: DocumentQuerySet = NoticePage.objects.published().newest_first().listed()
    return rows


def figures() -> Sequence[Figure]:
    """The home page's figure: how many notices this year has had."""
    year = timezone.localdate().year
    count = NoticePage.objects.published().filter(year=year).count()
    return [
        Figure(
            label=_("今年发布的通知公告"),
            value=str(count) if count else "—",
            unit=pgettext("document", "件"),
            url=f"/{KIND.name}/?year={year}",
        )
    ]


KIND = DocumentKind(name="notices", label=_("通知公告"), feed_slug="notices", published=published_notices, on_home=ON_HOME)
