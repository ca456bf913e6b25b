from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalNoticesConfig(AppConfig):
    name = "portal.notices"
    label = "portal_notices"
    verbose_name = _("通知公告")

    def ready(self) -> None:
        from portal.base.registry import register_document_kind, register_figures
        from portal.notices.search import source
        from portal.notices.selectors import KIND, figures
        from search.registry import register_source

        register_document_kind(KIND)
        register_figures(figures)
        register_source(source())
