"""QuerySets of public pages. Lists, feeds, the search and the site map read through these."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Count, F
from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class ActiveQuerySet(models.QuerySet[Any]):
    """Rows of a table whose entries are switched off, never deleted."""

    def active(self) -> Self:
        return self.filter(is_active=True)


class PublicPageQuerySet(PageQuerySet):
    """Any public page."""

    def published(self) -> Self:
        """What the public sees."""
        found: Self = self.filter(live=True)
        return found


class DocumentQuerySet(PublicPageQuerySet):
    """Dated official texts."""

    # What a row of a list shows; the body of a law is not read to print its title.
    LISTED = ("title", "slug", "url_path", "publish_date", "issuer_name", "document_no", "index_no", "summary", "written_date")

    def newest_first(self) -> Self:
        # Imported texts may have no date: they stand last.
        found: Self = self.order_by(F("publish_date").desc(nulls_last=True), "-pk")
        return found

    def listed(self) -> Self:
        """Ready for a list: no text is read, no row asks a question of its own."""
        found: Self = self.only(*self.LISTED, *self.extra_listed())
        return found

    def extra_listed(self) -> tuple[str, ...]:
        """Further columns of the model at hand that its lists show."""
        names: tuple[str, ...] = getattr(self.model, "listed_fields", ())
        return names

    def counted(self, *names: str) -> list[tuple[Any, ...]]:
        """(value of each name, …, number of documents): all filters and all their counts in one query."""
        return list(self.order_by().values_list(*names).annotate(n=Count("pk")))


class PublicPageManager(PageManager.from_queryset(PublicPageQuerySet)):  # type: ignore[misc]
    """Named, so that migrations can refer to it."""


class DocumentManager(PageManager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    """Named, so that migrations can refer to it."""
