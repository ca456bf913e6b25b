"""考核评价办法 as data (S37): a set of indicators with a version and the month from which it holds."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from intranet.assessment.enums import IndicatorKind, PointsFunction
from intranet.assessment.pure.scoring import Spec


class IndicatorSetQuerySet(AppendOnlyQuerySet["IndicatorSet"]):
    def for_month(self, month: datetime.date) -> IndicatorSet | None:
        """The newest version that holds in a month."""
        return self.filter(valid_from__lte=month).order_by("-valid_from", "-version").first()


class IndicatorQuerySet(AppendOnlyQuerySet["Indicator"]):
    """Rows of the method."""


class IndicatorSet(AppendOnlyModel):
    """One version of the method. It is never changed: a new version is made of it, with a reason."""

    version = models.PositiveIntegerField(_("版本"), unique=True)
    title = models.CharField(_("名称"), max_length=60)
    valid_from = models.DateField(_("适用起始月份"))
    reason = models.CharField(_("修订理由"), max_length=300)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("修订人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("修订时间"))

    objects = IndicatorSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核指标集")
        verbose_name_plural = _("考核指标集")
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Indicator(AppendOnlyModel):
    """One indicator of a version. ``measure`` names what is counted (pure/measures.py); all else is data."""

    indicator_set = models.ForeignKey(IndicatorSet, on_delete=models.PROTECT, related_name="indicators")
    identifier = models.SlugField(_("标识"), max_length=40)
    kind = models.CharField(_("类别"), max_length=10, choices=IndicatorKind)
    measure = models.CharField(_("计量"), max_length=30)
    label = models.CharField(_("名称"), max_length=40)
    definition = models.CharField(_("定义"), max_length=300)
    weight = models.DecimalField(_("权重"), max_digits=5, decimal_places=2, default=Decimal(0))
    function = models.CharField(_("计分方法"), max_length=10, choices=PointsFunction, default=PointsFunction.LINEAR)
    params = models.JSONField(_("参数"), default=dict, blank=True)
    for_subjects = models.JSONField(_("考核对象"), default=list)
    position = models.PositiveSmallIntegerField(_("顺序"))

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核指标")
        verbose_name_plural = _("考核指标")
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["indicator_set", "identifier"], name="one_indicator_per_identifier")]

    def __str__(self) -> str:
        return self.label

    @property
    def spec(self) -> Spec:
        return Spec(self.identifier, self.kind, self.measure, self.weight, self.function, self.params)
