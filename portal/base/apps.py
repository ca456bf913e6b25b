from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalBaseConfig(AppConfig):
    name = "portal.base"
    label = "portal_base"
    verbose_name = _("门户")
