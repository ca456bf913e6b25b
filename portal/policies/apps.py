from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalPoliciesConfig(AppConfig):
    name = "portal.policies"
    label = "portal_policies"
    verbose_name = _("政策文件")

    def ready(self) -> None:
        from portal.base.registry import register_document_kind, register_figures
        from portal.policies import receivers
        from portal.policies.search import source
        from portal.policies.selectors import KIND, figures
        from search.registry import register_source

        register_document_kind(KIND)
        register_figures(figures)
        register_source(source())
        receivers.connect()
