from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreFilesConfig(AppConfig):
    name = "core.files"
    label = "core_files"
    verbose_name = _("文件")
