"""Counters: one locked row per kind and scope."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last number given out. ``scope`` is what the numbers start anew for: a day, a year and prefix."""

    kind = models.CharField(_("种类"), max_length=30)
    scope = models.CharField(_("范围"), max_length=80)
    value = models.PositiveBigIntegerField(_("当前值"), default=0)

    class Meta:
        verbose_name = _("编号计数")
        verbose_name_plural = _("编号计数")
        constraints = [models.UniqueConstraint(fields=["kind", "scope"], name="one_counter_per_kind_and_scope")]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.value}"
