from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreParametersConfig(AppConfig):
    name = "core.parameters"
    label = "core_parameters"
    verbose_name = _("运行参数")

    def ready(self) -> None:
        from core.parameters.definitions import declare

        declare()
