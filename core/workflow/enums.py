"""States of an asked-for approval."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """延期、退回、挂账、作废 are asked for and decided by different people; the asking is a row, not a state."""

    PENDING = "pending", _("待审批")
    APPROVED = "approved", _("已同意")
    REFUSED = "refused", _("未同意")
    LAPSED = "lapsed", _("已失效")


class ActorKind(models.TextChoices):
    """Who did a step."""

    USER = "user", _("工作人员")
    SYSTEM = "system", _("系统")
    REQUESTER = "requester", _("诉求人")
