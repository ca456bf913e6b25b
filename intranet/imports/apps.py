from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetImportsConfig(AppConfig):
    name = "intranet.imports"
    label = "intranet_imports"
    verbose_name = _("数据导入")
