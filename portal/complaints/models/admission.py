"""Bookkeeping of the form: one submission per key, photos kept over an error, limits per address. All short-lived."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.files.models import StoredFile
from portal.complaints.models.complaint import Complaint


class SubmissionKey(models.Model):
    """The form's random key (as a hash) and what was submitted with it: the same again gives the same receipt."""

    key_hash = models.CharField(_("表单散列"), max_length=64, unique=True)
    complaint = models.OneToOneField(Complaint, verbose_name=_("诉求"), on_delete=models.CASCADE, related_name="submission_key")
    content_hash = models.CharField(_("内容散列"), max_length=64)
    created = models.DateTimeField(_("提交时间"), default=timezone.now)

    class Meta:
        verbose_name = _("提交凭据")
        verbose_name_plural = _("提交凭据")
        ordering = ("id",)
        indexes = [models.Index(fields=["created"], name="submission_key_created")]

    def __str__(self) -> str:
        return str(self.complaint_id)


class DraftPhoto(models.Model):
    """A photo that came with a form in which something else was wrong. Swept after a day."""

    file = models.ForeignKey(StoredFile, verbose_name=_("文件"), on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(_("上传时间"), default=timezone.now)

    class Meta:
        verbose_name = _("待提交照片")
        verbose_name_plural = _("待提交照片")
        ordering = ("id",)
        indexes = [models.Index(fields=["created"], name="draft_photo_created")]

    def __str__(self) -> str:
        return str(self.pk)


class RateCounter(models.Model):
    """Tries from one address in one window. The address is a keyed hash with the day in it: useless tomorrow."""

    scope = models.CharField(_("范围"), max_length=20)
    address_hash = models.CharField(_("地址散列"), max_length=64)
    window_start = models.DateTimeField(_("时段起点"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("次数限制")
        verbose_name_plural = _("次数限制")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["scope", "address_hash", "window_start"], name="one_counter_per_address_and_window")]
        indexes = [models.Index(fields=["window_start"], name="rate_window")]

    def __str__(self) -> str:
        return f"{self.scope} {self.count}"
