"""A section that lists dated documents."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.base.listing import build_listing
from portal.base.models.pages import PublicPage
from portal.base.registry import document_kind


class DocumentIndexPage(PublicPage):
    """The list of one kind of document, with filters that are links."""

    introduction = models.TextField(_("说明"), max_length=300, blank=True)

    # The kind's name in portal/base/registry.py.
    list_name = ""
    facet_names: tuple[str, ...] = ("year", "issuer", "subject")

    content_panels = [*PublicPage.content_panels, FieldPanel("introduction")]
    template = "portal/base/list.html"
    parent_page_types = ["portal_base.HomePage"]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        kind = document_kind(self.list_name)
        listing = build_listing(kind.published(), request.GET, request.path, self.facet_names)
        return {**super().get_context(request, *args, **kwargs), "listing": listing, "kind": kind}
