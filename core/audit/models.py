"""The audit chain (S-rows of accountability; GB/T 22239 8.1.4.3: user, time, kind, result of every act).

Rows are never changed or removed: database triggers refuse it (core/audit/triggers.py). No personal data
of residents is stored; a requester's network address is left out as well.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.chain import entry_hash

HASHED = ("number", "at", "action", "actor_kind", "user_id", "label", "address", "subject_kind", "subject_id", "result", "data_text")


class AuditEntry(models.Model):
    """One act. ``number`` counts from 1 without gaps."""

    number = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    action = models.CharField(_("操作"), max_length=60)
    actor_kind = models.CharField(_("操作者类型"), max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("操作者"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    label = models.CharField(_("操作者名称"), max_length=80, blank=True)
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    subject_kind = models.CharField(_("对象类型"), max_length=60, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    result = models.CharField(_("结果"), max_length=20, default="ok")
    # The exact text that was hashed; a JSON column would be respelled by the database.
    data_text = models.TextField(_("详情"), default="{}")
    previous_hash = models.CharField(_("前一散列"), max_length=64)
    hash = models.CharField(_("散列"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ("-number",)
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "number"], name="audit_subject"),
            models.Index(fields=["action", "number"], name="audit_action"),
            models.Index(fields=["user", "number"], name="audit_user"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    @property
    def data(self) -> dict[str, Any]:
        """The details of the act."""
        loaded: dict[str, Any] = json.loads(self.data_text)
        return loaded

    def computed_hash(self) -> str:
        """What ``hash`` must be, given the row's own columns."""
        return entry_hash(self.previous_hash, {name: getattr(self, name) for name in HASHED})


class AuditHead(models.Model):
    """The end of the chain: one row, locked by every writer."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("审计链末端")
        verbose_name_plural = _("审计链末端")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"
