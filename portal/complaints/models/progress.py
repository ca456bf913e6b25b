"""What the resident may read about the case. Written by the intranet inside advance(); read-only for the portal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.complaints.enums import PublicState
from portal.complaints.models.complaint import Complaint


class PublicProgress(models.Model):
    """The present state in the resident's words. A complaint without a row has just been submitted."""

    complaint = models.OneToOneField(Complaint, verbose_name=_("诉求"), on_delete=models.CASCADE, related_name="progress")
    public_state = models.CharField(_("状态"), max_length=20, choices=PublicState)
    text = models.TextField(_("说明"), blank=True)
    unit_name = models.CharField(_("办理单位"), max_length=80, blank=True)
    due_at = models.DateTimeField(_("期限"), null=True, blank=True)
    due_provisional = models.BooleanField(_("暂定"), default=False)
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    merged_into = models.CharField(_("并入案件"), max_length=24, blank=True)
    public_reply = models.TextField(_("答复"), blank=True)
    result = models.CharField(_("结果"), max_length=300, blank=True)
    # When the work was last reported done (a rating counts for this round), and when the case was last closed.
    finished_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结案时间"), null=True, blank=True)
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = _("公开进度")
        verbose_name_plural = _("公开进度")
        ordering = ("-updated_at", "-id")
        indexes = [models.Index(fields=["public_state", "updated_at"], name="progress_state_updated")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.public_state}"


class PublicStep(models.Model):
    """One line of the resident's history."""

    complaint = models.ForeignKey(Complaint, verbose_name=_("诉求"), on_delete=models.CASCADE, related_name="public_steps")
    at = models.DateTimeField(_("时间"))
    label = models.CharField(_("事项"), max_length=60)
    unit_name = models.CharField(_("单位"), max_length=80, blank=True)
    text = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("公开步骤")
        verbose_name_plural = _("公开步骤")
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["complaint", "-at", "-id"], name="public_step_newest")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.label}"
