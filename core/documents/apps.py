from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreDocumentsConfig(AppConfig):
    name = "core.documents"
    label = "core_documents"
    verbose_name = _("公文排版")
