"""Kinds and states of joint meetings, their agenda and attendance (domain.md §3.7, S67–S69)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """每月一次, and 特殊情况 (S68, S69)."""

    MONTHLY = "monthly", _("月度联席会议")
    AD_HOC = "ad_hoc", _("专题会议")


class MeetingState(models.TextChoices):
    """In the order of the way; postponed and cancelled stand beside it."""

    PLANNED = "planned", _("筹备中")
    NOTIFIED = "notified", _("已通知")
    HELD = "held", _("已召开")
    MINUTES_DRAFT = "minutes_draft", _("纪要起草中")
    MINUTES_APPROVED = "minutes_approved", _("纪要已审定")
    ISSUED = "issued", _("纪要已印发")
    POSTPONED = "postponed", _("已延期待定")
    CANCELLED = "cancelled", _("已取消")


class ItemKind(models.TextChoices):
    """What an agenda item comes from."""

    CARRY_OVER = "carry_over", _("上次议定事项落实情况")
    CASE = "case", _("案件")
    TASK = "task", _("任务")
    CLUSTER = "cluster", _("反映强烈问题")
    FREE = "free", _("其他议题")


class Part(models.TextChoices):
    """How a unit takes part: as a member (出席) or as a guest (列席)."""

    ATTEND = "attend", _("出席")
    SIT_IN = "sit_in", _("列席")


class Receipt(models.TextChoices):
    """The unit's answer to the invitation (回执)."""

    PENDING = "pending", _("未回执")
    COMING = "coming", _("参加")
    SUBSTITUTE = "substitute", _("替会")
    LEAVE = "leave", _("请假")


class Presence(models.TextChoices):
    """Sign-in at the meeting (签到)."""

    UNKNOWN = "", _("未登记")
    PRESENT = "present", _("到会")
    LEAVE = "leave", _("请假")
    ABSENT = "absent", _("缺席")


class Follow(models.TextChoices):
    """How far a decision is, as its task says (S26: follow-up)."""

    NONE = "none", _("待印发")
    OPEN = "open", _("落实中")
    OVERDUE = "overdue", _("逾期未落实")
    DONE = "done", _("已落实")
    CANCELLED = "cancelled", _("已撤销")


S = MeetingState
# The meeting can still be prepared: facts, agenda and invitations may change.
OPEN_PREPARATION = frozenset({S.PLANNED, S.NOTIFIED, S.POSTPONED})
# It took place; a month that has one of these has had its meeting.
TOOK_PLACE = frozenset({S.HELD, S.MINUTES_DRAFT, S.MINUTES_APPROVED, S.ISSUED})
FINAL_STATES = frozenset({S.ISSUED, S.CANCELLED})
