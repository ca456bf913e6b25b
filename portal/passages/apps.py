from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalPassagesConfig(AppConfig):
    name = "portal.passages"
    label = "portal_passages"
    verbose_name = _("法规条文")
