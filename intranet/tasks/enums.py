"""Kinds and states of committee tasks and supervisions (domain.md §3.6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskKind(models.TextChoices):
    """Two of the office's three acts (S34); the third, 督办, is a record of its own."""

    ASSIGN = "assign", _("交办")
    JOINT = "joint", _("会办")


class TaskSource(models.TextChoices):
    """What gave rise to a task (domain.md §3.6)."""

    LEADER = "leader", _("领导指示")
    MEETING = "meeting", _("会议议定")
    PLAN = "plan", _("年度工作计划")
    CLUSTER = "cluster", _("反映强烈问题")
    CASE = "case", _("案件转办")
    OTHER = "other", _("其他")


class TaskState(models.TextChoices):
    """In the order of the way."""

    DRAFT = "draft", _("拟稿")
    ISSUED = "issued", _("已下达待签收")
    RECEIVED = "received", _("已签收")
    IN_PROGRESS = "in_progress", _("办理中")
    REPORTED = "reported", _("已报办结待审核")
    RETURNED = "returned", _("退回重办")
    APPROVED = "approved", _("审核通过待销号")
    CLOSED = "closed", _("已销号")
    CANCELLED = "cancelled", _("已撤销")


class SupervisionState(models.TextChoices):
    """立项 → 登记 → 督办 → 归档 (domain.md §3.6); 销号 is the closing after a check."""

    PROPOSED = "proposed", _("立项")
    REGISTERED = "registered", _("已登记")
    SUPERVISING = "supervising", _("督办中")
    REPLIED = "replied", _("已回复待核查")
    VERIFIED = "verified", _("核查通过待销号")
    ARCHIVED = "archived", _("销号归档")
    CANCELLED = "cancelled", _("已撤销")


class SupervisionLevel(models.TextChoices):
    """How hard the office presses, from the lowest up."""

    ORDINARY = "ordinary", _("一般督办")
    KEY = "key", _("重点督办")
    LISTED = "listed", _("挂牌督办")


class ClockName(models.TextChoices):
    """The limits of a task, of an assisting unit's opinion and of a supervision."""

    RECEIVE = "receive", _("签收时限")
    DEADLINE = "deadline", _("办理期限")
    REVIEW = "review", _("审核时限")
    ASSIST = "assist", _("会办意见期限")
    REPLY = "reply", _("督办回复期限")


class RequestKind(models.TextChoices):
    """What may be asked for and decided by somebody else."""

    EXTENSION = "extension", _("延期")
    RETURN = "return", _("退回")


class Reminder(models.IntegerChoices):
    """How far the automatic reminders about the present deadline have gone."""

    NONE = 0, _("未提醒")
    BEFORE = 1, _("到期前提醒")
    OVERDUE = 2, _("超期提醒")
    OFFICE = 3, _("已报办公室")


S, P = TaskState, SupervisionState
FINAL_TASKS = frozenset({S.CLOSED, S.CANCELLED})
OPEN_TASKS = frozenset(TaskState) - FINAL_TASKS
# In the lead unit's hands: its deadline runs.
AT_UNIT = frozenset({S.ISSUED, S.RECEIVED, S.IN_PROGRESS, S.RETURNED})
# Out of the office's drawer and not at an end.
UNDER_WAY = OPEN_TASKS - {S.DRAFT}
FINAL_SUPERVISIONS = frozenset({P.ARCHIVED, P.CANCELLED})
OPEN_SUPERVISIONS = frozenset(SupervisionState) - FINAL_SUPERVISIONS
