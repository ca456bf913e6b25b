"""The ledger of what came of what: a complaint's case, the task a decision became, the letter a case gave rise to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordLink(models.Model):
    """An arrow from a cause to its consequence. Written once, by the service that makes the consequence,
    in its transaction; never changed. Kinds are "app_label.model" (core.units.refs)."""

    from_kind = models.CharField(max_length=60)
    from_id = models.PositiveBigIntegerField()
    to_kind = models.CharField(max_length=60)
    to_id = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("来龙去脉")
        verbose_name_plural = _("来龙去脉")
        constraints = [models.UniqueConstraint(fields=["from_kind", "from_id", "to_kind", "to_id"], name="one_link_per_pair")]
        indexes = [models.Index(fields=["to_kind", "to_id"], name="link_backwards")]

    def __str__(self) -> str:
        return f"{self.from_kind}:{self.from_id} → {self.to_kind}:{self.to_id}"


class SubmittedForm(models.Model):
    """A form that made a record. The same form sent again (a double click, a retry after a lost answer) finds
    the record it made. Rows are swept after a month: by then the form's key has expired."""

    key_hash = models.CharField(max_length=64, unique=True)
    content_hash = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("已提交的表单")
        verbose_name_plural = _("已提交的表单")

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id}"
