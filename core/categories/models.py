"""Categories of cases and when a case is opened, how long its handling may take and when it may be closed.

Codes and limits differ by city and are revised, so they are rows with a validity, never code (domain.md §2.1).
"""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.categories.enums import AreaClass, CategoryKind, FourUnseen
from core.limits import Limit, LimitUnit


class MajorCategory(models.Model):
    """大类. ``code`` is text of at most four characters, unique within events and within components."""

    kind = models.CharField(_("类型"), max_length=10, choices=CategoryKind)
    code = models.CharField(_("代码"), max_length=4)
    name = models.CharField(_("大类名称"), max_length=40)
    is_local = models.BooleanField(_("本地扩展"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    sort_order = models.PositiveIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("大类")
        verbose_name_plural = _("大类")
        ordering = ("sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_major_per_kind_and_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_component(self) -> bool:
        return self.kind == CategoryKind.COMPONENT


class MinorCategoryQuerySet(models.QuerySet["MinorCategory"]):
    def active(self) -> MinorCategoryQuerySet:
        """Those that may be chosen for a new case."""
        return self.filter(is_active=True, major__is_active=True)


class MinorCategory(models.Model):
    """小类. ``hint`` helps a resident to recognise it; ``four_unseen_flag`` counts it among the 四个不见 (S18)."""

    major = models.ForeignKey(MajorCategory, verbose_name=_("大类"), on_delete=models.PROTECT, related_name="minors")
    code = models.CharField(_("代码"), max_length=4)
    name = models.CharField(_("小类名称"), max_length=40)
    hint = models.CharField(_("说明"), max_length=120, blank=True)
    four_unseen_flag = models.CharField(_("四个不见"), max_length=20, choices=FourUnseen, blank=True)
    is_urgent = models.BooleanField(_("通常按紧急办理"), default=False)
    is_local = models.BooleanField(_("本地扩展"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    sort_order = models.PositiveIntegerField(_("排序"), default=100)

    objects = MinorCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("小类")
        verbose_name_plural = _("小类")
        ordering = ("major__sort_order", "sort_order", "id")
        constraints = [models.UniqueConstraint(fields=["major", "code"], name="one_minor_per_major_and_code")]

    def __str__(self) -> str:
        return self.name


class FilingConditionQuerySet(models.QuerySet["FilingCondition"]):
    def valid_on(self, day: datetime.date) -> FilingConditionQuerySet:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)

    def current(self) -> FilingConditionQuerySet:
        """Those in force today."""
        return self.valid_on(timezone.localdate())


class FilingCondition(models.Model):
    """立案条件: one row per version. A case keeps the row it was filed under, whatever is revised later.

    ``number`` names the condition within its subcategory over all its versions. ``valid_until`` is the first
    day on which it is no longer in force.
    """

    minor = models.ForeignKey(MinorCategory, verbose_name=_("小类"), on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField(_("序号"))
    version = models.PositiveIntegerField(_("版本"), default=1)
    text = models.CharField(_("立案条件"), max_length=200)
    area_class = models.CharField(_("区域类别"), max_length=10, choices=AreaClass, default=AreaClass.ANY, blank=True)
    limit_value = models.DecimalField(_("处置时限"), max_digits=6, decimal_places=2)
    limit_unit = models.CharField(_("时限单位"), max_length=16, choices=LimitUnit)
    close_condition = models.CharField(_("结案条件"), max_length=200)
    responsible_role = models.CharField(_("责任主体"), max_length=60, blank=True)
    responsible_unit = models.ForeignKey(
        "core_units.Unit", verbose_name=_("责任单位"), null=True, blank=True, on_delete=models.SET_NULL, related_name="filing_conditions"
    )
    valid_from = models.DateField(_("生效日期"))
    valid_until = models.DateField(_("失效日期"), null=True, blank=True)

    objects = FilingConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("立案条件")
        verbose_name_plural = _("立案条件")
        ordering = ("minor_id", "number", "area_class", "-version")
        constraints = [
            models.UniqueConstraint(fields=["minor", "number", "area_class", "version"], name="one_condition_per_version"),
            models.UniqueConstraint(
                fields=["minor", "number", "area_class"], condition=Q(valid_until=None), name="one_open_version_per_condition"
            ),
            models.CheckConstraint(condition=Q(limit_value__gt=0), name="condition_limit_is_positive"),
        ]
        indexes = [models.Index(fields=["minor", "valid_from"], name="condition_minor_from")]

    def __str__(self) -> str:
        return self.text

    @property
    def limit(self) -> Limit:
        return Limit(self.limit_value, self.limit_unit)
