from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetAssessmentConfig(AppConfig):
    name = "intranet.assessment"
    label = "intranet_assessment"
    verbose_name = _("考核评价")
