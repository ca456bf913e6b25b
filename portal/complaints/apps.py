from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalComplaintsConfig(AppConfig):
    name = "portal.complaints"
    label = "portal_complaints"
    verbose_name = _("公众诉求")

    def ready(self) -> None:
        from portal.complaints import handlers, settings_keys  # noqa: F401  (handlers register periodic work)

        settings_keys.declare()
