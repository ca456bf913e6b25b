from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreCategoriesConfig(AppConfig):
    name = "core.categories"
    label = "core_categories"
    verbose_name = _("案件类别")
