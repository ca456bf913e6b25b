from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetDemoConfig(AppConfig):
    name = "intranet.demo"
    label = "intranet_demo"
    verbose_name = _("演示数据")
