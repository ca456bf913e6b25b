"""The log of reveals: who saw which contact field unmasked, when and why (个人信息保护法 51, 55)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reveal(models.Model):
    """One look at one field. The value itself is not kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("查看人"), on_delete=models.PROTECT, related_name="reveals")
    subject_kind = models.CharField(_("对象类型"), max_length=60)
    subject_id = models.BigIntegerField(_("对象编号"))
    field = models.CharField(_("字段"), max_length=40)
    reason = models.CharField(_("查看理由"), max_length=200)
    at = models.DateTimeField(_("查看时间"), default=timezone.now)

    class Meta:
        verbose_name = _("明文查看记录")
        verbose_name_plural = _("明文查看记录")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="reveal_subject"),
            models.Index(fields=["user", "id"], name="reveal_user"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.field}"
