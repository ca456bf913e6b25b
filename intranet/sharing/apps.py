from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetSharingConfig(AppConfig):
    name = "intranet.sharing"
    label = "intranet_sharing"
    verbose_name = _("信息共享")

    def ready(self) -> None:
        from core.workflow.registry import register
        from intranet.sharing import parameters

        parameters.declare()

        from intranet.sharing import chain, handlers, periodic, search, workplace  # noqa: F401  (they register themselves)
        from intranet.sharing.machine import MACHINE

        register(MACHINE)
        chain.register()
        search.register()
        workplace.register()
