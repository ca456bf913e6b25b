"""Tables by which documents are sorted. They are data: staff add to them without a change of code."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.base.managers import ActiveQuerySet


class DocumentClass(models.Model):
    """One entry of a classification. A class that is no longer given stays for the documents that have it."""

    code = models.CharField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    sort_order = models.PositiveIntegerField(_("排序"), default=100)
    is_active = models.BooleanField(_("启用"), default=True)

    objects = ActiveQuerySet.as_manager()

    panels = [FieldPanel("code"), FieldPanel("name"), FieldPanel("sort_order"), FieldPanel("is_active")]

    class Meta:
        abstract = True
        ordering = ("sort_order", "id")

    def __str__(self) -> str:
        return self.name


class SubjectClass(DocumentClass):
    """主题分类: what a document is about."""

    class Meta(DocumentClass.Meta):
        verbose_name = _("主题分类")
        verbose_name_plural = _("主题分类")


class GenreClass(DocumentClass):
    """体裁: 通知, 公告, 意见… The fifteen kinds of GB/T 9704 and what a district adds to them."""

    class Meta(DocumentClass.Meta):
        verbose_name = _("体裁")
        verbose_name_plural = _("体裁")


class Topic(models.Model):
    """专题 such as 创建国家文明城市 (S10): a page of its own that gathers documents."""

    name = models.CharField(_("名称"), max_length=40, unique=True)
    slug = models.SlugField(_("网址名"), max_length=40, unique=True)
    summary = models.TextField(_("说明"), blank=True, max_length=600)
    is_active = models.BooleanField(_("启用"), default=True)
    sort_order = models.PositiveIntegerField(_("排序"), default=100)

    objects = ActiveQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("summary"), FieldPanel("sort_order"), FieldPanel("is_active")]

    class Meta:
        verbose_name = _("专题")
        verbose_name_plural = _("专题")
        ordering = ("sort_order", "id")

    def __str__(self) -> str:
        return self.name
