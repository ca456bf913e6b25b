"""Kinds and states of letters between units (S70–S78, domain.md §3.7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    """What units tell and ask each other."""

    CIRCULATION = "circulation", _("信息通报")
    PERIODIC_REPORT = "periodic_report", _("情况报送")
    APPROVAL_INFO = "approval_info", _("审批信息")
    ENFORCEMENT_REPLY = "enforcement_reply", _("执法情况回复")
    WRITTEN_TRANSFER = "written_transfer", _("书面移送")
    ASSIST_REQUEST = "assist_request", _("协查函")
    OPINION_LETTER = "opinion_letter", _("意见函")
    JOINT_ENFORCEMENT = "joint_enforcement", _("联合执法")


class LetterState(models.TextChoices):
    """The way of a letter. Overdue is no state: it follows from the stored due time."""

    DRAFT = "draft", _("拟稿")
    SENT = "sent", _("已发出待签收")
    RECEIVED = "received", _("已签收")
    REPLIED = "replied", _("已回复待确认")
    RETURNED = "returned", _("已退回")
    CONFIRMED = "confirmed", _("已办结")
    REFUSED = "refused", _("已书面拒绝")
    VOIDED = "voided", _("已作废")


FINAL_STATES = frozenset({LetterState.CONFIRMED, LetterState.REFUSED, LetterState.VOIDED})
OPEN_STATES = frozenset(LetterState) - FINAL_STATES
# On its way between the units.
TRAVELLING = frozenset({LetterState.SENT, LetterState.RECEIVED, LetterState.REPLIED, LetterState.RETURNED})


class RecipientState(models.TextChoices):
    """How far one recipient unit is."""

    PENDING = "pending", _("待签收")
    RECEIVED = "received", _("已签收")
    REPLIED = "replied", _("已回复")
    RETURNED = "returned", _("已退回")
    REFUSED = "refused", _("已拒绝")


class ClockName(models.TextChoices):
    """The limits of domain.md §3.8."""

    SEND = "send", _("告知时限")
    RECEIVE = "receive", _("签收时限")
    ANSWER = "answer", _("接收或退回时限")
    REPLY = "reply", _("回复时限")
    RESULT = "result", _("结果反馈时限")


class RequestKind(models.TextChoices):
    """What one person asks for and another decides."""

    SEND = "send", _("签发")
    EXTENSION = "extension", _("延期")


class ApprovalKind(models.TextChoices):
    """What an approving unit tells the enforcers (S74)."""

    POLICY = "policy", _("国家政策")
    NORM = "norm", _("技术规范")
    APPROVAL = "approval", _("审批事项")


class Outcome(models.TextChoices):
    """What enforcement came to (S75)."""

    CORRECTED = "corrected", _("已责令改正")
    WARNED = "warned", _("口头教育")
    PENALISED = "penalised", _("已作出行政处罚")
    FILED = "filed", _("已立案调查")
    UNFOUNDED = "unfounded", _("未发现违法行为")
    OTHER = "other", _("其他")
