"""What sign-in remembers beside the user table: wrong tries, password age, personal links, factor resets."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intranet.accounts.enums import FactorResetState, LinkPurpose


class PasswordAge(models.Model):
    """When a person last chose a password. No row: when the account was made."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.CASCADE, primary_key=True, related_name="password_age"
    )
    changed_at = models.DateTimeField(_("密码设置时间"))

    class Meta:
        verbose_name = _("密码设置时间")
        verbose_name_plural = _("密码设置时间")

    def __str__(self) -> str:
        return f"{self.user_id} {self.changed_at:%Y-%m-%d}"


class SignInGuard(models.Model):
    """Wrong tries for one account, or for one name that no account has, so that both are answered alike.

    ``key`` is "user:<id>" or a keyed hash of what was typed.
    """

    key = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(_("失败次数"), default=0)
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)
    tried_at = models.DateTimeField(_("最近尝试"), db_index=True)

    class Meta:
        verbose_name = _("登录失败计数")
        verbose_name_plural = _("登录失败计数")

    def __str__(self) -> str:
        return f"{self.key} {self.failures}"


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def open(self, now: datetime.datetime) -> PersonalLinkQuerySet:
        """Links that still work."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


class PersonalLink(models.Model):
    """A signed, single-use, expiring link with which a person sets a password (invitation or reset).

    The link itself is not stored: it is a signature over the row (services/links.py). ``serial`` is part of
    it, so that a new link for the same row ends the one before.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.CASCADE, related_name="personal_links")
    purpose = models.CharField(_("用途"), max_length=12, choices=LinkPurpose)
    serial = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("发出时间"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("发出人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人链接")
        verbose_name_plural = _("个人链接")
        ordering = ("-id",)
        indexes = [models.Index(fields=["user", "-id"], name="link_user_newest")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.user_id}"

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether the link still works."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > now


class FactorReset(models.Model):
    """Removing a person's second factor takes two administrators: one asks, another one does it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="factor_resets")
    state = models.CharField(_("状态"), max_length=10, choices=FactorResetState, default=FactorResetState.REQUESTED)
    reason = models.CharField(_("原因"), max_length=200)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("复核人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("解除双因素申请")
        verbose_name_plural = _("解除双因素申请")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state=FactorResetState.REQUESTED), name="one_open_factor_reset_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"
