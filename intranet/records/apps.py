from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetRecordsConfig(AppConfig):
    name = "intranet.records"
    label = "intranet_records"
    verbose_name = _("记录")
