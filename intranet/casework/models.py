"""The case: one problem and its file (案卷). Facts and the present state; history is in the steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.categories.enums import RequestKind, RoadClass
from intranet.casework.enums import (
    OPEN_STATES,
    CaseSource,
    CaseState,
    ClockName,
    NotFiledReason,
    RecordKind,
    RejectReason,
    ResolvedLevel,
    Satisfaction,
    VoidReason,
)
from intranet.casework.managers import CaseQuerySet

UNIT = "core_units.Unit"


class Case(models.Model):
    """One problem on its way from report to close. Only advance() and case_open() write it."""

    number = models.CharField(_("案件编号"), max_length=24, unique=True)
    complaint = models.OneToOneField(
        "portal_complaints.Complaint", verbose_name=_("公众诉求"), null=True, on_delete=models.PROTECT, related_name="case"
    )
    external_no = models.CharField(_("市级工单号"), max_length=40, blank=True)
    source = models.CharField(_("来源"), max_length=12, choices=CaseSource)
    request_kind = models.CharField(_("诉求类型"), max_length=12, choices=RequestKind)
    record_kind = models.CharField(_("事项性质"), max_length=12, choices=RecordKind, default=RecordKind.MANAGEMENT)
    title = models.CharField(_("标题"), max_length=60)
    description = models.TextField(_("问题描述"), max_length=2000)
    place = models.CharField(_("地点"), max_length=200)
    street = models.ForeignKey(UNIT, verbose_name=_("街道"), null=True, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(UNIT, verbose_name=_("社区"), null=True, on_delete=models.PROTECT, related_name="+")
    road_class = models.CharField(_("道路等级"), max_length=20, choices=RoadClass, blank=True)
    minor = models.ForeignKey(
        "core_categories.MinorCategory", verbose_name=_("小类"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    condition = models.ForeignKey(
        "core_categories.FilingCondition", verbose_name=_("立案条件"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    urgent = models.BooleanField(_("紧急"), default=False)
    confidential = models.BooleanField(_("保密"), default=False)

    state = models.CharField(_("状态"), max_length=20, choices=CaseState, default=CaseState.SUBMITTED)
    state_since = models.DateTimeField(_("进入状态时间"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    lead_unit = models.ForeignKey(UNIT, verbose_name=_("主办单位"), null=True, on_delete=models.PROTECT, related_name="+")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("上报人"), null=True, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("核实核查人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    parent = models.ForeignKey("self", verbose_name=_("并入案件"), null=True, on_delete=models.PROTECT, related_name="merged_cases")
    merged_from = models.CharField(max_length=20, blank=True)

    # The running clock of the present state as the list shows it; the ledger in core.clocks is the truth.
    clock_name = models.CharField(_("当前时限"), max_length=12, choices=ClockName, blank=True)
    due_at = models.DateTimeField(_("当前到期"), null=True)
    warn_at = models.DateTimeField(_("预警时间"), null=True)
    due_provisional = models.BooleanField(_("暂定"), default=False)

    # How far the notices about the present overdue have gone: 1 liaison, 2 unit head, 3 office.
    overdue_notices = models.PositiveSmallIntegerField(default=0)

    verified_true = models.BooleanField(_("核实属实"), null=True)
    finally_assigned = models.BooleanField(_("最终派遣"), default=False)
    return_count = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    wrong_dispatch_count = models.PositiveSmallIntegerField(_("错误派遣次数"), default=0)
    extension_count = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    rework_count = models.PositiveSmallIntegerField(_("返工次数"), default=0)
    redo_count = models.PositiveSmallIntegerField(_("重办次数"), default=0)
    reopen_count = models.PositiveSmallIntegerField(_("重开次数"), default=0)
    follow_up_tries = models.PositiveSmallIntegerField(_("回访次数"), default=0)
    follow_up_expired = models.BooleanField(_("回访期满"), default=False)
    review_on = models.DateField(_("挂账复核日"), null=True)

    reason_code = models.CharField(
        _("原因代码"), max_length=20, blank=True, choices=[*RejectReason.choices, *NotFiledReason.choices, *VoidReason.choices]
    )
    transferred_to = models.CharField(_("转往单位"), max_length=80, blank=True)
    reply_draft = models.TextField(_("拟对外答复"), blank=True)
    public_reply = models.TextField(_("对外答复"), blank=True)
    resolved_level = models.CharField(_("解决层级"), max_length=12, choices=ResolvedLevel, blank=True)
    self_handled = models.BooleanField(_("自行处置"), default=False)
    satisfaction = models.PositiveSmallIntegerField(_("满意度"), null=True, choices=Satisfaction)
    rating_comment = models.TextField(_("评价意见"), blank=True)

    reported_at = models.DateTimeField(_("上报时间"))
    filed_at = models.DateTimeField(_("立案时间"), null=True)
    dispatched_at = models.DateTimeField(_("派遣时间"), null=True)
    handled_at = models.DateTimeField(_("处置完成时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件")
        verbose_name_plural = _("案件")
        ordering = ("-reported_at", "-id")
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="case_newest"),
            models.Index(fields=["state", "due_at", "id"], name="case_state_due"),
            models.Index(fields=["lead_unit", "state", "due_at"], name="case_unit_state"),
            models.Index(fields=["street", "-reported_at"], name="case_street"),
            models.Index(fields=["community", "minor", "-reported_at"], name="case_cluster"),
            models.Index(fields=["reporter", "-reported_at"], name="case_reporter"),
            models.Index(fields=["supervisor", "state"], name="case_supervisor"),
            models.Index(fields=["due_at"], condition=Q(state__in=sorted(OPEN_STATES)), name="case_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class CaseAssist(models.Model):
    """协办单位 of a case: a unit that helps the lead unit, with its own report."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assists")
    unit = models.ForeignKey(UNIT, verbose_name=_("协办单位"), on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    opinion = models.TextField(_("协办情况"), blank=True)
    reported_at = models.DateTimeField(_("反馈时间"), null=True)

    class Meta:
        verbose_name = _("协办")
        verbose_name_plural = _("协办")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="one_assist_per_unit")]
        indexes = [models.Index(fields=["unit", "case"], name="assist_unit")]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.unit}"
