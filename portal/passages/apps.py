from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalPassagesConfig(AppConfig):
    name = "portal.passages"
    label = "portal_passages"
    verbose_name = _("法规条文")

    def ready(self) -> None:
        from portal.passages import jobs  # noqa: F401  (registers the linking job)
        from portal.passages.search import SOURCE
        from search.registry import register_source

        register_source(SOURCE)
