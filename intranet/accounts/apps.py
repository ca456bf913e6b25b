from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetAccountsConfig(AppConfig):
    name = "intranet.accounts"
    label = "intranet_accounts"
    verbose_name = _("账户")

    def ready(self) -> None:
        from intranet.accounts import handlers, parameters, receivers  # noqa: F401  (handlers register themselves)

        parameters.declare()
        receivers.connect()
