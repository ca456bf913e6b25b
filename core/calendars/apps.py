from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreCalendarsConfig(AppConfig):
    name = "core.calendars"
    label = "core_calendars"
    verbose_name = _("工作日历")
