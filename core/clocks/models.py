"""Clocks: a ledger of what happened, and beside it the outcome, stored so that lists can filter and sort by it.

The ledger is the truth. Every stored time of a clock can be computed again from its entries and the calendar.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from core.clocks.enums import ClockState, EntryKind, Lamp
from core.limits import Limit, LimitUnit


class ClockQuerySet(models.QuerySet["Clock"]):
    def open(self) -> ClockQuerySet:
        return self.exclude(state=ClockState.STOPPED)

    def of(self, kind: str, ids: Collection[int]) -> ClockQuerySet:
        """The clocks of these records of one kind."""
        return self.filter(subject_kind=kind, subject_id__in=ids)

    def overdue(self, now: datetime.datetime) -> ClockQuerySet:
        """Running past their due time."""
        return self.filter(state=ClockState.RUNNING, due_at__lt=now)

    def with_lamp(self, lamp: Lamp | str, now: datetime.datetime) -> ClockQuerySet:
        """The clocks that show this lamp now; the same rule as selectors.lamp_of."""
        running = self.filter(state=ClockState.RUNNING)
        match lamp:
            case Lamp.RED:
                return running.filter(due_at__lt=now)
            case Lamp.YELLOW:
                return running.filter(due_at__gte=now, warn_at__lte=now)
            case Lamp.GREEN:
                return running.filter(warn_at__gt=now)
            case Lamp.STOPPED:
                return self.exclude(state=ClockState.RUNNING)
        return self.none()


class Clock(models.Model):
    """One limit of one record, e.g. the handling limit of a case. At most one of a name is open at a time.

    ``due_at`` and ``warn_at`` (when the lamp turns yellow) are empty while the clock is paused, unless it was
    overdue before. ``on_time`` is set when it stops. ``provisional``: the due time rests on a year without an
    official arrangement of working days.
    """

    subject_kind = models.CharField(_("对象类型"), max_length=60)
    subject_id = models.BigIntegerField(_("对象编号"))
    name = models.CharField(_("名称"), max_length=30)
    state = models.CharField(_("状态"), max_length=10, choices=ClockState, default=ClockState.RUNNING)
    limit_value = models.DecimalField(_("时限"), max_digits=6, decimal_places=2)
    limit_unit = models.CharField(_("时限单位"), max_length=16, choices=LimitUnit)
    started_at = models.DateTimeField(_("开始时间"))
    warn_at = models.DateTimeField(_("预警时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("停止时间"), null=True, blank=True)
    paused_at = models.DateTimeField(_("暂停时间"), null=True, blank=True)
    paused_seconds = models.PositiveBigIntegerField(_("累计暂停秒数"), default=0)
    extensions = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    provisional = models.BooleanField(_("暂定"), default=False)
    on_time = models.BooleanField(_("按期"), null=True, blank=True)
    calendar_version = models.PositiveBigIntegerField(_("工作日历版本"), default=0)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("时限")
        verbose_name_plural = _("时限")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "name"], condition=~Q(state=ClockState.STOPPED), name="one_open_clock_per_name"
            )
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "name"], name="clock_subject"),
            models.Index(fields=["state", "due_at", "id"], name="clock_state_due"),
            models.Index(fields=["state", "subject_kind", "name", "due_at"], name="clock_state_kind_due"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.name}"

    @property
    def limit(self) -> Limit:
        return Limit(self.limit_value, self.limit_unit)


class ClockEntryQuerySet(AppendOnlyQuerySet["ClockEntry"]):
    """The ledger."""


class ClockEntry(AppendOnlyModel):
    """One line of the ledger. ``at`` is when it took effect, ``recorded_at`` when it was written."""

    clock = models.ForeignKey(Clock, verbose_name=_("时限"), on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("事项"), max_length=10, choices=EntryKind)
    at = models.DateTimeField(_("时间"))
    limit_value = models.DecimalField(_("时限"), max_digits=6, decimal_places=2, null=True, blank=True)
    limit_unit = models.CharField(_("时限单位"), max_length=16, choices=LimitUnit, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("操作人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    actor_label = models.CharField(_("操作人"), max_length=60)
    due_before = models.DateTimeField(_("原到期时间"), null=True, blank=True)
    due_after = models.DateTimeField(_("到期时间"), null=True, blank=True)
    calendar_version = models.PositiveBigIntegerField(_("工作日历版本"), default=0)
    recorded_at = models.DateTimeField(_("记录时间"))

    objects = ClockEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("时限记录")
        verbose_name_plural = _("时限记录")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind}"

    @property
    def limit(self) -> Limit | None:
        return None if self.limit_value is None else Limit(self.limit_value, self.limit_unit)
