"""Fixed choices of disclosed documents (domain.md §2.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Validity(models.TextChoices):
    """有效性: whether a document may still be relied upon."""

    IN_FORCE = "in_force", _("现行有效")
    AMENDED = "amended", _("已修订")
    REPEALED = "repealed", _("已废止")
    EXPIRED = "expired", _("已失效")
    # Imported texts of which the source does not say it; claiming 现行有效 would be a guess.
    UNKNOWN = "unknown", _("未标注")


class Disclosure(models.TextChoices):
    """公开属性. Only 主动公开 documents are offered to everybody in the lists' default view."""

    PROACTIVE = "proactive", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    WITHHELD = "withheld", _("不予公开")


class RelationKind(models.TextChoices):
    """How a document stands to an older one."""

    REPEALS = "repeals", _("废止")
    AMENDS = "amends", _("修订")
    BASED_ON = "based_on", _("依据")
