from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalPoliciesConfig(AppConfig):
    name = "portal.policies"
    label = "portal_policies"
    verbose_name = _("政策文件")
