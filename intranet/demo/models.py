"""What of the demo district is loaded."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DemoStep(models.Model):
    """A finished step of the loading: each happens once or not at all."""

    name = models.CharField(_("步骤"), max_length=20, primary_key=True)
    seed = models.BigIntegerField(_("种子"))
    scale = models.PositiveIntegerField(_("倍数"))
    done_at = models.DateTimeField(_("完成时间"), default=timezone.now)

    class Meta:
        verbose_name = _("演示数据步骤")
        verbose_name_plural = _("演示数据步骤")

    def __str__(self) -> str:
        return self.name


class DemoPiece(models.Model):
    """A finished part of a step, written in the part's own transaction, with what the parts after it must know."""

    name = models.CharField(_("部分"), max_length=60, primary_key=True)
    data = models.JSONField(_("结果"), default=dict)

    class Meta:
        verbose_name = _("演示数据部分")
        verbose_name_plural = _("演示数据部分")

    def __str__(self) -> str:
        return self.name
