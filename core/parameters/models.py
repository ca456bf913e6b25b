"""Changed settings with their history, and the versions of the small tables that processes keep in memory."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet


class ParameterValueQuerySet(AppendOnlyQuerySet["ParameterValue"]):
    """The history of settings."""

    def of(self, key: str) -> ParameterValueQuerySet:
        return self.filter(key=key)

    def until(self, at: datetime.datetime) -> ParameterValueQuerySet:
        return self.filter(set_at__lte=at)


class ParameterValue(AppendOnlyModel):
    """One change of one setting: who, when, why (S84). Rows are only added; the newest of a key counts.

    A setting that was never changed has no row: its default is in the registry.
    """

    key = models.CharField(_("设置项"), max_length=60)
    # The text form that core.parameters.values reads; empty with is_default.
    value = models.TextField(_("值"), blank=True)
    is_default = models.BooleanField(_("恢复默认"), default=False)
    set_at = models.DateTimeField(_("修改时间"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("修改人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_by_label = models.CharField(max_length=60)
    reason = models.CharField(_("修改原因"), max_length=200)

    objects = ParameterValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("设置修改记录")
        verbose_name_plural = _("设置修改记录")
        ordering = ("-id",)
        indexes = [models.Index(fields=["key", "-id"], name="parameter_key_newest")]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class DataVersion(models.Model):
    """The version of one small table (settings, working days, categories) that processes hold in memory.

    ``number`` counts changes and is what frozen figures name; ``token`` is random, so that a change that was
    rolled back cannot be mistaken for the next one with the same number.
    """

    name = models.CharField(max_length=30, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("数据版本")
        verbose_name_plural = _("数据版本")

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
