"""法规条文: statutes' single articles, as a plain table (there are tens of thousands of them, and none is edited)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.passages.managers import PassageQuerySet


class Passage(models.Model):
    """One article of a law. ``external_id`` is the identifier of the file it was imported from."""

    external_id = models.CharField(_("外部标识"), max_length=64, unique=True)
    title = models.CharField(_("标题"), max_length=300)
    law = models.CharField(_("法规名称"), max_length=200)
    chapter = models.CharField(_("章节"), max_length=200, blank=True)
    number = models.CharField(_("条号"), max_length=60, blank=True)
    category = models.CharField(_("类别"), max_length=60, blank=True)
    date = models.DateField(_("公布日期"), null=True, blank=True)
    body = models.TextField(_("条文"))
    document = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("所属文件"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    public = models.BooleanField(_("公开"), default=True)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("法规条文")
        verbose_name_plural = _("法规条文")
        ordering = ("law", "id")
        indexes = [models.Index(fields=["public", "law", "id"], name="passage_public_law")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal_passages:detail", args=[self.pk])
