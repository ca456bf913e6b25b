"""States of a month and of an appeal, and the words of indicator sets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MonthState(models.TextChoices):
    """A month's way: computed, shown to the units for appeals, frozen; a corrected one gives way to its next version."""

    COMPUTING = "computing", _("计算中")
    COMPUTED = "computed", _("已计算待公示")
    APPEAL = "appeal", _("公示申诉中")
    FROZEN = "frozen", _("已冻结")
    SUPERSEDED = "superseded", _("已更正")


# Figures of a month in one of these are never written again.
FIXED_STATES = frozenset({MonthState.FROZEN, MonthState.SUPERSEDED})
# States in which units may see their own figures.
SHOWN_STATES = frozenset({MonthState.APPEAL, MonthState.FROZEN, MonthState.SUPERSEDED})


class AppealState(models.TextChoices):
    SUBMITTED = "submitted", _("待答复")
    ACCEPTED = "accepted", _("已采纳")
    REJECTED = "rejected", _("未采纳")
    WITHDRAWN = "withdrawn", _("已撤回")


class SubjectKind(models.TextChoices):
    """Whose figure it is."""

    DISTRICT = "district", _("全区")
    UNIT = "unit", _("责任单位")
    STREET = "street", _("街道")


class IndicatorKind(models.TextChoices):
    SCORED = "scored", _("计分指标")
    DEDUCTION = "deduction", _("扣分项")
    BONUS = "bonus", _("加分项")
    SHOWN = "shown", _("只公布不计分")


class PointsFunction(models.TextChoices):
    LINEAR = "linear", _("线性")
    THRESHOLD = "threshold", _("达标满分，不足按百分点扣")
