"""Stored files and what they hang on.

The bytes lie in a content-addressed store (core/files/blobs.py); a row says what they are. Two uploads of
the same bytes are two rows on one blob. Rows are not changed after creation except for the extracted text.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.files.enums import FileKind, FileVisibility, ScanState, TextState


class StoredFile(models.Model):
    """One file. Images are our own JPEG (no metadata) with a thumbnail; documents are kept as they came."""

    sha256 = models.CharField(_("散列"), max_length=64, db_index=True)
    thumbnail_sha256 = models.CharField(_("缩略图散列"), max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(_("大小"), help_text=_("字节"))
    content_type = models.CharField(_("内容类型"), max_length=100)
    original_name = models.CharField(_("文件名"), max_length=150)
    kind = models.CharField(_("种类"), max_length=10, choices=FileKind)
    visibility = models.CharField(_("可见范围"), max_length=10, choices=FileVisibility, default=FileVisibility.PRIVATE)
    width = models.PositiveIntegerField(_("宽"), null=True, blank=True)
    height = models.PositiveIntegerField(_("高"), null=True, blank=True)
    scan_state = models.CharField(_("病毒扫描"), max_length=10, choices=ScanState, default=ScanState.UNSCANNED)
    text_state = models.CharField(_("文字提取"), max_length=10, choices=TextState, default=TextState.EMPTY)
    text = models.TextField(_("文字"), blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("上传人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created = models.DateTimeField(_("上传时间"), default=timezone.now)

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
        ordering = ("id",)
        indexes = [models.Index(fields=["text_state", "id"], name="file_text_state")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_image(self) -> bool:
        return self.kind == FileKind.IMAGE


class FileLink(models.Model):
    """A file's place on a record: which record, in what role, at which step of its history."""

    file = models.ForeignKey(StoredFile, verbose_name=_("文件"), on_delete=models.PROTECT, related_name="links")
    subject_kind = models.CharField(_("对象类型"), max_length=60)
    subject_id = models.BigIntegerField(_("对象编号"))
    role = models.CharField(_("用途"), max_length=30)
    # The step's number only: core.workflow keeps the ledger, and files must not depend on it.
    step_id = models.BigIntegerField(_("步骤编号"), null=True, blank=True)
    order = models.PositiveIntegerField(_("顺序"), default=0)
    created = models.DateTimeField(_("关联时间"), default=timezone.now)

    class Meta:
        verbose_name = _("文件关联")
        verbose_name_plural = _("文件关联")
        ordering = ("order", "id")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "role", "order"], name="filelink_subject"),
            models.Index(fields=["step_id"], name="filelink_step", condition=models.Q(step_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.role}"
