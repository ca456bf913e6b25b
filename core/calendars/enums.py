"""Kinds of special days, and whether a year has its official arrangement."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("放假")
    WORKDAY = "workday", _("上班")


class YearStatus(models.TextChoices):
    """NONE: no notice yet, weekdays count and deadlines in that year are 暂定."""

    OFFICIAL = "official", _("已有正式安排")
    NONE = "none", _("暂无正式安排")


class ArrangementScope(models.TextChoices):
    """Who decided: the State Council's General Office, or the region (e.g. holidays of an autonomous region)."""

    NATIONAL = "national", _("全国")
    LOCAL = "local", _("地方")
