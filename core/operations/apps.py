from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreOperationsConfig(AppConfig):
    name = "core.operations"
    label = "core_operations"
    verbose_name = _("运行维护")

    def ready(self) -> None:
        import_module("core.operations.jobs")
        import_module("core.operations.standard_checks")
