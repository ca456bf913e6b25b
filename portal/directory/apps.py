from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalDirectoryConfig(AppConfig):
    name = "portal.directory"
    label = "portal_directory"
    verbose_name = _("成员单位")
