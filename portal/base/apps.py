from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalBaseConfig(AppConfig):
    name = "portal.base"
    label = "portal_base"
    verbose_name = _("门户")

    def ready(self) -> None:
        from core.files.registry import on_text_ready
        from core.ui.site import provide
        from portal.base import handlers, parameters, receivers
        from portal.base.search import standing_source
        from search.registry import register_source

        parameters.declare()
        provide(parameters.identity)
        receivers.connect()
        on_text_ready(handlers.text_ready)
        register_source(standing_source())
