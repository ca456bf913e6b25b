"""Words of the public side. Kinds of request and road classes are in core.categories.enums."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicState(models.TextChoices):
    """What a resident is told about the state of a case (domain.md §3.3, last column)."""

    SUBMITTED = "submitted", _("已提交")
    VERIFYING = "verifying", _("核实中")
    ACCEPTED = "accepted", _("已受理")
    IN_PROGRESS = "in_progress", _("办理中")
    SUSPENDED = "suspended", _("暂缓办理")
    CHECKING = "checking", _("待核查")
    FOLLOW_UP = "follow_up", _("已办结，请评价")
    CLOSED = "closed", _("已结案")
    MERGED = "merged", _("已并案")
    REJECTED = "rejected", _("不予受理")
    NOT_FILED = "not_filed", _("不予立案")
    TRANSFERRED_OUT = "transferred_out", _("已转交")
    VOIDED = "voided", _("已作废")


# Several states of a case are one to a resident; the others have the same name on both sides.
PUBLIC_STATE_OF_CASE = {
    "filed": PublicState.IN_PROGRESS,
    "dispatched": PublicState.IN_PROGRESS,
    "handling": PublicState.IN_PROGRESS,
    "handled": PublicState.CHECKING,
}
FINISHED = frozenset({PublicState.FOLLOW_UP, PublicState.CLOSED})
ENDED = frozenset(
    {
        PublicState.CLOSED,
        PublicState.MERGED,
        PublicState.REJECTED,
        PublicState.NOT_FILED,
        PublicState.TRANSFERRED_OUT,
        PublicState.VOIDED,
    }
)


class ActKind(models.TextChoices):
    """What a resident may do with a complaint after filing it."""

    RATING = "rating", _("评价")
    SUPPLEMENT = "supplement", _("补充情况")
    WITHDRAWAL = "withdrawal", _("撤回")
    REOPENING = "reopening", _("要求重新办理")


class ActState(models.TextChoices):
    """The portal writes an act as pending; the worker applies or refuses it."""

    PENDING = "pending", _("等待处理")
    APPLIED = "applied", _("已处理")
    REFUSED = "refused", _("未能处理")


class Rating(models.IntegerChoices):
    """满意度. The two upper ones count as satisfied (北京 art. 32)."""

    VERY_SATISFIED = 4, _("非常满意")
    SATISFIED = 3, _("满意")
    FAIR = 2, _("基本满意")
    DISSATISFIED = 1, _("不满意")


WEB = "web"
PHOTO_ROLE = "photo"
MAX_PHOTOS = 9
MAX_DESCRIPTION = 2000
MAX_ACT_TEXT = 1000
MAX_PLACE = 200
