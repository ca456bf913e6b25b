from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetAssessmentConfig(AppConfig):
    name = "intranet.assessment"
    label = "intranet_assessment"
    verbose_name = _("考核评价")

    def ready(self) -> None:
        from core.workflow.registry import register
        from intranet.assessment import chain, handlers, parameters, receivers, search, workplace
        from intranet.assessment.machine import APPEAL_MACHINE, MONTH_MACHINE

        assert handlers  # imported for its registrations
        parameters.declare()
        register(MONTH_MACHINE)
        register(APPEAL_MACHINE)
        chain.register()
        search.register()
        workplace.register()
        receivers.connect()
