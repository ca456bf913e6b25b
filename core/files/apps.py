from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreFilesConfig(AppConfig):
    name = "core.files"
    label = "core_files"
    verbose_name = _("文件")

    def ready(self) -> None:
        from core.files import handlers  # noqa: F401  (registers the outbox handlers)
