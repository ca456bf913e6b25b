"""联席会议: the meeting, its agenda, the units' answers, the minutes by item and the decisions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel
from intranet.meetings.enums import OPEN_PREPARATION, ItemKind, MeetingKind, MeetingState, Part, Presence, Receipt
from intranet.meetings.managers import AgendaItemQuerySet, DecisionQuerySet, MeetingQuerySet

UNIT = "core_units.Unit"
USER = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """One meeting on its way from plan to issued minutes. Only services and advance() write it."""

    number = models.CharField(_("会议编号"), max_length=20, unique=True)
    kind = models.CharField(_("类别"), max_length=10, choices=MeetingKind)
    # The first of the month it belongs to. A monthly meeting put off into the next month stays the old month's.
    month = models.DateField(_("月份"))
    title = models.CharField(_("会议名称"), max_length=80)
    purpose = models.TextField(_("会议事由"), max_length=2000, blank=True)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    place = models.CharField(_("地点"), max_length=120)
    chair = models.ForeignKey(USER, verbose_name=_("主持人"), on_delete=models.PROTECT, related_name="+")

    state = models.CharField(_("状态"), max_length=20, choices=MeetingState, default=MeetingState.PLANNED)
    state_since = models.DateTimeField(_("进入状态时间"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    # Grows with each change of what a calendar shows (RFC 5545 SEQUENCE) and guards the form of the facts.
    revision = models.PositiveIntegerField(_("版本"), default=1)
    notified_at = models.DateTimeField(_("通知时间"), null=True)
    held_at = models.DateTimeField(_("召开时间"), null=True)

    summary = models.TextField(_("会议概况"), max_length=8000, blank=True)
    submitted_at = models.DateTimeField(_("纪要送审时间"), null=True)
    submitted_by = models.ForeignKey(USER, verbose_name=_("送审人"), null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("纪要审定时间"), null=True)
    approved_by = models.ForeignKey(USER, verbose_name=_("审定人"), null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("印发时间"), null=True)
    minutes_number = models.CharField(_("纪要文号"), max_length=40, blank=True)

    created_by = models.ForeignKey(USER, verbose_name=_("筹备人"), null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("建立时间"))
    # Of the meeting or of anything in it: the version of its entry in the search index.
    changed_at = models.DateTimeField(_("变更时间"), default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("会议")
        verbose_name_plural = _("会议")
        ordering = ("-starts_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["month"], condition=Q(kind="monthly") & ~Q(state="cancelled"), name="one_monthly_meeting_a_month"
            ),
            models.UniqueConstraint(fields=["minutes_number"], condition=~Q(minutes_number=""), name="minutes_number_once"),
        ]
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="meeting_newest"),
            models.Index(fields=["month", "kind", "state"], name="meeting_month"),
            models.Index(fields=["state", "starts_at"], name="meeting_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def in_preparation(self) -> bool:
        return self.state in OPEN_PREPARATION

    @property
    def is_issued(self) -> bool:
        return self.state == MeetingState.ISSUED


class AgendaItem(models.Model):
    """议题 with its part of the minutes. ``revision`` guards the text: who writes over another's words is told."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("来源"), max_length=12, choices=ItemKind, default=ItemKind.FREE)
    title = models.CharField(_("议题"), max_length=120)
    body = models.TextField(_("情况说明"), max_length=4000, blank=True)
    unit = models.ForeignKey(UNIT, verbose_name=_("汇报单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.TextField(_("纪要"), max_length=8000, blank=True)
    revision = models.PositiveIntegerField(_("版本"), default=0)
    edited_by = models.ForeignKey(USER, verbose_name=_("最后修改人"), null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(_("最后修改时间"), null=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        ordering = ("position", "id")
        indexes = [models.Index(fields=["meeting", "position", "id"], name="agenda_order")]

    def __str__(self) -> str:
        return self.title


class MinutesRevision(AppendOnlyModel):
    """Every saved text of the minutes of an item: nothing written is lost, and the authors are known."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveIntegerField(_("版本"))
    text = models.TextField(_("纪要"))
    by = models.ForeignKey(USER, verbose_name=_("修改人"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("纪要修改记录")
        verbose_name_plural = _("纪要修改记录")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["item", "revision"], name="one_text_per_revision")]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.revision}"


class Invitation(models.Model):
    """A unit's invitation, its answer (回执) with the person or the substitute (替会人), and the sign-in."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    unit = models.ForeignKey(UNIT, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("参会方式"), max_length=8, choices=Part, default=Part.ATTEND)
    receipt = models.CharField(_("回执"), max_length=12, choices=Receipt, default=Receipt.PENDING)
    person = models.CharField(_("参会人"), max_length=40, blank=True)
    post = models.CharField(_("职务"), max_length=40, blank=True)
    substitute_for = models.CharField(_("替何人参会"), max_length=40, blank=True)
    reason = models.CharField(_("请假或替会原因"), max_length=200, blank=True)
    answered_by = models.ForeignKey(USER, verbose_name=_("回执人"), null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("回执时间"), null=True)
    presence = models.CharField(_("签到"), max_length=8, choices=Presence, default=Presence.UNKNOWN, blank=True)
    signed_name = models.CharField(_("签到人"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("会议邀请")
        verbose_name_plural = _("会议邀请")
        ordering = ("part", "unit__code", "id")
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="one_invitation_per_unit")]
        indexes = [models.Index(fields=["unit", "meeting"], name="invitation_unit")]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.unit}"


class Decision(models.Model):
    """议定事项: what was resolved, who does it, by when. It becomes a task when the minutes are issued."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, verbose_name=_("议题"), null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    position = models.PositiveSmallIntegerField(_("顺序"))
    content = models.CharField(_("议定事项"), max_length=500)
    lead_unit = models.ForeignKey(UNIT, verbose_name=_("责任单位"), on_delete=models.PROTECT, related_name="+")
    assisting_units: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        UNIT, verbose_name=_("配合单位"), blank=True, related_name="+"
    )
    due_on = models.DateField(_("完成时限"))
    revision = models.PositiveIntegerField(_("版本"), default=1)
    task = models.OneToOneField("intranet_tasks.Task", null=True, on_delete=models.PROTECT, related_name="decision")
    created_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("议定事项")
        verbose_name_plural = _("议定事项")
        ordering = ("position", "id")
        indexes = [
            models.Index(fields=["lead_unit", "due_on"], name="decision_unit_due"),
            models.Index(fields=["meeting", "position", "id"], name="decision_order"),
            models.Index(fields=["-id"], name="decision_newest"),
        ]

    def __str__(self) -> str:
        return self.content


class MissingMonthNotice(models.Model):
    """The office was told that a month is going by without its meeting (S68); once a month."""

    month = models.DateField(_("月份"), unique=True)
    at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = _("缺会提醒")
        verbose_name_plural = _("缺会提醒")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
