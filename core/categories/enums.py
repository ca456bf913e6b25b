"""Fixed vocabularies around a case's category. The categories themselves are data (core.categories.models)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    """What a resident asks for (北京市接诉即办工作条例, art. 2)."""

    INQUIRY = "inquiry", _("咨询")
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    SUGGESTION = "suggestion", _("建议")


class RoadClass(models.TextChoices):
    """主干道严禁、次干道严控、背街小巷有序 (S13)."""

    TRUNK_ROAD = "trunk_road", _("主干道")
    SECONDARY_ROAD = "secondary_road", _("次干道")
    BACK_STREET = "back_street", _("背街小巷")


class CategoryKind(models.TextChoices):
    """The two branches of the standard's classification: things, and what happens."""

    EVENT = "event", _("事件")
    COMPONENT = "component", _("部件")


class FourUnseen(models.TextChoices):
    """「四个不见」(S18): four sights that must not be seen, counted per street and month."""

    ILLEGAL_BUILDING = "illegal_building", _("乱搭乱建")
    POULTRY = "poultry", _("家禽散养")
    STREET_STALLS = "street_stalls", _("乱设摊点")
    MINORS_IN_NETBARS = "minors_in_netbars", _("未成年人进网吧")


class AreaClass(models.TextChoices):
    """Kind of area; the same filing condition may have another limit in each (福州, 太原)."""

    ANY = "", _("不分区域")
    URBAN = "urban", _("城区")
    FRINGE = "fringe", _("城乡结合部")
    RURAL = "rural", _("乡村")
