"""The working-day table: one arrangement per year with the notice it comes from, and the hours of work.

A new arrangement of a year supersedes the old one, which stays: figures frozen under calendar version n can be
computed again with the days as they stood at version n.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.calendars.enums import ArrangementScope, DayKind


class VersionedQuerySet(models.QuerySet["CalendarYear"]):
    def as_of(self, version: int) -> VersionedQuerySet:
        """Arrangements in force at a version of the calendar."""
        return self.filter(Q(superseded_version__isnull=True) | Q(superseded_version__gt=version), version__lte=version)

    def current(self) -> VersionedQuerySet:
        return self.filter(superseded_version__isnull=True)


class CalendarYear(models.Model):
    """The arrangement of one year. A year without a current national row has no official arrangement yet.

    A local arrangement (e.g. an autonomous region's holidays) adds to the national one and wins over it.
    ``version`` is the calendar version that brought it, ``superseded_version`` the one that replaced it.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    scope = models.CharField(_("范围"), max_length=10, choices=ArrangementScope, default=ArrangementScope.NATIONAL)
    document_no = models.CharField(_("文号"), max_length=60)
    document_title = models.CharField(_("文件名称"), max_length=120)
    issued_on = models.DateField(_("成文日期"))
    imported_at = models.DateTimeField(_("导入时间"))
    imported_by = models.CharField(_("导入人"), max_length=60)
    version = models.PositiveBigIntegerField(_("日历版本"))
    superseded_version = models.PositiveBigIntegerField(_("被取代的版本"), null=True, blank=True)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度工作日安排")
        verbose_name_plural = _("年度工作日安排")
        ordering = ("-year", "-version")
        constraints = [
            models.UniqueConstraint(fields=["year", "scope"], condition=Q(superseded_version=None), name="one_current_arrangement_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.document_no}"


class CalendarDay(models.Model):
    """A day that an arrangement makes a day off or a working day (调休). Other days follow the week."""

    year = models.ForeignKey(CalendarYear, verbose_name=_("年度安排"), on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("日期"))
    kind = models.CharField(_("类型"), max_length=10, choices=DayKind)
    name = models.CharField(_("名称"), max_length=40)

    class Meta:
        verbose_name = _("特殊日")
        verbose_name_plural = _("特殊日")
        ordering = ("date",)
        constraints = [models.UniqueConstraint(fields=["year", "date"], name="one_entry_per_arrangement_and_date")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class WorkHours(models.Model):
    """Hours of work from a day on, until the next row. ``periods`` is [["08:00", "12:00"], ["14:00", "18:00"]].

    Of two rows for the same day the newer counts. ``version`` as in CalendarYear.
    """

    valid_from = models.DateField(_("生效日期"))
    periods = models.JSONField(_("办公时间"))
    reason = models.CharField(_("依据"), max_length=200)
    set_at = models.DateTimeField(_("修改时间"))
    set_by = models.CharField(_("修改人"), max_length=60)
    version = models.PositiveBigIntegerField(_("日历版本"))

    class Meta:
        verbose_name = _("办公时间")
        verbose_name_plural = _("办公时间")
        ordering = ("-valid_from", "-id")

    def __str__(self) -> str:
        return f"{self.valid_from}"
