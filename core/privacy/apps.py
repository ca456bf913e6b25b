from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorePrivacyConfig(AppConfig):
    name = "core.privacy"
    label = "core_privacy"
    verbose_name = _("个人信息保护")
