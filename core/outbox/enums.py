"""States of a message."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    PENDING = "pending", _("待处理")
    LEASED = "leased", _("处理中")
    DONE = "done", _("已完成")
    DEAD = "dead", _("投递失败")
    DISCARDED = "discarded", _("已放弃")
