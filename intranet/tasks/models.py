"""Committee tasks (交办、会办) and supervisions (督办). Facts and the present state; history is in the steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intranet.tasks.enums import (
    OPEN_SUPERVISIONS,
    OPEN_TASKS,
    ClockName,
    Reminder,
    SupervisionLevel,
    SupervisionState,
    TaskKind,
    TaskSource,
    TaskState,
)
from intranet.tasks.managers import SupervisionQuerySet, TaskQuerySet

UNIT = "core_units.Unit"
USER = settings.AUTH_USER_MODEL
TITLE_LENGTH = 40


class Task(models.Model):
    """A task of the committee for one lead unit, with or without assisting units. Only services write it.

    ``due_on`` is the day ordered, as last extended; ``due_at`` the running limit of the present state as lists
    show it: the unit's deadline while the unit has it in hand, the office's own while it examines the report.
    The ledger in core.clocks is the truth for both.
    """

    kind = models.CharField(_("类别"), max_length=10, choices=TaskKind, default=TaskKind.ASSIGN)
    # Taken at issue and without gaps (发文字号); a draft has none.
    number = models.CharField(_("文号"), max_length=40, blank=True)
    source = models.CharField(_("来源"), max_length=12, choices=TaskSource, default=TaskSource.OTHER)
    title = models.CharField(_("事项"), max_length=80)
    content = models.TextField(_("任务要求"), max_length=4000)
    lead_unit = models.ForeignKey(UNIT, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("办理期限"))
    # Why this task: shown on the sheet; the records it came of are in the chain.
    basis = models.CharField(_("交办依据"), max_length=200, blank=True)

    state = models.CharField(_("状态"), max_length=20, choices=TaskState, default=TaskState.DRAFT)
    state_since = models.DateTimeField(_("进入状态时间"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    clock_name = models.CharField(_("当前时限"), max_length=12, choices=ClockName, blank=True)
    due_at = models.DateTimeField(_("到期时间"), null=True)
    warn_at = models.DateTimeField(_("预警时间"), null=True)
    due_provisional = models.BooleanField(_("暂定"), default=False)
    reminder = models.PositiveSmallIntegerField(choices=Reminder, default=Reminder.NONE)

    return_count = models.PositiveSmallIntegerField(_("退回重办次数"), default=0)
    refused_count = models.PositiveSmallIntegerField(_("单位退回次数"), default=0)
    extension_count = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    # What the lead unit reported, the last time; earlier reports are in the steps.
    result = models.TextField(_("办理结果"), blank=True)

    created_by = models.ForeignKey(USER, verbose_name=_("拟稿人"), null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("拟稿时间"))
    issued_by = models.ForeignKey(USER, verbose_name=_("签发人"), null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("下达时间"), null=True)
    reported_at = models.DateTimeField(_("报办结时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ("-created_at", "-id")
        constraints = [models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="task_number_once")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="task_newest"),
            models.Index(fields=["state", "due_at", "id"], name="task_state_due"),
            models.Index(fields=["lead_unit", "state", "due_at"], name="task_unit_state"),
            models.Index(fields=["due_at"], condition=Q(state__in=sorted(OPEN_TASKS)), name="task_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TASKS

    @property
    def called(self) -> str:
        """The number, or what a draft is called before it has one."""
        return self.number or gettext("拟稿%(pk)s") % {"pk": self.pk}


class TaskAssist(models.Model):
    """An assisting unit of a joint task (会办): its own opinion by its own day, or the office's waiver of it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assists")
    unit = models.ForeignKey(UNIT, verbose_name=_("会办单位"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("反馈期限"))
    due_at = models.DateTimeField(_("到期时间"), null=True)
    warn_at = models.DateTimeField(_("预警时间"), null=True)
    reminder = models.PositiveSmallIntegerField(choices=Reminder, default=Reminder.NONE)
    opinion = models.TextField(_("会办意见"), blank=True)
    submitted_by = models.ForeignKey(USER, verbose_name=_("提交人"), null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    waived_by = models.ForeignKey(USER, verbose_name=_("免予反馈决定人"), null=True, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(_("免予反馈时间"), null=True)
    waive_reason = models.TextField(_("免予反馈的理由"), blank=True)

    class Meta:
        verbose_name = _("会办单位")
        verbose_name_plural = _("会办单位")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="task_assist_once")]
        indexes = [
            models.Index(fields=["unit", "task"], name="task_assist_unit"),
            models.Index(fields=["due_at"], condition=Q(submitted_at__isnull=True, waived_at__isnull=True), name="task_assist_due"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} · {self.unit}"

    @property
    def is_missing(self) -> bool:
        """Neither given nor waived."""
        return self.submitted_at is None and self.waived_at is None


class Supervision(models.Model):
    """督办 of one record: level, demand, day and reply. What is supervised is pointed at, never copied.

    ``unit`` is whom the demand is addressed to; the record may pass to another unit afterwards.
    """

    number = models.CharField(_("督办文号"), max_length=40, blank=True)
    parent_kind = models.CharField(_("督办对象类型"), max_length=60)
    parent_id = models.BigIntegerField(_("督办对象编号"))
    level = models.CharField(_("督办级别"), max_length=10, choices=SupervisionLevel, default=SupervisionLevel.ORDINARY)
    unit = models.ForeignKey(UNIT, verbose_name=_("被督办单位"), on_delete=models.PROTECT, related_name="+")
    opinion = models.TextField(_("督办意见"), max_length=2000)
    due_on = models.DateField(_("回复期限"))
    reply = models.TextField(_("督办回复"), blank=True)

    state = models.CharField(_("状态"), max_length=20, choices=SupervisionState, default=SupervisionState.PROPOSED)
    state_since = models.DateTimeField(_("进入状态时间"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    clock_name = models.CharField(_("当前时限"), max_length=12, choices=ClockName, blank=True)
    due_at = models.DateTimeField(_("到期时间"), null=True)
    warn_at = models.DateTimeField(_("预警时间"), null=True)
    due_provisional = models.BooleanField(_("暂定"), default=False)
    reminder = models.PositiveSmallIntegerField(choices=Reminder, default=Reminder.NONE)
    return_count = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    extension_count = models.PositiveSmallIntegerField(_("延期次数"), default=0)

    opened_by = models.ForeignKey(USER, verbose_name=_("立项人"), null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("立项时间"))
    dispatched_at = models.DateTimeField(_("发出时间"), null=True)
    received_at = models.DateTimeField(_("签收时间"), null=True)
    replied_at = models.DateTimeField(_("回复时间"), null=True)
    closed_at = models.DateTimeField(_("销号时间"), null=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办")
        verbose_name_plural = _("督办")
        ordering = ("-opened_at", "-id")
        constraints = [models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="supervision_number_once")]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="supervision_newest"),
            models.Index(fields=["parent_kind", "parent_id"], name="supervision_parent"),
            models.Index(fields=["state", "due_at", "id"], name="supervision_state_due"),
            models.Index(fields=["unit", "state", "due_at"], name="supervision_unit_state"),
            models.Index(fields=["due_at"], condition=Q(state__in=sorted(OPEN_SUPERVISIONS)), name="supervision_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def title(self) -> str:
        """The first sentence of the demand: a supervision has no title of its own, and takes none from the record."""
        first = self.opinion.strip().splitlines()[0].split("。")[0] if self.opinion.strip() else ""
        return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"

    @property
    def called(self) -> str:
        """The number, or what a proposal is called before it has one."""
        return self.number or gettext("立项%(pk)s") % {"pk": self.pk}

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SUPERVISIONS
