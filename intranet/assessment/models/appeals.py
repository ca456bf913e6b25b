"""申诉: a unit contests a figure or a single case; what is accepted leaves an adjustment that stays to be seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from intranet.assessment.enums import AppealState
from intranet.assessment.managers import AppealQuerySet
from intranet.assessment.models.months import MonthlyAssessment

UNIT = "core_units.Unit"


class Appeal(models.Model):
    """An appeal by one unit against one figure, or against the counting of one case."""

    number = models.CharField(_("编号"), max_length=24, unique=True)
    month = models.ForeignKey(MonthlyAssessment, verbose_name=_("月份"), on_delete=models.PROTECT, related_name="appeals")
    unit = models.ForeignKey(UNIT, verbose_name=_("申诉单位"), on_delete=models.PROTECT, related_name="+")
    identifier = models.CharField(_("指标"), max_length=40)
    label = models.CharField(_("指标名称"), max_length=40)
    case = models.ForeignKey("intranet_casework.Case", verbose_name=_("案件"), null=True, on_delete=models.PROTECT, related_name="+")
    figure = models.CharField(_("所申诉的数值"), max_length=40)
    reason = models.TextField(_("申诉理由"), max_length=2000)
    state = models.CharField(_("状态"), max_length=12, choices=AppealState, default=AppealState.SUBMITTED)
    state_since = models.DateTimeField(_("进入状态时间"))
    round = models.PositiveSmallIntegerField(default=1)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("申诉人"), on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("申诉时间"))
    due_at = models.DateTimeField(_("答复期限"), null=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("考评申诉")
        verbose_name_plural = _("考评申诉")
        ordering = ("-raised_at", "-id")
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="appeal_state_due"),
            models.Index(fields=["unit", "-raised_at"], name="appeal_unit"),
            models.Index(fields=["-raised_at", "-id"], name="appeal_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class AdjustmentQuerySet(AppendOnlyQuerySet["Adjustment"]):
    """What appeals took out."""


class Adjustment(AppendOnlyModel):
    """剔除: by an accepted appeal a case does not count for a unit in a month, in every version of that month."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="adjustments")
    month = models.DateField(_("月份"))
    case = models.ForeignKey("intranet_casework.Case", verbose_name=_("案件"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(UNIT, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("理由"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("决定人"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("考评剔除")
        verbose_name_plural = _("考评剔除")
        ordering = ("id",)
        indexes = [models.Index(fields=["month", "unit"], name="adjustment_month_unit")]
        constraints = [models.UniqueConstraint(fields=["month", "case", "unit"], name="one_adjustment_per_case")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.case_id} {self.unit_id}"
