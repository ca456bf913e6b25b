"""Kinds of personal links and states of a request to remove someone's second factor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkPurpose(models.TextChoices):
    """Why a person gets a link with which to set a password."""

    INVITATION = "invitation", _("邀请")
    RESET = "reset", _("重置密码")


class FactorResetState(models.TextChoices):
    REQUESTED = "requested", _("待复核")
    DONE = "done", _("已解除")
    REFUSED = "refused", _("已拒绝")
