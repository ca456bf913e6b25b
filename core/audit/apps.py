from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreAuditConfig(AppConfig):
    name = "core.audit"
    label = "core_audit"
    verbose_name = _("审计")
