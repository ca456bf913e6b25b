"""Work that must follow a commit and must not be lost: the row is the truth, the worker only carries it out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.outbox.enums import MessageState


class OutboxMessage(models.Model):
    """One piece of work. ``key`` names the thing it is about: messages of one topic and key keep their order."""

    topic = models.CharField(_("主题"), max_length=60)
    key = models.CharField(_("对象"), max_length=120, blank=True)
    payload = models.JSONField(_("内容"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=MessageState, default=MessageState.PENDING)
    available_at = models.DateTimeField(_("可处理时间"), default=timezone.now)
    lease_until = models.DateTimeField(_("租约截止"), null=True, blank=True)
    lease_owner = models.CharField(_("租约持有者"), max_length=80, blank=True)
    attempts = models.PositiveIntegerField(_("尝试次数"), default=0)
    last_error = models.CharField(_("最近错误"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("投递消息")
        verbose_name_plural = _("投递消息")
        ordering = ("id",)
        indexes = [
            models.Index(fields=["state", "topic", "available_at", "id"], name="outbox_due"),
            models.Index(fields=["state", "lease_until"], name="outbox_lease"),
            models.Index(fields=["topic", "key", "id"], name="outbox_topic_key"),
            models.Index(fields=["state", "done_at"], name="outbox_done"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}".strip()


class PeriodicRun(models.Model):
    """When a periodic job runs next, and which worker holds it now."""

    name = models.CharField(_("任务"), max_length=80, primary_key=True)
    next_at = models.DateTimeField(_("下次运行"))
    lease_until = models.DateTimeField(_("租约截止"), null=True, blank=True)
    lease_owner = models.CharField(_("租约持有者"), max_length=80, blank=True)
    finished_at = models.DateTimeField(_("最近完成"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("连续失败次数"), default=0)
    last_error = models.CharField(_("最近错误"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("周期任务")
        verbose_name_plural = _("周期任务")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class WorkerHeartbeat(models.Model):
    """A sign of life of one worker process."""

    owner = models.CharField(_("进程"), max_length=80, primary_key=True)
    started_at = models.DateTimeField(_("启动时间"))
    beat_at = models.DateTimeField(_("最近心跳"), db_index=True)
    handled = models.PositiveBigIntegerField(_("已处理"), default=0)

    class Meta:
        verbose_name = _("后台进程")
        verbose_name_plural = _("后台进程")
        ordering = ("-beat_at",)

    def __str__(self) -> str:
        return self.owner
