from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetCaseworkConfig(AppConfig):
    name = "intranet.casework"
    label = "intranet_casework"
    verbose_name = _("案件办理")

    def ready(self) -> None:
        from core.workflow.registry import register
        from intranet.casework import chain, handlers, periodic, search, workplace  # noqa: F401  (they register themselves)
        from intranet.casework.machine import MACHINE

        register(MACHINE)
        chain.register()
        search.register()
        workplace.register()
