from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreNumberingConfig(AppConfig):
    name = "core.numbering"
    label = "core_numbering"
    verbose_name = _("编号")
