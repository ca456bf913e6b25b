from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetRegistryConfig(AppConfig):
    name = "intranet.registry"
    label = "intranet_registry"
    verbose_name = _("基础数据")

    def ready(self) -> None:
        from intranet.registry import handlers, navigation  # noqa: F401  (handlers register themselves)

        navigation.register_screens()
