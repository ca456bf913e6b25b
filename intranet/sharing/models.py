"""Letters between units, whom each went to, and what approvals and joint enforcement say in figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intranet.sharing.enums import OPEN_STATES, ApprovalKind, ClockName, LetterKind, LetterState, Outcome, RecipientState
from intranet.sharing.managers import LetterQuerySet

UNIT = "core_units.Unit"
PERSON = settings.AUTH_USER_MODEL


class Letter(models.Model):
    """One letter. Only the services of this app and advance() write it. ``number`` is empty until it is sent."""

    kind = models.CharField(_("种类"), max_length=20, choices=LetterKind)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=100)
    body = models.TextField(_("正文"), max_length=6000, blank=True)
    sender_unit = models.ForeignKey(UNIT, verbose_name=_("发出单位"), on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(PERSON, verbose_name=_("拟稿人"), on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(PERSON, verbose_name=_("签发人"), null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey("self", verbose_name=_("所回复的函件"), null=True, on_delete=models.PROTECT, related_name="answered_by")

    state = models.CharField(_("状态"), max_length=12, choices=LetterState, default=LetterState.DRAFT)
    state_since = models.DateTimeField(_("进入状态时间"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    created_at = models.DateTimeField(_("拟稿时间"))
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    accepted_at = models.DateTimeField(_("接收移送时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    # The running clock as lists show it; the ledger in core.clocks is the truth.
    clock_name = models.CharField(_("当前时限"), max_length=12, choices=ClockName, blank=True)
    due_at = models.DateTimeField(_("当前到期"), null=True)
    warn_at = models.DateTimeField(_("预警时间"), null=True)
    due_provisional = models.BooleanField(_("暂定"), default=False)
    # How far the notices about the present overdue have gone: 1 liaison, 2 unit head, 3 office.
    overdue_notices = models.PositiveSmallIntegerField(default=0)
    extension_count = models.PositiveSmallIntegerField(_("延期次数"), default=0)

    # What is compared, counted or looked up stands in columns; the rest of a kind's fields in ``details``.
    party = models.CharField(_("当事人"), max_length=80, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    party_key = models.CharField(max_length=80, blank=True)
    place_key = models.CharField(max_length=80, blank=True)
    event_on = models.DateField(_("事项日期"), null=True)
    period = models.DateField(_("所属期间"), null=True)
    outcome = models.CharField(_("处理结果"), max_length=12, choices=Outcome, blank=True)
    reply_wanted = models.BooleanField(_("要求回复执法情况"), default=False)
    hold_approval = models.BooleanField(_("审批暂不予办理"), default=False)
    details = models.JSONField(_("其他内容"), default=dict, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("函件")
        verbose_name_plural = _("函件")
        ordering = ("-created_at", "-id")
        constraints = [models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_letter_per_number")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="letter_newest"),
            models.Index(fields=["sender_unit", "state", "due_at"], name="letter_sender"),
            models.Index(fields=["kind", "state", "due_at"], name="letter_kind_state"),
            models.Index(fields=["kind", "period", "sender_unit"], name="letter_duty"),
            models.Index(fields=["party_key"], condition=~Q(party_key=""), name="letter_party"),
            models.Index(fields=["place_key"], condition=~Q(place_key=""), name="letter_place"),
            models.Index(fields=["due_at"], condition=Q(state__in=sorted(OPEN_STATES)), name="letter_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def called(self) -> str:
        """What people call it: the number, and before there is one the kind."""
        return self.number or str(self.get_kind_display())


class LetterRecipient(models.Model):
    """One unit to which a letter goes, with its receipt (S73). A letter sent again has rows of a new round;
    a row is the unit's to see once it has ``sent_at``."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(UNIT, verbose_name=_("收文单位"), on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=10, choices=RecipientState, default=RecipientState.PENDING)
    sent_at = models.DateTimeField(_("送达时间"), null=True)
    received_at = models.DateTimeField(_("签收时间"), null=True)
    received_by = models.ForeignKey(PERSON, verbose_name=_("签收人"), null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(_("回复时间"), null=True)
    replied_by = models.ForeignKey(PERSON, verbose_name=_("回复人"), null=True, on_delete=models.PROTECT, related_name="+")
    # A return or a refusal: when, and the words the sender reads.
    ended_at = models.DateTimeField(_("退回或拒绝时间"), null=True)
    reason = models.TextField(_("理由"), blank=True)

    class Meta:
        verbose_name = _("收文单位")
        verbose_name_plural = _("收文单位")
        ordering = ("round", "id")
        constraints = [models.UniqueConstraint(fields=["letter", "unit", "round"], name="one_recipient_per_unit_and_round")]
        indexes = [models.Index(fields=["unit", "state", "letter"], name="recipient_unit_state")]

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.unit}"


class ApprovalInfo(models.Model):
    """The structured part of 审批信息 (S74). Holder and place are the letter's party and place."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="approval")
    kind = models.CharField(_("信息类别"), max_length=10, choices=ApprovalKind)
    permit_no = models.CharField(_("许可证号"), max_length=60, blank=True)
    issuing_unit = models.ForeignKey(UNIT, verbose_name=_("发证单位"), on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("有效期自"), null=True)
    valid_until = models.DateField(_("有效期至"), null=True)

    class Meta:
        verbose_name = _("审批信息")
        verbose_name_plural = _("审批信息")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["permit_no"], name="approval_permit"),
            models.Index(fields=["valid_until", "id"], name="approval_until"),
        ]

    def __str__(self) -> str:
        return self.permit_no or str(self.get_kind_display())


class JointResult(models.Model):
    """What a joint enforcement came to (S66, S79)."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="joint_result")
    people = models.PositiveIntegerField(_("出动人数"), default=0)
    self_handled = models.PositiveIntegerField(_("自行处置"), default=0)
    warned = models.PositiveIntegerField(_("口头教育"), default=0)
    penalised = models.PositiveIntegerField(_("立案处罚"), default=0)
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("联合执法结果")
        verbose_name_plural = _("联合执法结果")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.letter_id}"


class LetterMark(models.Model):
    """机关代字 of a unit: what stands before the year in the numbers of its letters (GB/T 9704)."""

    unit = models.OneToOneField(UNIT, verbose_name=_("单位"), on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(_("机关代字"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("机关代字")
        verbose_name_plural = _("机关代字")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.mark


class DutyReminder(models.Model):
    """That a unit was reminded of a circulation or report it owes, so that each word is said once."""

    unit = models.ForeignKey(UNIT, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=LetterKind)
    period = models.DateField()
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("定期事项提醒")
        verbose_name_plural = _("定期事项提醒")
        ordering = ("-id",)
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "period", "level"], name="one_duty_reminder_per_level")]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.unit_id}"
