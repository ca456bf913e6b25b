"""A month's figures: per district, unit and street, with the list of cases behind each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel
from intranet.assessment.enums import MonthState, SubjectKind
from intranet.assessment.managers import CountedQuerySet, FigureQuerySet, MonthQuerySet
from intranet.assessment.models.indicators import IndicatorSet

UNIT = "core_units.Unit"
PERSON = settings.AUTH_USER_MODEL


class MonthlyAssessment(models.Model):
    """One version of one month. Only advance(), month_open() and the computing write it.

    Figures are made of the steps with a number up to ``step_horizon`` and the clock entries up to
    ``entry_horizon`` whose time lies before ``cutoff``, with the calendar at ``calendar_version``: computed again
    from these they come out the same. ``run`` numbers the computings; rows of the present one hold.
    """

    month = models.DateField(_("月份"))
    revision = models.PositiveSmallIntegerField(_("版次"), default=1)
    state = models.CharField(_("状态"), max_length=12, choices=MonthState, default=MonthState.COMPUTING)
    state_since = models.DateTimeField(_("进入状态时间"))
    round = models.PositiveSmallIntegerField(default=1)
    indicator_set = models.ForeignKey(IndicatorSet, verbose_name=_("指标版本"), on_delete=models.PROTECT, related_name="months")
    reason = models.CharField(_("更正理由"), max_length=500, blank=True)

    cutoff = models.DateTimeField(_("统计截止"))
    step_horizon = models.BigIntegerField(default=0)
    entry_horizon = models.BigIntegerField(default=0)
    calendar_version = models.PositiveBigIntegerField(_("工作日历版本"), default=0)
    # What the subcategories counted as when it was computed: {id: [event or component, 四个不见 flag]}.
    minors = models.JSONField(default=dict)
    run = models.PositiveIntegerField(_("计算次数"), default=0)
    # The number given to the newest computing begun; one that was overtaken finds another number here.
    claimed = models.PositiveIntegerField(default=0)
    computed_by = models.ForeignKey(PERSON, verbose_name=_("计算人"), null=True, on_delete=models.PROTECT, related_name="+")
    computed_at = models.DateTimeField(_("计算时间"), null=True)
    compute_total = models.PositiveIntegerField(default=0)
    compute_done = models.PositiveIntegerField(default=0)
    # Something was decided that the figures do not show yet: they are being computed again.
    stale = models.BooleanField(default=True)
    problem = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    due_at = models.DateTimeField(_("下一步期限"), null=True)
    published_at = models.DateTimeField(_("公示时间"), null=True)
    appeals_until = models.DateTimeField(_("申诉截止"), null=True)
    frozen_at = models.DateTimeField(_("冻结时间"), null=True)
    bulletin_due = models.DateTimeField(_("简报发布期限"), null=True)
    bulletin_at = models.DateTimeField(_("简报发布时间"), null=True)
    # Counted in the clear so that lists need not: cases due for handling in the month.
    case_count = models.PositiveIntegerField(_("计入案件"), default=0)

    objects = MonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("月度考评")
        verbose_name_plural = _("月度考评")
        ordering = ("-month", "-revision")
        constraints = [models.UniqueConstraint(fields=["month", "revision"], name="one_revision_per_month")]

    def __str__(self) -> str:
        return self.key if self.revision == 1 else f"{self.key} r{self.revision}"

    @property
    def key(self) -> str:
        """As addresses and commands name it: 2026-10."""
        return f"{self.month:%Y-%m}"


class Figures(AppendOnlyModel):
    """What figures of a subject have in common. ``unit`` is empty for the district."""

    month = models.ForeignKey(MonthlyAssessment, on_delete=models.PROTECT, related_name="+")
    run = models.PositiveIntegerField()
    subject_kind = models.CharField(_("对象"), max_length=10, choices=SubjectKind)
    unit = models.ForeignKey(UNIT, verbose_name=_("单位"), null=True, on_delete=models.PROTECT, related_name="+")

    objects = FigureQuerySet.as_manager()

    class Meta:
        abstract = True


class Result(Figures):
    """One indicator of one subject. ``value`` None is 0/0; ``points`` None where nothing is scored."""

    month = models.ForeignKey(MonthlyAssessment, on_delete=models.PROTECT, related_name="results")
    identifier = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField(_("分子"))
    denominator = models.PositiveIntegerField(_("分母"))
    value = models.DecimalField(_("数值"), max_digits=12, decimal_places=6, null=True)
    points = models.DecimalField(_("得分"), max_digits=7, decimal_places=2, null=True)
    inputs = models.JSONField(_("计算依据"), default=dict)

    class Meta:
        verbose_name = _("指标结果")
        verbose_name_plural = _("指标结果")
        ordering = ("id",)
        indexes = [models.Index(fields=["unit", "identifier", "month"], name="result_trend")]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "run", "subject_kind", "unit", "identifier"], name="one_result_per_subject", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.month_id} {self.unit_id} {self.identifier}"


class Score(Figures):
    """A subject's points and place."""

    month = models.ForeignKey(MonthlyAssessment, on_delete=models.PROTECT, related_name="scores")
    base = models.DecimalField(_("指标得分"), max_digits=7, decimal_places=2, null=True)
    deductions = models.DecimalField(_("扣分"), max_digits=7, decimal_places=2)
    bonus = models.DecimalField(_("加分"), max_digits=7, decimal_places=2)
    total = models.DecimalField(_("总分"), max_digits=7, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField(_("名次"), null=True)

    class Meta:
        verbose_name = _("得分")
        verbose_name_plural = _("得分")
        ordering = ("subject_kind", models.F("rank").asc(nulls_last=True), "id")
        indexes = [models.Index(fields=["unit", "month"], name="score_trend")]
        constraints = [
            models.UniqueConstraint(fields=["month", "run", "subject_kind", "unit"], name="one_score_per_subject", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.month_id} {self.unit_id} {self.total}"


class CountedCase(AppendOnlyModel):
    """A case that a measure counted in a month, for which unit and street, and whether in the numerator."""

    month = models.ForeignKey(MonthlyAssessment, on_delete=models.PROTECT, related_name="counted", db_index=False)
    run = models.PositiveIntegerField()
    measure = models.CharField(max_length=30)
    case = models.ForeignKey("intranet_casework.Case", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(UNIT, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    street = models.ForeignKey(UNIT, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    counted = models.BooleanField(_("计入分子"))
    at = models.DateTimeField(_("发生时间"), null=True)
    due = models.DateTimeField(_("应当时间"), null=True)
    value = models.DecimalField(max_digits=9, decimal_places=2, null=True)

    objects = CountedQuerySet.as_manager()

    class Meta:
        verbose_name = _("计入案件")
        verbose_name_plural = _("计入案件")
        ordering = ("id",)
        indexes = [models.Index(fields=["month", "run", "measure", "unit"], name="counted_list")]

    def __str__(self) -> str:
        return f"{self.month_id} {self.measure} {self.case_id}"
