from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalBulletinsConfig(AppConfig):
    name = "portal.bulletins"
    label = "portal_bulletins"
    verbose_name = _("考评简报")

    def ready(self) -> None:
        from portal.base.registry import register_document_kind, register_figures
        from portal.bulletins import handlers, receivers
        from portal.bulletins.search import source
        from portal.bulletins.selectors import KIND, figures
        from search.registry import register_source

        register_document_kind(KIND)
        register_figures(figures)
        register_source(source())
        assert handlers  # imported for its registrations
        receivers.connect()
