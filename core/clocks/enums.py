"""States of a clock, kinds of ledger entries, lamps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.limits import LimitUnit

__all__ = ["ClockState", "EntryKind", "Lamp", "LimitUnit"]


class ClockState(models.TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("暂停")
    STOPPED = "stopped", _("已停止")


class EntryKind(models.TextChoices):
    """What happened to a clock. Recomputation changes no time allowed; it notes a due time that the calendar moved."""

    START = "start", _("开始")
    PAUSE = "pause", _("暂停")
    RESUME = "resume", _("恢复")
    EXTEND = "extend", _("延期")
    STOP = "stop", _("停止")
    REOPEN = "reopen", _("重新计时")
    RECOMPUTE = "recompute", _("重新计算")


class Lamp(models.TextChoices):
    """Green below the yellow threshold (80 %), yellow up to the due time, red after it (domain.md §3.4)."""

    GREEN = "green", _("绿灯")
    YELLOW = "yellow", _("黄灯")
    RED = "red", _("红灯")
    STOPPED = "stopped", _("停止计时")
    NONE = "none", _("无时限")
