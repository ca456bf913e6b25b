"""What a resident told us, and how to reach the resident. Written once; what happens next is in other rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.categories.enums import RequestKind, RoadClass
from core.privacy.fields import EncryptedTextField
from portal.complaints.enums import MAX_DESCRIPTION, MAX_PLACE, WEB

UNIT = "core_units.Unit"


class Complaint(models.Model):
    """One 诉求. Its case (same number) is opened by the worker; this row keeps the resident's own words."""

    number = models.CharField(_("受理编号"), max_length=24, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=RequestKind)
    # Empty is 不清楚: the acceptor decides.
    minor = models.ForeignKey(
        "core_categories.MinorCategory", verbose_name=_("类别"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    street = models.ForeignKey(UNIT, verbose_name=_("街道"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(UNIT, verbose_name=_("社区"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("地点"), max_length=MAX_PLACE)
    road_class = models.CharField(_("道路等级"), max_length=16, choices=RoadClass, blank=True)
    description = models.TextField(_("情况描述"), max_length=MAX_DESCRIPTION)
    happened_at = models.DateTimeField(_("发生时间"), null=True, blank=True)
    # A code of the setting complaints.channels: new channels come without a release.
    channel = models.CharField(_("渠道"), max_length=20, default=WEB)
    external_no = models.CharField(_("市级工单号"), max_length=40, blank=True)
    is_anonymous = models.BooleanField(_("匿名"), default=False)
    consent_public = models.BooleanField(_("同意公开办理情况"), default=False)
    confidential = models.BooleanField(_("对承办单位保密身份"), default=False)
    submitted_at = models.DateTimeField(_("提交时间"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("代录人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Keyed hash of the code: who steals the database cannot look at progress pages, nor guess codes offline.
    query_code_hash = models.CharField(_("查询码散列"), max_length=64)
    # SHA-256 over the photos' own hashes in order, as they lay on disk when receipt was acknowledged.
    photos_hash = models.CharField(_("照片散列"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("公众诉求")
        verbose_name_plural = _("公众诉求")
        ordering = ("-submitted_at", "-id")
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="complaint_newest"),
            models.Index(fields=["channel", "-submitted_at"], name="complaint_channel"),
        ]

    def __str__(self) -> str:
        return self.number


class Contact(models.Model):
    """How to reach the resident; there is a row only when something was given. Encrypted, and emptied when its time is over."""

    complaint = models.OneToOneField(Complaint, verbose_name=_("诉求"), on_delete=models.CASCADE, related_name="contact")
    name = EncryptedTextField(_("称呼"), blank=True)
    phone = EncryptedTextField(_("电话"), blank=True)
    email = EncryptedTextField(_("邮箱"), blank=True)
    anonymised_at = models.DateTimeField(_("清除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("联系方式")
        verbose_name_plural = _("联系方式")
        ordering = ("id",)
        indexes = [models.Index(fields=["anonymised_at", "complaint"], name="contact_anonymised")]

    def __str__(self) -> str:
        # Never the contact itself: this text may end up in a log.
        return f"{_('联系方式')} {self.complaint_id}"
