from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreWorkflowConfig(AppConfig):
    name = "core.workflow"
    label = "core_workflow"
    verbose_name = _("流程")
