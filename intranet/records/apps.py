from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetRecordsConfig(AppConfig):
    name = "intranet.records"
    label = "intranet_records"
    verbose_name = _("记录")

    def ready(self) -> None:
        from intranet.records import periodic  # noqa: F401  (registers itself)
