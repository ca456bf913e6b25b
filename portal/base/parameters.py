"""Settings of the public site: who runs it, and the prefix of index numbers."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.parameters.enums import ParameterGroup, ParameterKind
from core.parameters.registry import define
from core.parameters.selectors import value
from core.ui.site import SiteFooter, SiteIdentity

INDEX_PREFIX = "publication.index_prefix"
_RULES = _("《政府网站发展指引》（国办发〔2017〕47号）")
_TEXTS = (
    ("site.name", _("城市管理委员会"), _("网站主办单位名称")),
    ("site.short_name", _("城管委"), _("简称")),
    ("site.hotline", "12319", _("投诉热线")),
    ("site.organiser", "", _("主办单位")),
    ("site.undertaker", "", _("承办单位")),
    ("site.code", "", _("网站标识码")),
    ("site.icp", "", _("ICP备案号")),
    ("site.police_record", "", _("公安备案号")),
    ("site.address", "", _("地址")),
    ("site.postcode", "", _("邮政编码")),
    ("site.phone", "", _("联系电话")),
    ("site.email", "", _("电子邮箱")),
    ("site.hours", "", _("办公时间")),
)


def declare() -> None:
    """Called once at start-up."""
    for key, default, label in _TEXTS:
        define(key, str(default), ParameterKind.TEXT, label, source=_RULES, group=ParameterGroup.PUBLICATION)
    define(
        INDEX_PREFIX,
        "000000000",
        ParameterKind.TEXT,
        _("索引号前缀"),
        source=_("政府信息公开目录系统实施指引：机构代码"),
        group=ParameterGroup.PUBLICATION,
        help=_("9位组织机构代码或18位统一社会信用代码；只用于以后生成的索引号，已有的索引号不变。"),
    )


def text(key: str) -> str:
    """The value of a setting of kind "text"."""
    return str(value(key))


def identity() -> SiteIdentity:
    """Who runs the site, for masthead and footer."""
    footer = SiteFooter(
        organiser=text("site.organiser") or text("site.name"),
        undertaker=text("site.undertaker"),
        site_code=text("site.code"),
        icp=text("site.icp"),
        police_record=text("site.police_record"),
        address=text("site.address"),
        postcode=text("site.postcode"),
        phone=text("site.phone"),
        email=text("site.email"),
        hours=text("site.hours"),
    )
    domain = settings.PORTAL_ORIGIN.split("://", 1)[-1]
    return SiteIdentity(text("site.name"), text("site.short_name"), domain=domain, hotline=text("site.hotline"), footer=footer)
