"""Fixed choices of publishing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What a reviewer may say."""

    APPROVED = "approved", _("审核通过")
    RETURNED = "returned", _("退回修改")
