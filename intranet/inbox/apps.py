from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetInboxConfig(AppConfig):
    name = "intranet.inbox"
    label = "intranet_inbox"
    verbose_name = _("工作台")

    def ready(self) -> None:
        from intranet.inbox import handlers, navigation, parameters  # noqa: F401  (handlers register themselves)

        parameters.declare()
        navigation.register_entries()
