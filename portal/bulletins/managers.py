"""QuerySets of bulletins."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.models import PageManager

from portal.base.managers import DocumentQuerySet

if TYPE_CHECKING:
    from portal.bulletins.models import BulletinPage


class BulletinQuerySet(DocumentQuerySet):
    """Bulletins."""

    def of_month(self, month: datetime.date) -> Any:
        return self.filter(period=month)

    def neighbours(self, page: BulletinPage) -> tuple[Any, Any]:
        """(the bulletin before, the one after), as far as they are public. One query."""
        if page.period is None:
            return None, None
        near = self.filter(live=True).exclude(pk=page.pk).filter(period__isnull=False)
        older = near.filter(period__lt=page.period).order_by("-period")[:1]
        newer = near.filter(period__gt=page.period).order_by("period")[:1]
        found = list(near.filter(Q(pk__in=older.values("pk")) | Q(pk__in=newer.values("pk"))).only("title", "url_path", "period"))
        before = next((row for row in found if row.period < page.period), None)
        return before, next((row for row in found if row.period > page.period), None)


class BulletinManager(PageManager.from_queryset(BulletinQuerySet)):  # type: ignore[misc]
    """Named, so that migrations can refer to it."""
