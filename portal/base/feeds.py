"""Atom feeds of the dated documents, for readers and for the district's collecting platform."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from core.ui.site import site_identity
from portal.base.models import DocumentPage
from portal.base.registry import DocumentKind, document_kind_of_feed
from portal.base.urlpaths import site_path

ENTRIES = 50


class DocumentFeed(Feed[DocumentPage, DocumentKind]):
    """The newest documents of one kind."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> DocumentKind:
        kind = document_kind_of_feed(kwargs["slug"])
        if kind is None:
            raise Http404
        return kind

    def title(self, obj: DocumentKind) -> str:
        return f"{site_identity().name} · {obj.label}"

    def link(self, obj: DocumentKind) -> str:
        return f"{settings.PORTAL_ORIGIN}/{obj.name}/"

    def feed_guid(self, obj: DocumentKind) -> str:
        return f"{settings.PORTAL_ORIGIN}/feeds/{obj.feed_slug}.xml"

    def subtitle(self, obj: DocumentKind) -> str:
        return _("最新发布的%(kind)s") % {"kind": obj.label}

    def items(self, obj: DocumentKind) -> QuerySet[DocumentPage]:
        return obj.published().filter(publish_date__isnull=False)[:ENTRIES]

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        return f"{settings.PORTAL_ORIGIN}{site_path(item.url_path)}"

    def item_guid(self, item: Any) -> str:
        return f"{settings.PORTAL_ORIGIN}/#page-{item.pk}"

    def item_author_name(self, item: Any) -> str:
        return str(item.issuer_name)

    def item_pubdate(self, item: Any) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(item.publish_date, datetime.time()))

    def item_updateddate(self, item: Any) -> datetime.datetime:
        return item.last_published_at or self.item_pubdate(item)
