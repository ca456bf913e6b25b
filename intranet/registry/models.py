"""Results of checks of the audit chain, which take too long for a request and are made by the worker."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A check that has not come back after this long never will: its message was given up.
PATIENCE = datetime.timedelta(hours=2)


class AuditCheckQuerySet(models.QuerySet["AuditCheck"]):
    def waiting(self, now: datetime.datetime) -> AuditCheckQuerySet:
        """Checks the worker has yet to make."""
        return self.filter(finished_at__isnull=True, requested_at__gt=now - PATIENCE)


class AuditCheck(models.Model):
    """One walk over the audit chain. ``finished_at`` empty: waiting for the worker."""

    requested_at = models.DateTimeField(_("发起时间"), default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("发起人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    checked = models.PositiveBigIntegerField(_("检验条数"), default=0)
    is_ok = models.BooleanField(_("完好"), default=False)
    finding = models.CharField(_("发现"), max_length=300, blank=True)
    head_hash = models.CharField(_("链末散列"), max_length=64, blank=True)

    objects = AuditCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计链检验")
        verbose_name_plural = _("审计链检验")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.requested_at:%Y-%m-%d} {self.checked}"
