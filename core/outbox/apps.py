from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreOutboxConfig(AppConfig):
    name = "core.outbox"
    label = "core_outbox"
    verbose_name = _("待办投递")
