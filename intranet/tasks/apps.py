from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetTasksConfig(AppConfig):
    name = "intranet.tasks"
    label = "intranet_tasks"
    verbose_name = _("交办与督办")

    def ready(self) -> None:
        from core.workflow.registry import register
        from intranet.tasks import chain, handlers, parameters, periodic, search, workplace  # noqa: F401  (they register themselves)
        from intranet.tasks.machine import SUPERVISION_MACHINE, TASK_MACHINE

        parameters.declare()
        register(TASK_MACHINE)
        register(SUPERVISION_MACHINE)
        chain.register()
        search.register()
        workplace.register()
