from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetMeetingsConfig(AppConfig):
    name = "intranet.meetings"
    label = "intranet_meetings"
    verbose_name = _("联席会议")

    def ready(self) -> None:
        from core.workflow.registry import register
        from intranet.meetings import chain, handlers, parameters, periodic, search, workplace  # noqa: F401  (they register themselves)
        from intranet.meetings.machine import MACHINE

        parameters.declare()
        register(MACHINE)
        chain.register()
        search.register()
        workplace.register()
