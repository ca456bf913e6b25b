from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreUnitsConfig(AppConfig):
    name = "core.units"
    label = "core_units"
    verbose_name = _("单位与人员")
