"""What of the demo district is loaded."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DemoStep(models.Model):
    """A finished step of the loading, written in the step's own transaction: each happens once or not at all."""

    name = models.CharField(_("步骤"), max_length=20, primary_key=True)
    seed = models.BigIntegerField(_("种子"))
    scale = models.PositiveIntegerField(_("倍数"))
    done_at = models.DateTimeField(_("完成时间"), default=timezone.now)

    class Meta:
        verbose_name = _("演示数据步骤")
        verbose_name_plural = _("演示数据步骤")

    def __str__(self) -> str:
        return self.name
