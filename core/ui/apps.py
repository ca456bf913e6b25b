from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreUiConfig(AppConfig):
    name = "core.ui"
    label = "core_ui"
    verbose_name = _("界面组件")
