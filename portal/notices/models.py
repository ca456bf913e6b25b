"""通知公告 (S1): the list and its notices."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from portal.base.models import DocumentAttachment, DocumentIndexPage, DocumentPage


class NoticeIndexPage(DocumentIndexPage):
    """The list of all notices."""

    subpage_types = ["portal_notices.NoticePage"]
    max_count = 1
    template = "portal/base/list.html"
    list_name = "notices"
    column_type = "通知公告"

    class Meta:
        verbose_name = _("通知公告栏目")
        verbose_name_plural = _("通知公告栏目")


class NoticePage(DocumentPage):
    """One notice."""

    parent_page_types = ["portal_notices.NoticeIndexPage"]
    template = "portal/base/document.html"
    search_kind = "notice"
    column_type = "通知公告"

    class Meta(DocumentPage.Meta):
        verbose_name = _("通知公告")
        verbose_name_plural = _("通知公告")


class NoticeAttachment(DocumentAttachment):
    """A file of a notice."""

    page: Any = ParentalKey(NoticePage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(DocumentAttachment.Meta):
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
