from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalBulletinsConfig(AppConfig):
    name = "portal.bulletins"
    label = "portal_bulletins"
    verbose_name = _("考评简报")
