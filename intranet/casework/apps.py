from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetCaseworkConfig(AppConfig):
    name = "intranet.casework"
    label = "intranet_casework"
    verbose_name = _("案件办理")
