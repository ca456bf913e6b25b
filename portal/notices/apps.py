from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalNoticesConfig(AppConfig):
    name = "portal.notices"
    label = "portal_notices"
    verbose_name = _("通知公告")
