from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetPublishingConfig(AppConfig):
    name = "intranet.publishing"
    label = "intranet_publishing"
    verbose_name = _("信息发布")
