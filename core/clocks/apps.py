from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreClocksConfig(AppConfig):
    name = "core.clocks"
    label = "core_clocks"
    verbose_name = _("时限")

    def ready(self) -> None:
        from core.clocks import handlers  # noqa: F401
